"""Benchmarks: whole commands, Drydock and its peers in turn, medians of several rounds."""
import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import chart

ROOT = Path(__file__).resolve().parent.parent
DRYDOCK = ROOT / "target/dist/drydock/bin/drydock"
EXAMPLES = {"Flask": "app_python", "Node": "app_javascript"}
PLATFORMS = "linux/amd64,linux/arm64"
WHAT = {
    "built": "everything built from cached downloads",
    "change": "one source file changed",
    "same": "nothing changed",
    "push": "one source file changed, and pushed",
    "platforms": "two platforms, from cached downloads",
    "apps": "20 apps of the same lock, from cached downloads",
    "files": "one of 20,000 source files changed",
}


def client():
    """A docker that can build with BuildKit: one with buildx, or one so old (20.10) that it needs none."""
    candidates = [folder + "/docker" for folder in os.environ["PATH"].split(":") if os.access(folder + "/docker", os.X_OK)]
    for each in candidates:
        version = subprocess.run([each, "--version"], capture_output=True, text=True).stdout
        if "version 20.10" in version or subprocess.run([each, "buildx", "version"], capture_output=True).returncode == 0:
            return each
    raise SystemExit("error: no docker here builds with BuildKit; install docker-buildx")


class Docker:
    """A dockerd of our own, ended with us."""

    def __init__(self, work):
        self.client = client()
        self.root = work / "docker"
        self.root.mkdir()
        socket = "unix://%s/s" % self.root
        self.environment = {**os.environ, "DOCKER_HOST": socket, "DOCKER_BUILDKIT": "1"}
        self.log = open(self.root / "log", "wb")
        self.process = subprocess.Popen(
            ["dockerd", "--storage-driver", "overlay2", "--iptables=false", "--bridge=none",
             "--data-root", self.root / "data", "--exec-root", self.root / "exec", "-H", socket, "-p", self.root / "pid"],
            stdout=self.log, stderr=self.log)
        for _ in range(300):
            if subprocess.run([self.client, "version"], env=self.environment, capture_output=True).returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.close()
        raise SystemExit("error: dockerd does not start; see its log with --keep: %s" % (self.root / "log"))

    def cpu(self):
        """Seconds of the daemon and what it started: the client's own are but part of the work."""
        total = 0
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and self.ours(int(entry.name)):
                try:
                    fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                    total += sum(int(value) for value in fields[11:15])
                except OSError:
                    pass
        return total / os.sysconf("SC_CLK_TCK")

    def ours(self, process):
        while process > 1:
            if process == self.process.pid:
                return True
            try:
                process = int(Path("/proc/%d/stat" % process).read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                return False
        return False

    def close(self):
        self.process.terminate()
        self.process.wait(60)
        self.log.close()


class Registry:
    def __init__(self, work):
        data = work / "registry"
        data.mkdir()
        self.port = 5077
        (data / "config.yml").write_text(
            "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: 127.0.0.1:%d}\n"
            % (data, self.port))
        self.process = subprocess.Popen(
            ["docker-registry", "serve", data / "config.yml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)

    def close(self):
        self.process.terminate()
        self.process.wait(10)


class Bench:
    def __init__(self, work, rounds):
        self.work = work
        self.rounds = rounds
        self.results = []
        self.cache = work / "cache"
        self.environment = {**os.environ, "DRYDOCK_CACHE_DIR": str(self.cache), "DRYDOCK_STORE_DIR": str(work / "store")}

    def drydock(self, *words, environment=None):
        return lambda: self.run([str(DRYDOCK), *map(str, words), "-q"], environment or self.environment)

    def run(self, command, environment):
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            raise SystemExit("error: %s ended with %d:\n%s" % (" ".join(command), done.returncode, done.stdout.decode()))

    def measure(self, scenario, app, peers):
        """In turn, so that a machine whose speed drifts treats all alike. A peer: name, what to do before each, the work, CPU of others."""
        times = {name: [] for name, _, _, _ in peers}
        for round_ in range(self.rounds + 1):
            for name, before, work, elsewhere in peers:
                before()
                other = elsewhere()
                start, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
                work()
                wall = time.monotonic() - start
                now = resource.getrusage(resource.RUSAGE_CHILDREN)
                cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime + elsewhere() - other
                if round_:  # the first is for warming up
                    times[name].append((wall, cpu))
        for name, values in times.items():
            row = (scenario, app, name, *(statistics.median(column) for column in zip(*values)),
                   min(values)[0], max(values)[0])
            self.results.append(row)
            print("%-10s %-7s %-14s wall %7.3f s  cpu %7.3f s" % row[:5], flush=True)


def nothing():
    return 0


def changer(file, comment):
    def change():
        with open(file, "a") as out:
            out.write("%s %d\n" % (comment, time.time_ns()))
        time.sleep(0.03)
    return change


DOCKERFILE = {
    "Flask": "FROM bench-flask\nUSER 0\nWORKDIR /app\nCOPY app/requirements.txt .\n"
             "RUN --mount=type=bind,source=wheels,target=/wheels python3 -m pip install --no-index --find-links /wheels"
             " --break-system-packages --root-user-action=ignore -r requirements.txt\nCOPY app .\nUSER 65532\n"
             'CMD ["python3", "-m", "gunicorn", "app:app"]\n',
    "Node": "FROM bench-node\nUSER 0\nWORKDIR /app\nCOPY modules/node_modules node_modules\nCOPY app .\nUSER 65532\n"
            'CMD ["node", "server.js"]\n',
}


def prepare(bench, docker, app):
    source = bench.work / app
    shutil.copytree(ROOT / "examples" / EXAMPLES[app], source)
    bench.drydock("build", source)()
    bench.drydock("build", source)()
    context = bench.work / (app + "-docker")
    shutil.copytree(ROOT / "examples" / EXAMPLES[app], context / "app")
    (context / "Dockerfile").write_text(DOCKERFILE[app])
    base = bench.work / (app + "-base")
    shutil.copytree(ROOT / "examples" / EXAMPLES[app], base)
    bench.run([str(DRYDOCK), "build", str(base), "--variant", "standard", "-t", "bench-%s" % app.lower(), "--load", "-q"],
              {**bench.environment, **docker.environment})
    if app == "Flask":
        (context / "wheels").mkdir()
        subprocess.run(["pip", "download", "-q", "-r", context / "app/requirements.txt", "-d", context / "wheels", "--no-deps",
                        "--only-binary=:all:", "--python-version=3.13"], check=True)
    else:
        (context / "modules").mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(context / "app" / name, context / "modules")
        subprocess.run(["npm", "ci", "--omit=dev", "--silent"], cwd=context / "modules", check=True)
    return source, context


def docker_build(bench, docker, context, tag, *words):
    command = [docker.client, "build", "-q", "--network=none", "-t", tag, *words, str(context)]
    return lambda: bench.run(command, docker.environment)


def emptied(bench):
    """Downloads stay; what was made of them goes."""
    def empty():
        for name in ("pieces-1", "layers-1", "checked-1", "builds-1", "trees-1"):
            shutil.rmtree(bench.cache / name, ignore_errors=True)
        shutil.rmtree(bench.work / "store", ignore_errors=True)
    return empty


def scenarios(bench, docker, registry, only):
    wanted = lambda name: not only or name in only
    helps = subprocess.run([str(DRYDOCK), "build", "--help"], capture_output=True, text=True).stdout
    for app in EXAMPLES:
        source, context = prepare(bench, docker, app)
        tag = "bench-built-%s" % app.lower()
        main = {"Flask": "app.py", "Node": "server.js"}[app]
        comment = {"Flask": "#", "Node": "//"}[app]
        ours = bench.drydock("build", source)
        theirs = docker_build(bench, docker, context, tag)
        theirs()
        if wanted("same"):
            bench.measure("same", app, [("drydock", nothing, ours, nothing), ("docker build", nothing, theirs, docker.cpu)])
        if wanted("change"):
            bench.measure("change", app, [
                ("drydock", changer(source / main, comment), ours, nothing),
                ("docker build", changer(context / "app" / main, comment), theirs, docker.cpu)])
        if wanted("push") and registry and " --push" in helps:
            name = "127.0.0.1:%d/%s" % (registry.port, app.lower())
            push = docker_build(bench, docker, context, name + "-docker")
            bench.measure("push", app, [
                ("drydock", changer(source / main, comment), bench.drydock("build", source, "-t", name, "--push"), nothing),
                ("docker build", changer(context / "app" / main, comment),
                 lambda: (push(), bench.run([docker.client, "push", "-q", name + "-docker"], docker.environment)), docker.cpu)])
        if wanted("built"):
            bench.measure("built", app, [
                ("drydock", emptied(bench), ours, nothing),
                ("docker build", nothing, docker_build(bench, docker, context, tag, "--no-cache"), docker.cpu)])
        if wanted("platforms"):
            bench.drydock("build", source, "--platform", PLATFORMS)()
            bench.measure("platforms", app, [
                ("drydock", emptied(bench), bench.drydock("build", source, "--platform", PLATFORMS), nothing),
                ("one platform", emptied(bench), ours, nothing)])
        if wanted("apps") and app == "Flask":
            apps = []
            for number in range(20):
                copy = bench.work / ("app-%02d" % number)
                shutil.copytree(source, copy)
                changer(copy / main, comment)()
                apps.append(bench.drydock("build", copy))
            bench.measure("apps", app, [
                ("drydock", emptied(bench), lambda: [each() for each in apps], nothing),
                ("one app", emptied(bench), ours, nothing)])
        if wanted("files") and app == "Flask":
            for number in range(20_000):
                folder = source / ("data/%03d" % (number // 100))
                folder.mkdir(parents=True, exist_ok=True)
                (folder / ("%05d.txt" % number)).write_text("file %d\n" % number)
            shutil.copytree(source / "data", context / "app/data")
            bench.measure("files", app, [
                ("drydock", changer(source / main, comment), ours, nothing),
                ("docker build", changer(context / "app" / main, comment), theirs, docker.cpu)])


def write(bench):
    target = ROOT / "docs/benchmarks.md"
    medians = {row[:3]: row for row in bench.results}
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    lines = ["# Benchmarks", "",
             "Written by `benchmarks/run`: whole commands, Drydock and its peers in turn, the median of %d rounds after one to warm up."
             % bench.rounds, "",
             "Machine: %s, %d processors, Linux %s, load average at the end %.1f; %s." % (
                 cpu, os.cpu_count(), platform.release(), os.getloadavg()[0],
                 subprocess.run([client(), "--version"], capture_output=True, text=True).stdout.strip()), "",
             "Processor time of `docker build` is that of the client and of its daemon together. Where others use the machine, it says more",
             "than wall time does. Downloads are cached by both; the base image of the Dockerfile is Drydock's standard variant.", "",
             "![Processor time](benchmarks.svg)", "",
             "| scenario | app | program | wall, s | min–max | processor, s | ratio of wall | of processor |",
             "|---|---|---|--:|--:|--:|--:|--:|"]
    for scenario, app, name, wall, used, least, most in bench.results:
        peer = [row for key, row in medians.items() if key[:2] == (scenario, app) and key[2] != "drydock"]
        ratios = "%.2f | %.2f" % (wall / peer[0][3], used / peer[0][4]) if name == "drydock" and peer and peer[0][4] else " | "
        lines.append("| %s | %s | %s | %.3f | %.3f–%.3f | %.3f | %s |"
                     % (WHAT[scenario], app, name, wall, least, most, used, ratios))
    target.write_text("\n".join(lines) + "\n")
    (ROOT / "docs/benchmarks.svg").write_text(chart.svg(
        [("%s, %s" % (WHAT[row[0]], row[1]), row[2], row[4]) for row in bench.results]))
    print("written to docs/benchmarks.md")


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help=", ".join(WHAT))
    parser.add_argument("--keep", action="store_true", help="the working directory")
    parser.add_argument("--drydock", help="another launcher than this checkout's")
    options = parser.parse_args()
    only = set(filter(None, options.only.split(",")))
    if only - set(WHAT):
        parser.error("unknown scenario: %s" % ", ".join(sorted(only - set(WHAT))))
    if options.drydock:
        global DRYDOCK
        DRYDOCK = Path(options.drydock).absolute()
    else:
        subprocess.run([str(ROOT / "drydock"), "--version"], check=True)  # builds it where it is stale, and its AOT cache
    work = Path(tempfile.mkdtemp(prefix="drydock-bench-"))
    docker = registry = None
    bench = Bench(work, options.rounds)
    try:
        docker = Docker(work)
        registry = Registry(work) if shutil.which("docker-registry") else None
        scenarios(bench, docker, registry, only)
        write(bench)
    finally:
        for each in (registry, docker):
            if each:
                each.close()
        if not options.keep:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
