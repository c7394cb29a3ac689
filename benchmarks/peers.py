"""The programs that Drydock is measured against."""
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent


class DockerBuild:
    """BuildKit on the Dockerfile that `drydock init` writes, with the standard variant of Drydock's base as both its images. A RUN shares
    the network of this machine, to reach the index on loopback."""

    def __init__(self, bench, docker, app, build=True):
        self.bench, self.docker = bench, docker
        self.context = bench.work / (app.name + "-docker")
        shutil.copytree(app.original, self.context, ignore=shutil.ignore_patterns("drydock.lock", "Dockerfile", "*.Dockerfile"))
        bench.run(
            [bench.program, "init", self.context, "--force"], bench.environment)
        # Drydock's bases have another home than those of the Docker Hub: the caches and the settings of pip and npm lie there.
        for dockerfile in self.context.glob("*Dockerfile"):
            dockerfile.write_text(dockerfile.read_text().replace("target=/root/", "target=/home/nonroot/"))
        base = "bench-base-" + app.name
        bench.run([bench.program, "base", app.original, "--variant", "standard", "-t", base, "--load", "-q"],
                  {**bench.environment, **docker.environment, "DRYDOCK_PYTHON_MIRROR": app.index.simple} if app.name == "made"
                  else {**bench.environment, **docker.environment})
        self.base, self.tag, self.secret = base + ":latest", "bench-docker-" + app.name, app.secret()
        if build:
            self.build()()

    def command(self, tag, *words):
        return [self.docker.client, "build", "-q", "--network=host", "-t", tag, "--secret", self.secret,
                "--build-arg", "BUILD_IMAGE=" + self.base, "--build-arg", "RUNTIME_IMAGE=" + self.base, *words, self.context]

    def build(self, *words):
        return lambda: self.bench.run(self.command(self.tag, *words), self.docker.environment)

    def push(self, name):
        def run():
            self.bench.run(self.command(name), self.docker.environment)
            self.bench.run([self.docker.client, "push", "-q", name], self.docker.environment)
        return run


def java_home(bench):
    script = '. "%s/find-jdk"; drydock_find_jdk; echo "$drydock_jdk"' % bench.program.parent
    return Path(subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.strip())


class Jib:
    """jib-core on an AOT cache trained on a push, with the dependencies as files that an installer laid out."""

    @classmethod
    def here(cls, bench, bases, app, servers):
        try:
            return cls(bench, bases, app, servers)
        except (RuntimeError, OSError, subprocess.CalledProcessError) as e:
            bench.without("jib-core", "Maven does not bring it, or it does not run here: %s" % str(e)[-500:])
            return None

    def __init__(self, bench, bases, app, servers):
        self.bench, self.folder, self.app = bench, bench.work / "jib", app
        home = java_home(bench)
        if not (self.folder / "lib").exists():
            subprocess.run(["mvn", "-q", "-B", "-f", HERE / "jib/pom.xml", "dependency:copy-dependencies",
                            "-DoutputDirectory=%s" % (self.folder / "lib")], check=True, capture_output=True,
                           env={**os.environ, "JAVA_HOME": str(home)})
            subprocess.run([home / "bin/javac", "-cp", str(self.folder / "lib/*"), "-d", self.folder / "classes", HERE / "jib/Push.java"],
                           check=True, capture_output=True)
            # an AOT cache takes classes from archives alone
            subprocess.run([home / "bin/jar", "cf", self.folder / "lib/push.jar", "-C", self.folder / "classes", "."], check=True)
        self.source = app.copy("jib")
        (self.source / "drydock.lock").unlink(missing_ok=True)
        self.dependencies = bench.work / (app.name + "-dependencies")
        app.dependencies(self.dependencies)
        docker = servers["docker"]
        self.base = "%s/base-%s" % (bases.address, app.name)
        bench.run([docker.client, "tag", "bench-base-%s:latest" % app.name, self.base], docker.environment)
        bench.run([docker.client, "push", "-q", self.base], docker.environment)
        self.java = [home / "bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:aot=off", "-Xlog:cds=off",
                     "-cp", ":".join(map(str, sorted((self.folder / "lib").glob("*.jar"))))]
        self.aot = self.folder / "push.aot"
        target = bases.address + "/trained-" + app.name
        bench.run([*self.java, *self.words(target)])
        if not self.aot.exists():
            bench.run([*self.java[:-2], "-XX:AOTCacheOutput=%s" % self.aot, *self.java[-2:], *self.words(target)])

    def words(self, target):
        return ["Push", self.base, self.dependencies, self.app.place, self.source, target, self.folder / "cache"]

    def push(self, target):
        return lambda: self.bench.run([*self.java[:-2], "-XX:AOTCache=%s" % self.aot, *self.java[-2:], *self.words(target)])


class Crane:
    """crane append: a layer of the app's files upon an image that is in the registry and has all else."""

    @classmethod
    def here(cls, bench, registry, app, program, theirs):
        if not program and shutil.which("go"):
            program = bench.work / "go/crane"
            if not program.exists():
                done = subprocess.run(["go", "install", "github.com/google/go-containerregistry/cmd/crane@v0.22.1"],
                                      env={**os.environ, "GOBIN": str(program.parent)}, capture_output=True, text=True)
                program = program if done.returncode == 0 else None
        if not program:
            bench.without("crane append", "no crane on the PATH, none given by --crane, and no Go to make it with")
            return None
        return cls(bench, registry, app, program, theirs)

    def __init__(self, bench, registry, app, program, theirs):
        self.bench, self.registry, self.program, self.theirs = bench, registry, program, theirs
        self.source = app.copy("crane")
        (self.source / "drydock.lock").unlink(missing_ok=True)
        self.tar = bench.work / (app.name + "-crane.tar")
        self.base = None

    def push(self, name):
        self.base = name + "-base"
        self.theirs.push(self.base)()

        def run():
            self.bench.run(["tar", "cf", self.tar, "--transform", "s,^\\.,app,", "-C", self.source, "."])
            self.bench.run([self.program, "append", "-b", self.base, "-f", self.tar, "-t", name])
        return run


class Uv:
    """`uv sync` with all downloads in its cache: what installing alone takes."""
    name = "uv sync"

    @classmethod
    def here(cls, bench, app):
        try:
            return cls(bench, app)
        except (RuntimeError, OSError, subprocess.CalledProcessError) as e:
            bench.without("uv sync", "no uv on the PATH, and pip does not bring it: %s" % str(e)[-500:])
            return None

    def __init__(self, bench, app):
        self.bench, self.directory = bench, bench.work / "uv-app"
        self.program = shutil.which("uv")
        if not self.program:
            subprocess.run(["python3", "-m", "venv", bench.work / "uv"], check=True)
            subprocess.run([bench.work / "uv/bin/pip", "install", "-q", "uv"], check=True)
            self.program = bench.work / "uv/bin/uv"
        self.directory.mkdir()
        shutil.copy(app.original / "requirements.txt", self.directory)
        self.environment = {**os.environ, "UV_CACHE_DIR": str(bench.work / "uv-cache"), "UV_DEFAULT_INDEX": app.index.simple,
                            "UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy", "UV_COMPILE_BYTECODE": "1"}
        self.prepare()
        self.sync()

    def prepare(self):
        """Its own lock of what requirements.txt names, with the downloads of it."""
        names = [line.split(" ")[0] for line in (self.directory / "requirements.txt").read_text().splitlines() if line[:1].isalpha()]
        (self.directory / "pyproject.toml").write_text(
            '[project]\nname = "bench"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = %s\n' % names)
        self.bench.run([self.program, "lock", "-q", "--refresh"], self.environment, self.directory)
        self.bench.run([self.program, "pip", "install", "-q", "--no-deps", "--target", self.bench.work / "uv-warm", *names], self.environment)

    def forget(self):
        shutil.rmtree(self.directory / ".venv", ignore_errors=True)

    def sync(self):
        self.bench.run([self.program, "sync", "-q", "--frozen"], self.environment, self.directory)


class Npm:
    """`npm ci` with all downloads in its cache."""
    name = "npm ci"

    def __init__(self, bench, app):
        self.bench, self.directory = bench, bench.work / "npm-app"
        self.directory.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(app.original / name, self.directory)
        self.command = ["npm", "ci", "--omit=dev", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error",
                        "--registry", app.index.npm, "--cache", bench.work / "npm-cache"]
        self.prepare()

    def prepare(self):
        """Downloads what the lock names. Offline by preference, npm would know no version that came after its cached page of the package."""
        self.bench.run([*self.command, "--prefer-online"], directory=self.directory)

    def forget(self):
        shutil.rmtree(self.directory / "node_modules", ignore_errors=True)

    def sync(self):
        self.bench.run([*self.command, "--prefer-offline"], directory=self.directory)
