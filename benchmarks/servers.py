"""What the benchmarks start beside themselves, each ended by its own process id."""
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(ready, process, what):
    for _ in range(600):
        if ready():
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("error: %s does not start" % what)


def answers(address):
    try:
        urllib.request.urlopen(address, timeout=1).close()
        return True
    except OSError:
        return False


def client():
    """A docker that can build with BuildKit: one with buildx, or one so old (20.10) that it needs none."""
    candidates = [folder + "/docker" for folder in os.environ["PATH"].split(":") if os.access(folder + "/docker", os.X_OK)]
    for each in candidates:
        version = subprocess.run([each, "--version"], capture_output=True, text=True).stdout
        if "version 20.10" in version or subprocess.run([each, "buildx", "version"], capture_output=True).returncode == 0:
            return each
    return None


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


# Ctrl-C reaches the whole process group: in a session of their own, servers are ended by us, once.
APART = {"start_new_session": True}


class Docker:
    """A dockerd of our own. Without a bridge: what runs in it shares the network of this machine."""

    def __init__(self, work):
        self.client = client()
        self.root = work / "docker"
        self.root.mkdir()
        address = "unix://%s/s" % self.root
        self.environment = {**os.environ, "DOCKER_HOST": address, "DOCKER_BUILDKIT": "1", "DRYDOCK_ENGINE": self.client}
        self.log = open(self.root / "log", "wb")
        self.process = subprocess.Popen(
            ["dockerd", "--storage-driver", "overlay2", "--iptables=false", "--bridge=none",
             "--data-root", self.root / "data", "--exec-root", self.root / "exec", "-H", address, "-p", self.root / "pid"],
            stdout=self.log, stderr=self.log, **APART)
        try:
            until(lambda: subprocess.run([self.client, "version"], env=self.environment, capture_output=True).returncode == 0,
                  self.process, "dockerd")
        except BaseException:
            self.close()
            raise

    def cpu(self):
        """Seconds of the daemon and of what it started and waited for."""
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
        end(self.process)
        self.log.close()
        # What a killed daemon leaves mounted would keep the working directory from being removed.
        for line in reversed(Path("/proc/mounts").read_text().splitlines()):
            if line.split()[1].startswith(str(self.root) + "/"):
                subprocess.run(["umount", "-l", line.split()[1]], capture_output=True)


class Registry:
    """Debian's docker-registry; `empty` gives it a new directory."""

    def __init__(self, work):
        self.work = work
        self.port = free_port()
        self.address = "127.0.0.1:%d" % self.port
        self.count = 0
        self.process = None
        self.empty()

    def empty(self):
        if self.process:
            end(self.process)
            shutil.rmtree(self.data)
        self.count += 1
        self.data = self.work / ("registry-%d" % self.count)
        self.data.mkdir()
        settings = self.data / "config.yml"
        settings.write_text("version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: '%s'}\n"
                            % (self.data, self.address))
        self.process = subprocess.Popen(["docker-registry", "serve", settings],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **APART)
        until(lambda: answers("http://%s/v2/" % self.address), self.process, "docker-registry")

    def close(self):
        end(self.process)


class Index:
    """Packages on loopback, as a Python index (`simple/`) and an npm registry (`npm/`): files, so that every client can use it alike."""

    def __init__(self, work):
        self.root = work / "index"
        for name in ("simple", "npm"):
            (self.root / name).mkdir(parents=True)
        self.port = free_port()
        self.address = "http://127.0.0.1:%d" % self.port
        self.simple = self.address + "/simple/"
        self.npm = self.address + "/npm/"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "http.server", str(self.port), "--bind", "127.0.0.1", "--directory", self.root],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **APART)
        until(lambda: answers(self.simple), self.process, "the package index")

    def close(self):
        end(self.process)
