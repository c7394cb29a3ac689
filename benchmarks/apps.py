"""The example apps, and what each program needs to build them without a network."""
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import urllib.parse
import urllib.request
from pathlib import Path

import packages

ROOT = Path(__file__).resolve().parent.parent


class Example:
    """An example app. Its packages lie in the index on loopback; `variation` writes a lock with another version of one of them."""

    def __init__(self, bench, index):
        self.bench = bench
        self.index = index
        self.original = bench.work / self.name
        shutil.copytree(ROOT / "examples" / self.folder, self.original, ignore=shutil.ignore_patterns("drydock.lock", "node_modules"))
        bench.drydock("build", self.original)()
        self.lock = self.original / "drydock.lock"
        self.artifacts = json.loads(self.lock.read_text())["targets"]["linux/amd64 distroless"]["artifacts"] \
            if "linux/amd64 distroless" in self.lock.read_text() \
            else next(iter(json.loads(self.lock.read_text())["targets"].values()))["artifacts"]
        self.loopback = {**bench.environment, "DRYDOCK_PYTHON_MIRROR": index.simple, "DRYDOCK_NPM_MIRROR": index.npm}
        self.fill()

    def copy(self, name):
        target = self.bench.work / (self.name + "-" + name)
        shutil.copytree(self.original, target)
        return target

    def artifact(self, hash_):
        kind, value = hash_.split(":")
        return self.bench.cache / "artifacts-1" / kind / value[:2] / value

    def changer(self, directory):
        """A line more in a source file, as a save writes it."""
        count = [0]

        def change():
            count[0] += 1
            with open(directory / self.main, "a") as out:
                out.write("%s %d\n" % (self.comment, count[0]))
        return change

    def addresses(self):
        """What a build with a lock downloads: of the mirrors that `drydock mirrors` names, each file and index page."""
        text = subprocess.run([self.bench.program, "mirrors"], env=self.bench.environment, capture_output=True, text=True, check=True).stdout
        mirrors = {line.split()[0]: line.split()[1].rstrip("/") + "/" for line in text.splitlines() if "//" in line}
        found = []
        for each in self.artifacts:
            if "deb" in each:
                found.append((urllib.parse.urljoin(mirrors[each["archive"]], each["path"]), ()))
            elif "npm" in each:
                short = each["name"] if "name" in each else each["npm"]
                found.append((mirrors["npm"] + "%s/-/%s-%s.tgz" % (short, short.split("/")[-1], each["version"]), ()))
            elif "wheel" in each:
                page, accept = mirrors["python"] + each["wheel"] + "/", "Accept: application/vnd.pypi.simple.v1+json, text/html;q=0.1"
                answer = subprocess.run(["curl", "-fsSL", "--compressed", "-H", accept, page],
                                        capture_output=True, text=True, check=True).stdout
                address = next(one for one in re.findall(r'"url": ?"([^"]+)"|href="([^"]+)"', answer)
                               if each["filename"] in (one[0] or one[1]))
                found += [(page, ("header = \"%s\"" % accept, "compressed")), (urllib.parse.urljoin(page, address[0] or address[1]), ())]
        return found

    def curl(self):
        """Downloads the same with curl alone."""
        folder = self.bench.work / (self.name + "-curl")
        folder.mkdir()
        lines = []
        for number, (address, more) in enumerate(self.addresses()):
            lines += ["next"] if lines else []
            lines += ["url = \"%s\"" % address, "output = \"%s/%d\"" % (folder, number), "fail", "silent", "show-error", "location", *more]
        (folder / "config").write_text("\n".join(lines) + "\n")
        return lambda: self.bench.run(["curl", "--parallel", "--parallel-max", "16", "-K", folder / "config"])


class Flask(Example):
    name, folder, main, comment = "flask", "app_python", "app.py", "#"
    place = "/opt/dependencies"
    changed = "click"

    def fill(self):
        for each in self.artifacts:
            if "wheel" in each:
                folder = self.index.root / "simple" / packages.normal(each["wheel"])
                folder.mkdir(exist_ok=True)
                shutil.copy(self.artifact(each["hash"]), folder / each["filename"])
        self.wheel = next((self.index.root / "simple" / self.changed).glob("*.whl"))
        # uv and pip of this machine may want wheels for another Python
        here = self.bench.work / "wheels"
        subprocess.run(["pip", "download", "-q", "-r", self.original / "requirements.txt", "-d", here, "--no-deps",
                        "--only-binary=:all:"], check=True)
        for file in here.iterdir():
            shutil.copy(file, self.index.root / "simple" / packages.normal(file.name.split("-")[0]) / file.name)
        for folder in (self.index.root / "simple").iterdir():
            packages.page(folder)
        self.made = {}

    def variation(self, number, directory):
        if number not in self.made:
            version, file = packages.again(self.wheel, number, self.wheel.parent)
            packages.page(file.parent)
            self.made[number] = "%s==%s \\\n    --hash=sha256:%s\n" % (self.changed, version, packages.digest(file.read_bytes()))
        text = (self.original / "requirements.txt").read_text()
        (directory / "requirements.txt").write_text(
            re.sub(r"(?m)^%s==.*\n(?: +--hash.*\n)+" % self.changed, lambda _: self.made[number], text))

    def dependencies(self, folder):
        """As an installer lays them out, for those that only make layers of files."""
        subprocess.run(["pip", "install", "-q", "--no-deps", "--target", folder, "--python-version", "3.13", "--only-binary=:all:",
                        "--index-url", self.index.simple, "-r", self.original / "requirements.txt"], check=True)

    def secret(self):
        file = self.bench.work / "pip.conf"
        file.write_text("[global]\nindex-url = %s\ndisable-pip-version-check = true\nroot-user-action = ignore\n" % self.index.simple)
        return "id=pip,src=%s" % file


class Node(Example):
    name, folder, main, comment = "node", "app_javascript", "server.js", "//"
    place = "/app/node_modules"
    changed = "qs"

    def fill(self):
        self.versions = {}
        for each in self.artifacts:
            if "npm" in each:
                data = self.artifact(each["hash"]).read_bytes()
                with tarfile.open(self.artifact(each["hash"])) as archive:
                    member = next(m for m in archive if m.name.count("/") == 1 and m.name.endswith("/package.json"))
                    manifest = json.load(archive.extractfile(member))
                self.versions.setdefault(manifest["name"], {})[each["version"]] = (manifest, data)
                self.tarball = self.artifact(each["hash"]) if manifest["name"] == self.changed else getattr(self, "tarball", None)
        for name, versions in self.versions.items():
            packages.packument(self.index, name, versions)
        self.made = {}

    def variation(self, number, directory):
        if number not in self.made:
            version, data = packages.again_npm(self.tarball, number)
            manifest = {**next(iter(self.versions[self.changed].values()))[0], "version": version}
            self.versions[self.changed][version] = (manifest, data)
            packages.packument(self.index, self.changed, self.versions[self.changed])
            self.made[number] = {"version": version, "integrity": packages.integrity(data)}
        lock = json.loads((self.original / "package-lock.json").read_text())
        lock["packages"]["node_modules/" + self.changed].update(self.made[number])
        (directory / "package-lock.json").write_text(json.dumps(lock, indent=2))

    def dependencies(self, folder):
        parent = folder.parent / (self.name + "-modules")
        parent.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(self.original / name, parent)
        subprocess.run(["npm", "ci", "--omit=dev", "--silent", "--registry", self.index.npm], cwd=parent, check=True)
        (parent / "node_modules").rename(folder)

    def secret(self):
        file = self.bench.work / "npmrc"
        file.write_text("registry=%s\nupdate-notifier=false\n" % self.index.npm)
        return "id=npm,src=%s" % file
