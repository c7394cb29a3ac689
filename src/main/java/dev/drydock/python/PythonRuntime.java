package dev.drydock.python;

import dev.drydock.oci.Platform;
import java.util.List;
import java.util.Optional;

/**
 * A Python that Debian has.
 *
 * @param minor of Python 3
 * @param version that markers are evaluated with; Debian keeps it for the life of the suite
 * @param suite whose default Python this is
 * @param glibcMinor of glibc 2 there: which manylinux wheels run (PEP 600)
 */
record PythonRuntime(int minor, Version version, String suite, int glibcMinor) {
    /** Best first. */
    static final List<PythonRuntime> ALL = List.of(
            new PythonRuntime(13, Version.parse("3.13.5"), "trixie", 41),
            new PythonRuntime(11, Version.parse("3.11.2"), "bookworm", 36));

    /** {@code 3.13}. */
    String feature() {
        return "3." + minor;
    }

    /** {@code python3.13}: the program, and the word in the lock. */
    String program() {
        return "python" + feature();
    }

    /** Where Debian's interpreter looks for what its user installed, relative to the root (its site.py and sysconfig). */
    String site() {
        return "usr/local/lib/" + program() + "/dist-packages";
    }

    /** {@code cpython-313}, in the names of byte code files (PEP 3147). */
    String cacheTag() {
        return "cpython-3" + minor;
    }

    /** The Debian packages of the interpreter and what its standard library needs. */
    List<String> packages() {
        return List.of(program(), "lib" + program() + "-stdlib");
    }

    MarkerEnvironment markers(Platform platform) {
        return MarkerEnvironment.of(platform, version);
    }

    Tags tags(Platform platform) {
        return new Tags(minor, platform, glibcMinor);
    }

    /** The one with this word, as {@link #program()} gives it. */
    static Optional<PythonRuntime> find(String program) {
        return ALL.stream().filter(runtime -> runtime.program().equals(program)).findFirst();
    }
}
