"""Benchmarks: whole commands, Drydock and its peers in turn, medians of several rounds."""
import argparse
import faulthandler
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

import report
import scenarios
from servers import APART, Docker, Index, Registry, client, end

ROOT = Path(__file__).resolve().parent.parent


class Bench:
    """Runs commands and keeps what they took."""

    def __init__(self, work, rounds, program):
        self.work = work
        self.rounds = rounds
        self.program = program
        self.results = []
        self.left_out = []
        self.cache = work / "cache"
        self.peak = 0
        self.environment = {**os.environ, "DRYDOCK_CACHE_DIR": str(self.cache), "DRYDOCK_STORE_DIR": str(work / "store")}

    def drydock(self, *words, environment=None):
        """The work of one command, for `measure` or to be called."""
        return lambda: self.run([str(self.program), *map(str, words), "-q"], environment or self.environment)

    def run(self, command, environment=None, directory=None):
        command = [str(word) for word in command]
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(command, env=environment, cwd=directory, stdout=output, stderr=output, **APART)
            try:
                if command[0] == str(self.program):
                    threading.Thread(target=self.watch, args=(process,), daemon=True).start()
                code = process.wait()
            finally:
                end(process)
            output.seek(0)
            text = output.read().decode(errors="replace")
        if code:
            raise RuntimeError("%s ended with %d:\n%s" % (" ".join(command), code, text[-3000:]))
        return text

    def watch(self, process):
        """The most memory that the process had at once, which the kernel tells only while it lives."""
        while process.returncode is None:
            try:
                for line in open("/proc/%d/status" % process.pid):
                    if line.startswith("VmHWM:"):
                        self.peak = max(self.peak, int(line.split()[1]))
            except OSError:
                return
            time.sleep(0.01)

    def measure(self, scenario, app, peers, rounds=None, warm=1):
        """In turn, so that a machine whose speed drifts treats all alike. A peer: name, what to do before each, the work, CPU of others."""
        rounds = min(self.rounds, rounds or self.rounds)
        times = {name: [] for name, _, _, _ in peers}
        peaks = dict.fromkeys(times, 0)
        for round_ in range(rounds + warm):
            for name, before, work, elsewhere in peers:
                before()
                self.peak = 0
                other = elsewhere()
                start, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
                took = work()
                wall = time.monotonic() - start
                now = resource.getrusage(resource.RUSAGE_CHILDREN)
                cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime + elsewhere() - other
                # what does more than is meant, such as starting a server to be asked, times itself
                wall = took if isinstance(took, float) else wall
                peaks[name] = max(peaks[name], self.peak)
                if round_ >= warm:  # the first is for warming up
                    times[name].append((wall, cpu))
        for name, values in times.items():
            self.keep(scenario, app, name, values, peaks[name])

    def keep(self, scenario, app, name, values, peak=0):
        walls, cpus = zip(*values)
        self.results.append({
            "scenario": scenario, "app": app, "program": name, "rounds": len(values), "wall": round(statistics.median(walls), 4),
            "least": round(min(walls), 4), "most": round(max(walls), 4), "cpu": round(statistics.median(cpus), 4), "peak_kb": peak})
        print("%-12s %-7s %-22s wall %8.3f s  cpu %8.3f s%s" % (
            scenario, app, name, statistics.median(walls), statistics.median(cpus), "  peak %d kB" % peak if peak else ""), flush=True)

    def without(self, peer, reason):
        """A peer that this machine has not is left out, and that is said."""
        line = "%s: left out, %s" % (peer, reason)
        if line not in self.left_out:
            self.left_out.append(line)
            print(line, flush=True)


def options():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="at most; what takes long has fewer (default: 7)")
    parser.add_argument("--only", default="", help="some of: %s; other results stay as they were" % ", ".join(report.WHAT))
    parser.add_argument("--keep", action="store_true", help="the working directory")
    parser.add_argument("--trial", action="store_true", help="write nothing to docs")
    parser.add_argument("--scale", type=float, default=1.0, help="of the made app, such as 0.05; nothing is written then either")
    parser.add_argument("--drydock", help="another launcher than this checkout's")
    parser.add_argument("--crane", default=shutil.which("crane"), help="the program (default: on the PATH, else made with Go)")
    parser.add_argument("--cache", type=Path, help="a cache of Drydock's to begin with, for trying things out; it stays as it is")
    parser.add_argument("--apps", default="flask,node", help="the examples (default: %(default)s)")
    parser.add_argument("--no-docker", action="store_true", help="leave docker build out, and what needs it")
    parser.add_argument("--jmh", action="store_true", help="measure the inner parts instead, with JMH")
    chosen = parser.parse_args()
    chosen.only = set(filter(None, chosen.only.split(","))) or set(report.WHAT)
    if chosen.only - set(report.WHAT):
        parser.error("unknown scenario: %s" % ", ".join(sorted(chosen.only - set(report.WHAT))))
    return chosen


def stopped(number, frame):
    raise KeyboardInterrupt


def main():
    chosen = options()
    if chosen.jmh:
        return subprocess.run([ROOT / "benchmarks/jmh/run"]).returncode
    signal.signal(signal.SIGTERM, stopped)
    signal.signal(signal.SIGHUP, stopped)
    faulthandler.register(signal.SIGUSR1)  # where it waits
    program = Path(chosen.drydock).absolute() if chosen.drydock else ROOT / "target/dist/drydock/bin/drydock"
    if not chosen.drydock:
        subprocess.run([ROOT / "drydock", "--version"], check=True)  # builds it where it is stale, and its AOT cache
    work = Path(tempfile.mkdtemp(prefix="drydock-bench-"))
    bench = Bench(work, chosen.rounds, program)
    servers, failed = {}, []
    begun = time.monotonic()
    try:
        if chosen.cache:
            shutil.copytree(chosen.cache, bench.cache, symlinks=True)
        servers["index"] = Index(work)
        if chosen.no_docker:
            bench.without("docker build", "as asked")
        elif client() and shutil.which("dockerd"):
            servers["docker"] = Docker(work)
        else:
            bench.without("docker build", "no dockerd and client here that build with BuildKit")
        if shutil.which("docker-registry"):
            (work / "bases").mkdir()
            servers["bases"] = Registry(work / "bases")
            servers["registry"] = Registry(work)
        else:
            bench.without("pushes", "no docker-registry here")
        for name, run in scenarios.all_of(bench, servers, chosen):
            start = time.monotonic()
            try:
                run()
            except (RuntimeError, OSError, subprocess.CalledProcessError):
                failed.append(name)
                traceback.print_exc()
            print("  (%s: %.0f s in all)" % (name, time.monotonic() - start), flush=True)
        if chosen.scale == 1.0 and not chosen.trial:
            report.write(bench, ROOT / "docs")
        print("%.0f s in all%s" % (time.monotonic() - begun, "; failed: " + ", ".join(failed) if failed else ""))
    except KeyboardInterrupt:
        print("stopped; nothing is written", file=sys.stderr)
        return 130
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for each in servers.values():
            each.close()
        if not chosen.keep:
            shutil.rmtree(work, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
