"""Writes what JMH measured as a page of its own."""
import csv
import sys
from pathlib import Path

results, target = map(Path, sys.argv[1:])
lines = ["# Inner parts", "", "Written by `benchmarks/jmh/run` (JMH, average time of a call, one thread). gzip and SHA-256 take 8 MiB of machine code; libdeflate is",
         "the system's, called through the foreign-function API, as a whole buffer at once.", "",
         "| part | level | time | error |", "|---|--:|--:|--:|"]


def time(micros):
    return "%.1f ms" % (micros / 1000) if micros >= 1000 else "%.3f µs" % micros


for row in csv.DictReader(results.open()):
    error = row["Score Error (99.9%)"]
    lines.append("| %s | %s | %s | %s |" % (row["Benchmark"].split(".")[-1], row.get("Param: level") or "", time(float(row["Score"])),
                                           "" if error == "NaN" else "± " + time(float(error))))
target.write_text("\n".join(lines) + "\n")
print("written to docs/" + target.name)
