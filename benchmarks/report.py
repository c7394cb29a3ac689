"""docs/benchmarks.json keeps what was measured; docs/benchmarks.md and its chart are written from it."""
import json
import os
import platform
import subprocess
from pathlib import Path

import chart
from servers import client

WHAT = {
    "cold": "all caches empty, with a lock",
    "built": "everything built from cached downloads",
    "dependency": "one dependency changed",
    "change": "one source file changed",
    "same": "nothing changed",
    "push": "one source file changed, and pushed",
    "first-push": "first push, to an empty registry",
    "platforms": "two platforms, from cached downloads",
    "apps": "20 apps in one run, from cached downloads",
    "apps-change": "a file changed in each of 20 apps",
    "big": "20,000 files and 1 GB of dependencies, from cached downloads",
    "big-change": "one of 20,000 files changed, with 1 GB of dependencies",
    "dev": "`drydock dev`, from save to image",
    "start": "docker run to the first answer",
}
# Of each scenario: against whom, at most how many times its wall time, and what is aimed at. Issue 7 has them.
TARGETS = {
    "cold": [("curl", 1.2, None)],
    "built": [("docker build", 0.5, None)],
    "dependency": [("docker build", 0.2, None)],
    "change": [("docker build", 1.5, 1.0)],
    "same": [("docker build", 1.3, 1.0)],
    "push": [("docker build", 1.0, None), ("jib-core", 0.5, None)],
    "platforms": [("one platform", 1.3, None)],
    "apps": [("one app", 4.0, None)],
    "apps-change": [("one app", 4.0, None)],
    "big": [("half of it", 2.2, None)],
    "big-change": [("1/200 of dependencies", 1.2, None)],
    "start": [("docker build", 1.0, None)],
}
DEV_SECONDS, MOST_KB = 0.050, 262_144


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    return "%s, %d processors, %d GiB of memory, Linux %s" % (model, os.cpu_count(), round(memory / 2**20), platform.release())


def write(bench, docs):
    """Rows of this run take the place of older ones of the same scenario and app; on another machine nothing old would compare, so it goes."""
    file = docs / "benchmarks.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    here = machine()
    measured = {(row["scenario"], row["app"]) for row in bench.results}
    rows = [row for row in kept.get("rows", []) if (row["scenario"], row["app"]) not in measured] if kept.get("machine") == here else []
    load = round(os.getloadavg()[2], 1)
    rows += [{**row, "load": load} for row in bench.results]
    order = list(WHAT)
    # stable: the others stay in their order
    rows.sort(key=lambda row: (order.index(row["scenario"]), row["app"], row["program"] != "drydock"))
    left_out = sorted(set(bench.left_out))
    docker = subprocess.run([client(), "--version"], capture_output=True, text=True).stdout.strip() if client() else "no docker"
    document = {"machine": here, "docker": docker, "left_out": left_out, "rows": rows}
    lines = ["  " + json.dumps(row) for row in rows]
    file.write_text('{"machine": %s, "docker": %s, "left_out": %s, "rows": [\n%s\n]}\n' % (
        json.dumps(here), json.dumps(docker), json.dumps(left_out), ",\n".join(lines)))
    (docs / "benchmarks.md").write_text(page(document))
    (docs / "benchmarks.svg").write_text(chart.svg(
        [("%s, %s" % (WHAT[row["scenario"]].replace("`", ""), row["app"]), row["program"], row["wall"]) for row in rows]))
    print("written to docs/benchmarks.md, .svg, .json")


def verdicts(rows):
    """Scenario, app, what is asked, what was measured, whether it is met."""
    by = {(row["scenario"], row["app"], row["program"]): row for row in rows}
    for row in rows:
        if row["program"] != "drydock":
            continue
        key = (row["scenario"], row["app"])
        for peer, most, aim in TARGETS.get(row["scenario"], []):
            other = by.get((*key, peer))
            if other:
                ratio = row["wall"] / other["wall"]
                verdict = "missed" if ratio > most else "met" if aim is None else "met, and the aim" if ratio < aim else "met, not the aim"
                cpu = "%.2f ×" % (row["cpu"] / other["cpu"]) if other["cpu"] else ""
                asked = "at most %g × %s%s" % (most, peer, "" if aim is None else ", aim below %g ×" % aim)
                yield (*key, asked, "%.2f ×" % ratio, cpu, verdict)
        if row["scenario"] == "dev":
            yield (*key, "at most %d ms" % (DEV_SECONDS * 1000), "%.0f ms" % (row["wall"] * 1000), "",
                   "met" if row["wall"] <= DEV_SECONDS else "missed")
        if row["scenario"] in ("big", "cold", "built") and row["peak_kb"]:
            yield (*key, "at most 256 MiB of memory", "%d MiB" % (row["peak_kb"] // 1024), "",
                   "met" if row["peak_kb"] <= MOST_KB else "missed")


def page(document):
    rows = document["rows"]
    loads = [row["load"] for row in rows]
    lines = ["# Benchmarks", "",
             "Written by `benchmarks/run`: whole commands, Drydock and its peers in turn; medians. What was measured is in `benchmarks.json`. "
             "The hot inner parts by themselves are in [benchmarks-jmh.md](benchmarks-jmh.md), from `benchmarks/jmh/run`.", "",
             "Machine: %s; %s. Load average (15 minutes) at the end of the runs: %s." % (
                 document["machine"], document["docker"], "–".join(sorted({str(min(loads)), str(max(loads))}, key=float))), "",
             *["Not here: %s." % each for each in document["left_out"]], "",
             "![Wall time](benchmarks.svg)", "", "## Targets", "",
             "| scenario | app | asked | wall | processor | |", "|---|---|---|--:|--:|---|"]
    lines += ["| %s | %s | %s | %s | %s | %s |" % (WHAT[verdict[0]], *verdict[1:]) for verdict in verdicts(rows)]
    lines += ["", "## All figures", "",
              "Processor time of `docker build` is that of the client and of its daemon together. Memory is VmHWM of Drydock's process.", "",
              "| scenario | app | program | wall, s | min–max | processor, s | memory, MiB | rounds |", "|---|---|---|--:|--:|--:|--:|--:|"]
    lines += ["| %s | %s | %s | %.3f | %.3f–%.3f | %.3f | %s | %d |" % (
        WHAT[row["scenario"]], row["app"], row["program"], row["wall"], row["least"], row["most"], row["cpu"],
        row["peak_kb"] // 1024 or "", row["rounds"]) for row in rows]
    return "\n".join(lines) + "\n" + Path(__file__).with_name("notes.md").read_text()
