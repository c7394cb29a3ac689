"""Compiles Python sources to unchecked hash-based byte code (PEP 552), for an image.

Arguments: the root of the sources, the directory to write to, a file that lists paths relative to the root, one a line; and, where the
sources are the standard library, the root of those who use it with a list of theirs: only what they import is compiled then, and what that
imports in turn when it is loaded.
Each path becomes <path's folder>/__pycache__/<name>.<cache tag>.pyc below the second. Sources that do not compile are
left out: packages ship templates and tests in the Python of other versions. Only builtin and frozen modules are used, and each
source is compiled under its path in the image, so that nothing of this machine is in what is written.
"""
import marshal
import sys

import _frozen_importlib_external
import _imp
import _warnings
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


AST = 0x400  # ast.PyCF_ONLY_AST, without importing ast
# What the interpreter itself loads for any program that prints, reads JSON or logs.
ALWAYS = ("encodings.utf_8", "encodings.ascii", "encodings.latin_1", "encodings.idna", "json", "logging", "site", "sysconfig", "traceback", "warnings")


def imports(source, package):
    """Names that a module imports when it is loaded: not what its functions import when they are called."""
    try:
        todo = [compile(source, "?", "exec", AST, dont_inherit=True)]
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return
    while todo:
        node = todo.pop()
        kind = type(node).__name__
        if kind == "Import":
            for alias in node.names:
                yield alias.name
        elif kind == "ImportFrom":
            base = package.split(".")
            base = base[: len(base) - node.level + 1] if node.level else []
            name = ".".join(base + ([node.module] if node.module else []))
            yield name
            for alias in node.names:
                yield name + "." + alias.name
        elif kind not in ("FunctionDef", "AsyncFunctionDef", "Lambda"):
            for field in node._fields:
                value = getattr(node, field, None)
                for child in value if isinstance(value, list) else (value,):
                    if hasattr(child, "_fields"):
                        todo.append(child)


def modules_of(root, lines, prefix):
    """Where each module below the prefix is: name to root and path."""
    modules = {}
    for line in lines:
        if line.startswith(prefix):
            name = line[len(prefix):-3].replace("/", ".")
            modules[name[:-9] if name.endswith(".__init__") else name] = (root, line)
    return modules


def reached(root, lines, users, user_lines):
    """Those of the library's paths that are loaded where a package of the users is imported or run, in their order."""
    version = "%d.%d" % sys.version_info[:2]
    library = modules_of(root, lines, "usr/lib/python" + version + "/")
    packages = modules_of(users, user_lines, "usr/local/lib/python" + version + "/dist-packages/")
    modules = {**packages, **library}
    todo = list(ALWAYS) + [name for name in packages if "." not in name or name.endswith(".__main__")]
    seen = set()
    while todo:
        name = todo.pop()
        while name:
            if name in modules and name not in seen:
                seen.add(name)
                place, line = modules[name]
                package = name if line.endswith("/__init__.py") else name.rpartition(".")[0]
                todo.extend(imports(read(place + "/" + line), package))
            name = name.rpartition(".")[0]
    wanted = {library[name][1] for name in seen if name in library}
    return [line for line in lines if line in wanted]


def listed(listing):
    return [line for line in read(listing).decode("utf-8", "surrogateescape").split("\n") if line]


def main(root, target, listing, users="", user_listing=""):
    _warnings.filters[:] = [("ignore", None, Warning, None, 0)]
    key = int.from_bytes(MAGIC, "little")
    tag = sys.implementation.cache_tag
    made = set()
    lines = listed(listing)
    if users:
        lines = reached(root, lines, users, listed(user_listing))
    for line in lines:
        code = compiled(read(root + "/" + line), "/" + line, key)
        if code is None:
            continue
        folder, _, name = line.rpartition("/")
        path = target + "/" + folder + "/__pycache__/" + name[:-3] + "." + tag + ".pyc"
        folders(path, made)
        write(path, code)


main(*sys.argv[1:])
