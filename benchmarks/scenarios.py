"""What is measured, with whom."""
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

import packages
import peers
from apps import Flask, Node
from servers import end, free_port

PLATFORMS = "linux/amd64,linux/arm64"


def nothing():
    return 0


def emptied(bench):
    """Downloads stay, and uv; what was made of them goes, whatever it is."""
    def empty():
        for folder in bench.cache.iterdir():
            if folder.is_dir() and not folder.name.startswith(("artifacts-", "documents-", "resolvers-")):
                shutil.rmtree(folder)
        shutil.rmtree(bench.work / "store", ignore_errors=True)
    return empty


def all_of(bench, servers, chosen):
    """Names of scenarios and what runs them; an app is prepared when its first is due."""
    for kind in (Flask, Node):
        if chosen.only - {"big", "big-change"} and kind.name in chosen.apps.split(","):
            app = kind(bench, servers["index"])
            suite = Suite(bench, servers, chosen, app)
            for name in ("cold", "same", "change", "push", "first-push", "dependency", "dev", "start", "built", "platforms", "apps",
                         "apps-change"):
                if name in chosen.only:
                    yield "%s, %s" % (name, app.name), getattr(suite, name.replace("-", "_"))
    if chosen.only & {"big", "big-change"}:
        yield "big", lambda: big(bench, servers, chosen)


class Suite:
    def __init__(self, bench, servers, chosen, app):
        self.bench, self.app = bench, app
        self.docker, self.registry, self.bases = (servers.get(name) for name in ("docker", "registry", "bases"))
        self.source = app.copy("source")
        self.build = bench.drydock("build", self.source)
        self.build()
        self.build()
        self.floor = peers.Uv.here(bench, app) if app.name == "flask" else peers.Npm(bench, app)
        self.theirs = peers.DockerBuild(bench, self.docker, app) if self.docker else None
        pushes = chosen.only & {"push", "first-push"} and self.registry
        self.jib = peers.Jib.here(bench, self.bases, app, servers) if pushes and self.docker else None
        self.crane = peers.Crane.here(bench, self.registry, app, chosen.crane, self.theirs) if pushes and self.docker else None

    def of_docker(self, before, *words):
        """docker build as a peer, where it is there."""
        return [("docker build", before, self.theirs.build(*words), self.docker.cpu)] if self.docker else []

    def cold(self):
        empty, curl = self.bench.work / "empty", self.app.curl()
        environment = {**self.bench.environment, "DRYDOCK_CACHE_DIR": str(empty / "cache"), "DRYDOCK_STORE_DIR": str(empty / "store")}
        source = self.app.copy("cold")
        self.bench.measure("cold", self.app.name, [
            ("drydock", lambda: shutil.rmtree(empty, ignore_errors=True),
             self.bench.drydock("build", source, "--locked", environment=environment), nothing),
            ("curl", nothing, curl, nothing)], rounds=3, warm=0)

    def same(self):
        self.bench.measure("same", self.app.name, [("drydock", nothing, self.build, nothing)] + self.of_docker(nothing))

    def change(self):
        self.bench.measure("change", self.app.name, [("drydock", self.app.changer(self.source), self.build, nothing)]
                           + (self.of_docker(self.app.changer(self.theirs.context)) if self.docker else []))

    def push(self):
        if not self.registry:
            return
        name = self.registry.address + "/" + self.app.name
        change = self.app.changer
        row = [("drydock", change(self.source), self.bench.drydock("build", self.source, "-t", name, "--push"), nothing)]
        if self.docker:
            row.append(("docker build", change(self.theirs.context), self.theirs.push(name + "-docker"), self.docker.cpu))
        if self.jib:
            row.append(("jib-core", change(self.jib.source), self.jib.push(name + "-jib"), nothing))
        if self.crane:
            row.append(("crane append", change(self.crane.source), self.crane.push(name + "-crane"), nothing))
        self.bench.measure("push", self.app.name, row)

    def first_push(self):
        """To a registry with nothing in it, of an image that is built."""
        if not self.registry:
            return
        name = self.registry.address + "/" + self.app.name
        row = [("drydock", self.registry.empty, self.bench.drydock("build", self.source, "-t", name, "--push"), nothing)]
        if self.docker:
            row.append(("docker build", self.registry.empty, self.theirs.push(name + "-docker"), self.docker.cpu))
        if self.jib:
            row.append(("jib-core", self.registry.empty, self.jib.push(name + "-jib"), nothing))
        self.bench.measure("first-push", self.app.name, row, rounds=5)

    def dependency(self):
        """A version that nothing has built yet in each round, downloaded before by Drydock and the floor; docker build takes it from loopback."""
        counts = {}
        ours, first = self.app.copy("dependency"), self.app.copy("first")
        other = self.bench.work / (self.app.name + "-other-cache")
        for bucket in ("artifacts-1", "documents-1"):
            shutil.copytree(self.bench.cache / bucket, other / bucket, copy_function=os.link)
        environment = {**self.app.loopback, "DRYDOCK_CACHE_DIR": str(other), "DRYDOCK_STORE_DIR": str(other / "store")}

        def varied(key, *directories):
            counts[key] = counts.get(key, 0) + 1
            for directory in directories:
                self.app.variation(counts[key], directory)

        def downloaded():
            """Another cache locks and downloads; only the downloads are handed on."""
            varied("drydock", ours, first)
            self.bench.drydock("build", first, environment=environment)()
            shutil.copy(first / "drydock.lock", ours)
            for file in (other / "artifacts-1").rglob("*"):
                target = self.bench.cache / file.relative_to(other)
                if file.is_file() and not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.link(file, target)
        self.bench.drydock("build", ours)()
        row = [("drydock", downloaded, self.bench.drydock("build", ours, environment=self.app.loopback), nothing)]
        if self.docker:
            row += self.of_docker(lambda: varied("docker", self.theirs.context))
        if self.floor:
            row.append((self.floor.name, lambda: (varied("floor", self.floor.directory), self.floor.prepare()), self.floor.sync, nothing))
        self.bench.measure("dependency", self.app.name, row, rounds=5)

    def dev(self):
        """From the save until the line that says it is built; the process stays."""
        command = [str(self.bench.program), "dev", str(self.source), "--no-run", "--json"]
        process = subprocess.Popen(command, env=self.bench.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   text=True, start_new_session=True)
        built, watching = [], threading.Event()

        def read():
            for line in process.stdout:
                event = json.loads(line)
                if event["event"] == "watching":
                    watching.set()
                if event["event"] == "built":
                    built.append(time.monotonic())

        def cpu():
            fields = Path("/proc/%d/stat" % process.pid).read_text().rsplit(")", 1)[1].split()
            return sum(int(value) for value in fields[11:15]) / os.sysconf("SC_CLK_TCK")
        threading.Thread(target=read, daemon=True).start()
        values, change = [], self.app.changer(self.source)
        try:
            if not watching.wait(120):
                raise RuntimeError("drydock dev does not come to watch")
            for number in range(3 * self.bench.rounds + 3):
                time.sleep(0.3)
                count, used, start = len(built), cpu(), time.monotonic()
                change()
                while len(built) == count:
                    if time.monotonic() - start > 30 or process.poll() is not None:
                        raise RuntimeError("drydock dev does not build what was saved")
                    time.sleep(0.0005)
                if number >= 3:
                    values.append((built[count] - start, cpu() - used))
        finally:
            end(process)
        self.bench.keep("dev", self.app.name, "drydock", values)

    def start(self):
        """docker run until the first answer."""
        if not self.docker:
            return
        tag = "bench-start-" + self.app.name
        self.bench.drydock("build", self.source, "-t", tag, "--load", environment={**self.bench.environment, **self.engine()})()
        self.theirs.build()()
        self.bench.measure("start", self.app.name, [
            ("drydock", nothing, self.started(tag + ":latest"), nothing),
            ("docker build", nothing, self.started(self.theirs.tag), nothing)])

    def engine(self):
        return {name: self.docker.environment[name] for name in ("DOCKER_HOST", "DRYDOCK_ENGINE")}

    def started(self, image):
        def run():
            port = free_port()
            begun = time.monotonic()
            container = self.bench.run(
                [self.docker.client, "run", "-d", "--network=host", "--no-healthcheck", "-e", "PORT=%d" % port, image],
                self.docker.environment).strip().splitlines()[-1]
            try:
                while not answered(port):
                    if time.monotonic() - begun > 60:
                        raise RuntimeError("%s does not answer: %s" % (
                            image, self.bench.run([self.docker.client, "logs", container], self.docker.environment)))
                    time.sleep(0.002)
                return time.monotonic() - begun
            finally:
                self.bench.run([self.docker.client, "rm", "-f", container], self.docker.environment)
        return run

    def built(self):
        row = [("drydock", emptied(self.bench), self.build, nothing)] + (self.of_docker(nothing, "--no-cache") if self.docker else [])
        if self.floor:
            row.append((self.floor.name, self.floor.forget, self.floor.sync, nothing))
        self.bench.measure("built", self.app.name, row, rounds=3)

    def platforms(self):
        both = self.bench.drydock("build", self.source, "--platform", PLATFORMS)
        both()
        self.bench.measure("platforms", self.app.name, [
            ("drydock", emptied(self.bench), both, nothing), ("one platform", emptied(self.bench), self.build, nothing)],
            rounds=2, warm=0)

    def copies(self):
        sources = []
        for number in range(20):
            copy = self.bench.work / ("%s-%02d" % (self.app.name, number))
            if not copy.exists():
                shutil.copytree(self.source, copy)
                with open(copy / self.app.main, "a") as out:
                    out.write("%s app %d\n" % (self.app.comment, number))
                # in one run no two may have the name that package.json gives them all
                (copy / "drydock.toml").write_text('name = "%s"\n' % copy.name)
            sources.append(copy)
        return sources

    def apps(self):
        sources = self.copies()
        alone = [self.bench.drydock("build", copy) for copy in sources]
        self.bench.measure("apps", self.app.name, [
            ("drydock", emptied(self.bench), self.bench.drydock("build", *sources), nothing),
            ("one app", emptied(self.bench), alone[0], nothing),
            ("20 runs", emptied(self.bench), lambda: [each() for each in alone] and None, nothing)], rounds=2, warm=0)

    def apps_change(self):
        sources = self.copies()
        together = self.bench.drydock("build", *sources)
        together()
        alone = [self.bench.drydock("build", copy) for copy in sources]
        changes = [self.app.changer(copy) for copy in sources]
        every = lambda: [change() for change in changes]
        self.bench.measure("apps-change", self.app.name, [
            ("drydock", every, together, nothing), ("one app", changes[0], alone[0], nothing),
            ("20 runs", every, lambda: [each() for each in alone] and None, nothing)], rounds=3, warm=0)


def answered(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return connection.recv(64).startswith(b"HTTP/1.")
    except OSError:
        return False


class Made:
    """An app of many files and big dependencies, all made here."""
    name, main, comment = "made", "main.py", "#"

    def __init__(self, bench, index, name, files, lines):
        self.bench, self.index = bench, index
        self.original = bench.work / name
        self.original.mkdir()
        (self.original / "main.py").write_text("import http.server\nhttp.server.test(port=8080)\n")
        (self.original / "drydock.toml").write_text('cmd = ["python3", "main.py"]\n')
        (self.original / "requirements.txt").write_text("\n".join(lines) + "\n")
        for number in range(files):
            folder = self.original / ("data/%03d" % (number // 100))
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ("%05d.txt" % number)).write_text("file %d\n" % number * 20)

    changer = Flask.changer
    secret = Flask.secret
    folder = None


def big(bench, servers, chosen):
    """20,000 files and 1 GB of dependencies, against half of each: does time grow as they do?"""
    scale, index = chosen.scale, servers["index"]
    lines = packages.make_big(index.root / "simple", int(200 * scale), 20, 250_000)
    whole = Made(bench, index, "made", int(20_000 * scale), lines)
    half = Made(bench, index, "made-half", int(10_000 * scale), lines[:len(lines) // 2])
    environment = {**bench.environment, "DRYDOCK_PYTHON_MIRROR": index.simple}
    ours, ours_half = (bench.drydock("build", app.original, environment=environment) for app in (whole, half))
    ours()  # which downloads what the other needs too
    bench.drydock("lock", half.original, environment=environment)()
    # the whole last, of which the half is a part: what changes below finds both built
    row = [("half of it", emptied(bench), ours_half, nothing), ("drydock", emptied(bench), ours, nothing)]
    docker = servers.get("docker")
    theirs = peers.DockerBuild(bench, docker, whole, build=False) if docker else None
    if theirs:
        row.append(("docker build", nothing, theirs.build("--no-cache"), docker.cpu))
    if "big" in chosen.only:
        bench.measure("big", "made", row, rounds=1, warm=0)
    if "big-change" in chosen.only:
        ours()
        ours_half()
        row = [("drydock", whole.changer(whole.original), ours, nothing), ("half of it", half.changer(half.original), ours_half, nothing)]
        # the same files without the dependencies, to see whether their size counts
        bare = Made(bench, index, "made-bare", int(20_000 * scale), lines[:1])
        alone = bench.drydock("build", bare.original, environment=environment)
        alone()
        row.append(("1/200 of dependencies", bare.changer(bare.original), alone, nothing))
        if theirs:
            theirs.build()()
            row.append(("docker build", whole.changer(theirs.context), theirs.build(), docker.cpu))
        bench.measure("big-change", "made", row, rounds=3)
