"""Packages made for the benchmarks: another version of a real one, many big ones, an index of all of them."""
import base64
import hashlib
import io
import json
import os
import re
import tarfile
import zipfile
from pathlib import Path


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def digest(data):
    return hashlib.sha256(data).hexdigest()


def page(folder):
    """What an index says of the wheels in a folder: with their hashes, by which Drydock finds them (PEP 503)."""
    (folder / "index.html").write_text("<!doctype html>\n" + "".join(
        '<a href="%s#sha256=%s">%s</a>\n' % (each.name, digest(each.read_bytes()), each.name) for each in sorted(folder.glob("*.whl"))))


def record(files):
    rows = ["%s,sha256=%s,%d" % (name, base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode(), len(data))
            for name, data in files.items()]
    return "".join(row + "\n" for row in rows)


def wheel(target, name, version, files, level=1):
    """Writes a wheel of these files; METADATA among them, where it is not to be the least there can be."""
    info = "%s-%s.dist-info" % (name.replace("-", "_"), version)
    files = dict(files)
    files.setdefault(info + "/METADATA", b"Metadata-Version: 2.1\nName: %s\nVersion: %s\n" % (name.encode(), version.encode()))
    files.setdefault(info + "/WHEEL", b"Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    files[info + "/RECORD"] = (record(files) + info + "/RECORD,,\n").encode()
    path = target / ("%s-%s-py3-none-any.whl" % (name.replace("-", "_"), version))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as out:
        for file, data in files.items():
            out.writestr(file, data)
    return path


def again(source, number, target):
    """The same wheel as a post-release: other bytes of the same size, which no cache knows."""
    name, version = Path(source).name.split("-")[:2]
    newer = "%s.post%d" % (version, number)
    files = {}
    with zipfile.ZipFile(source) as old:
        for entry in old.namelist():
            if not entry.endswith(("/RECORD", "/")):
                data = old.read(entry)
                if entry.endswith(".dist-info/METADATA"):
                    data = data.replace(b"\nVersion: %s\n" % version.encode(), b"\nVersion: %s\n" % newer.encode(), 1)
                files[entry.replace("%s-%s.dist-info" % (name, version), "%s-%s.dist-info" % (name, newer))] = data
    return newer, wheel(target, name, newer, files)


def again_npm(source, number):
    """The same tarball with a patch version so much higher; the version and the bytes."""
    out = io.BytesIO()
    with tarfile.open(source) as old, tarfile.open(fileobj=out, mode="w:gz") as new:
        for member in old:
            data = old.extractfile(member).read() if member.isfile() else None
            if member.name == "package/package.json":
                manifest = json.loads(data)
                major, minor, patch = manifest["version"].split(".")
                version = manifest["version"] = "%s.%s.%d" % (major, minor, int(patch) + 1000 + number)
                data = json.dumps(manifest, indent=2).encode()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data) if data is not None else None)
    return version, out.getvalue()


def integrity(data):
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def packument(index, name, versions):
    """Writes what a registry says of a package, and its tarballs where registries have them. Versions: to manifest and bytes."""
    place = index.root / "npm" / name
    (place / "-").mkdir(parents=True, exist_ok=True)
    document = {"name": name, "dist-tags": {"latest": list(versions)[-1]}, "versions": {}}
    for version, (manifest, data) in versions.items():
        file = "%s-%s.tgz" % (name, version)
        (place / "-" / file).write_bytes(data)
        document["versions"][version] = {**manifest, "dist": {
            "tarball": index.npm + "%s/-/%s" % (name, file), "integrity": integrity(data), "shasum": hashlib.sha1(data).hexdigest()}}
    (place / "index.html").write_text(json.dumps(document))


def make_big(folder, wheels, files, each, start=0):
    """So many wheels of so many files of so many bytes, which compress to half, and no two alike. Lines of a requirements file."""
    lines = []
    for number in range(start, start + wheels):
        name = "made-%04d" % number
        content = {"made_%04d/%03d.txt" % (number, file): os.urandom(each // 2).hex().encode() for file in range(files)}
        content["made_%04d/__init__.py" % number] = b""
        place = folder / name
        place.mkdir(parents=True)
        path = wheel(place, name, "1.0", content)
        page(place)
        lines.append("%s==1.0 --hash=sha256:%s" % (name, digest(path.read_bytes())))
    return lines
