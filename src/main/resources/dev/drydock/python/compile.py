"""Compiles Python sources to unchecked hash-based byte code (PEP 552), for an image, in a process that is asked again and again.

Requests come on standard input, answers go to standard output; both are a line of words, and then as many bytes as it says:

    compile PATH-BYTES SOURCE-BYTES     the path in the image, the source; the answer is BYTES and the byte code, or -1 where it does not compile
    imports PACKAGE-BYTES CODE-BYTES    the package that a module is in, and its byte code; the answer is BYTES and the names that it imports when
                                        it is loaded, or -1 where this version's byte code cannot be read

Sources that do not compile are left out: packages ship templates and tests in the Python of other versions. Only builtin and frozen modules are
used, and each source is compiled under its path in the image, so that nothing of this machine is in what is written.

The arguments are `serve ROOT`, or `prepare ROOT`, which compiles in an unpacked image what this is started with itself.
"""
import marshal
import sys

import _frozen_importlib
import _frozen_importlib_external
import _imp
import _signal
import _warnings
import posix

MAGIC = _frozen_importlib_external.MAGIC_NUMBER
KEY = int.from_bytes(MAGIC, "little")
HEADER = 16  # bytes before the code: magic number, flags, hash of the source
AT_START = ("__init__", "aliases", "utf_8")  # encodings that Python itself looks for
ENCODINGS = "/encodings.bin"  # all others, in the root of the tree
SECONDS = 600  # for one request: then the alarm ends this process


def compiled(source, name):
    try:
        code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None
    # flags: hash-based, and not to be checked against the source
    return MAGIC + (1).to_bytes(4, "little") + _imp.source_hash(KEY, source) + marshal.dumps(code)


class Instructions:
    """How this version's compiler writes imports, seen from what it makes of some."""

    def __init__(self):
        operations = compile("import a", "?", "exec").co_code[::2]
        self.level, self.constant, self.imported = operations[1:4]
        # the 257th name is the first whose number does not fit into a byte
        many = compile("\n".join("n%d" % i for i in range(257)), "?", "exec").co_code[::2]
        self.extended = many[1 + 2 * 256]
        known = compile("import a.b\nfrom ..c import d, e", "?", "exec")
        self.known = list(self.imports(known, "x.y")) == ["a.b", "x.c", "x.c.d", "x.c.e"]

    def listed(self, content, package):
        """The names, once each, in the order of their first; nothing where imports look different here."""
        if not self.known:
            return None
        names = dict.fromkeys(self.imports(marshal.loads(memoryview(content)[HEADER:]), package))
        return " ".join(names).encode("utf-8", "surrogateescape")

    def argument(self, operations, arguments, at):
        """The argument of the instruction there, and where the one before it is."""
        value = arguments[at]
        shift = 8
        at -= 1
        while at >= 0 and operations[at] == self.extended:
            value |= arguments[at] << shift
            shift += 8
            at -= 1
        return value, at

    def imports(self, code, package):
        """Names that a module imports when it is loaded: not what its functions import when they are called."""
        todo = [code]
        while todo:
            code = todo.pop()
            operations, arguments = code.co_code[::2], code.co_code[1::2]
            at = operations.find(self.imported)
            while at >= 0:
                name, before = self.argument(operations, arguments, at)
                number, before = self.argument(operations, arguments, before)
                names = code.co_consts[number]
                level = self.argument(operations, arguments, before)[0]
                if operations[before] == self.constant:
                    level = code.co_consts[level]
                yield from self.named(code.co_names[name], level, names, package)
                at = operations.find(self.imported, at + 1)
            # bodies of classes run at once; those of functions, which have fast locals (CO_OPTIMIZED), do not
            for constant in code.co_consts:
                if hasattr(constant, "co_code") and (not constant.co_flags & 1 or constant.co_name.startswith("<generic")):
                    todo.append(constant)

    @staticmethod
    def named(module, level, names, package):
        if names is None:
            yield module
            return
        base = package.split(".")
        base = base[: len(base) - level + 1] if level else []
        name = ".".join(base + ([module] if module else []))
        yield name
        for each in names:
            yield name + "." + each


def write(descriptor, content):
    view = memoryview(content)
    while view:
        view = view[posix.write(descriptor, view):]


def answer(content):
    write(1, b"-1\n" if content is None else b"%d\n" % len(content) + content)


class Requests:
    def __init__(self):
        self.rest = b""

    def line(self):
        """The next line's words; none at the end."""
        while b"\n" not in self.rest:
            part = posix.read(0, 1 << 16)
            if not part:
                return []
            self.rest += part
        line, _, self.rest = self.rest.partition(b"\n")
        return line.decode("ascii").split()

    def take(self, count):
        parts = [self.rest[:count]]
        self.rest = self.rest[count:]
        missing = count - len(parts[0])
        while missing:
            part = posix.read(0, min(missing, 1 << 20))
            if not part:
                raise EOFError("a request ends early")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def path(self, count):
        return self.take(count).decode("utf-8", "surrogateescape")


def serve():
    requests = Requests()
    instructions = None
    while True:
        words = requests.line()
        if not words:
            return
        _signal.alarm(SECONDS)
        name = requests.path(int(words[1]))
        content = requests.take(int(words[2]))
        if words[0] == "compile":
            answer(compiled(content, "/" + name))
        else:
            instructions = instructions or Instructions()
            answer(instructions.listed(content, name))
        _signal.alarm(0)


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


def save(path, content):
    descriptor = posix.open(path, posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC | posix.O_CLOEXEC, 0o644)
    try:
        write(descriptor, content)
    finally:
        posix.close(descriptor)


class Encodings:
    """Imports the encodings of rare sources from one file: a hundred would have to be looked at before each start."""

    def __init__(self, file):
        self.file = file
        self.codes = None

    def find_spec(self, name, path, target=None):
        if not name.startswith("encodings."):
            return None
        if self.codes is None:
            self.codes = marshal.loads(read(self.file))
        return _frozen_importlib.ModuleSpec(name, self) if name[10:] in self.codes else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(self.codes[module.__name__[10:]], module.__dict__)


def prepare(root):
    save(root + "/compile.pyc", compiled(read(root + "/compile.py"), "compile.py"))
    folder = root + "/usr/lib/python%d.%d/encodings" % sys.version_info[:2]
    posix.mkdir(folder + "/__pycache__", 0o755)
    codes = {}
    for file in sorted(posix.listdir(folder)):
        name, _, ending = file.rpartition(".")
        if ending != "py":
            continue
        path = folder + "/" + file
        code = compiled(read(path), path)
        if name in AT_START:
            save(folder + "/__pycache__/" + name + "." + sys.implementation.cache_tag + ".pyc", code)
        else:
            codes[name] = marshal.loads(memoryview(code)[HEADER:])
            posix.unlink(path)
    save(root + ENCODINGS, marshal.dumps(codes))
    forget_libraries(root + "/usr/lib")


def forget_libraries(folder):
    """Removes shared libraries that this process does without: they belong to extension modules."""
    mapped = set()
    for line in read("/proc/self/maps").decode("utf-8", "surrogateescape").splitlines():
        path = line[line.find("/"):] if "/" in line else ""
        if ".so" in path:
            mapped.add(number(path))
    todo = [folder]
    while todo:
        folder = todo.pop()
        for name in posix.listdir(folder):
            path = folder + "/" + name
            if posix.lstat(path).st_mode & 0o170000 == 0o040000:
                todo.append(path)
            elif ".so" in name and number(path) not in mapped:
                posix.unlink(path)


def number(path):
    """Of the file that it leads to; none where that is gone."""
    try:
        return posix.stat(path).st_ino
    except FileNotFoundError:
        return None


_warnings.filters[:] = [("ignore", None, Warning, None, 0)]
if sys.argv[1] == "prepare":
    prepare(sys.argv[2])
else:
    sys.meta_path.append(Encodings(sys.argv[2] + ENCODINGS))
    serve()
