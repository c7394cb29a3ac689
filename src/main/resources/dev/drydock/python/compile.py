"""Compiles Python sources to unchecked hash-based byte code (PEP 552), for an image.

Arguments: the root of the sources, the directory to write to, a file that lists paths relative to the root, one a line.
Each path becomes <path's folder>/__pycache__/<name>.<cache tag>.pyc below the second. Sources that do not compile are
left out: packages ship templates and tests in the Python of other versions. Only builtin and frozen modules are used, and each
source is compiled under its path in the image, so that nothing of this machine is in what is written.
"""
import marshal
import sys

import _frozen_importlib_external
import _imp
import posix

MAGIC = _frozen_importlib_external.MAGIC_NUMBER


def read(path):
    descriptor = posix.open(path, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        parts = []
        while True:
            part = posix.read(descriptor, 1 << 20)
            if not part:
                return b"".join(parts)
            parts.append(part)
    finally:
        posix.close(descriptor)


def write(path, content):
    descriptor = posix.open(path, posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC | posix.O_CLOEXEC, 0o644)
    try:
        view = memoryview(content)
        while view:
            view = view[posix.write(descriptor, view):]
    finally:
        posix.close(descriptor)


def folders(path, made):
    at = path.find("/")
    while at >= 0:
        folder = path[:at]
        if folder and folder not in made:
            made.add(folder)
            try:
                posix.mkdir(folder, 0o755)
            except FileExistsError:
                pass
        at = path.find("/", at + 1)


def compiled(source, name, key):
    try:
        code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
    # flags: hash-based, and not to be checked against the source
    return MAGIC + (1).to_bytes(4, "little") + _imp.source_hash(key, source) + marshal.dumps(code)


def main(root, target, listing):
    import warnings

    warnings.simplefilter("ignore")
    key = int.from_bytes(MAGIC, "little")
    tag = sys.implementation.cache_tag
    made = set()
    for line in read(listing).decode("utf-8", "surrogateescape").split("\n"):
        if not line:
            continue
        code = compiled(read(root + "/" + line), "/" + line, key)
        if code is None:
            continue
        folder, _, name = line.rpartition("/")
        path = target + "/" + folder + "/__pycache__/" + name[:-3] + "." + tag + ".pyc"
        folders(path, made)
        write(path, code)


main(*sys.argv[1:4])
