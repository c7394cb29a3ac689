"""Writes what JMH measured as a page of its own."""
import csv
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import report

results, target = map(Path, sys.argv[1:3])
lines = ["# Inner parts", "",
         "Written by `benchmarks/jmh/run`: JMH, average time of a call, one thread but for compression, which has one of its own.", "",
         "Machine: %s; %s. Load average (15 minutes) at the end: %.1f." % (report.machine(), sys.argv[3], os.getloadavg()[2]), "",
         "| part | level | time | error |", "|---|--:|--:|--:|"]


def time(micros):
    return "%.1f ms" % (micros / 1000) if micros >= 1000 else "%.3f µs" % micros if micros < 10 else "%.1f µs" % micros


for row in csv.DictReader(results.open()):
    error = row["Score Error (99.9%)"]
    lines.append("| %s | %s | %s | %s |" % (row["Benchmark"].split(".")[-1], row.get("Param: level") or "", time(float(row["Score"])),
                                           "" if error == "NaN" else "± " + time(float(error))))
lines += ["", "- gzip and SHA-256 take 8 MiB of machine code. Level 7 is a build's. libdeflate is the system's, called through the foreign-function API, and gets",
          "  the whole buffer at once; its levels are its own.",
          "- A package becomes its piece as in a build: read, checked, hashed, its members written and compressed. It has 8 MB in some 220 files, half",
          "  libraries of the JDK and half text, and is made by the benchmark: the .deb an xz archive, the wheel a zip. Level 0 leaves compression out.",
          "- The error is half of the 99.9 % confidence interval, over the iterations of one fork."]
target.write_text("\n".join(lines) + "\n")
print("written to docs/" + target.name)
