package dev.drydock.python;

import dev.drydock.oci.Platform;
import dev.drydock.plan.Ground;
import dev.drydock.plan.Libc;
import java.util.List;
import java.util.Optional;

/**
 * A Python that Debian has.
 *
 * @param minor of Python 3
 * @param version that markers are evaluated with; Debian keeps it for the life of the suite
 * @param suite whose default Python this is
 * @param libc there: which wheels run
 * @param path of the interpreter, absolute
 * @param site where it looks for what its user installed, relative to the root; of Debian's the place that its site.py and sysconfig name
 */
record PythonRuntime(int minor, Version version, String suite, Libc libc, String path, String site) {
    /** Best first. */
    static final List<PythonRuntime> ALL =
            List.of(debian(13, "3.13.5", "trixie", Libc.glibc(41)), debian(11, "3.11.2", "bookworm", Libc.glibc(36)));

    private static PythonRuntime debian(int minor, String version, String suite, Libc libc) {
        String program = "python3." + minor;
        return new PythonRuntime(
                minor,
                Version.parse(version),
                suite,
                libc,
                "/usr/bin/" + program,
                "usr/local/lib/" + program + "/dist-packages");
    }

    /** The Python of a base image; empty where its version is none of Python 3. */
    static Optional<PythonRuntime> of(Ground.Program program, Libc libc) {
        Optional<Version> version = Version.find(program.version());
        if (version.isEmpty() || version.get().part(0).intValue() != 3) {
            return Optional.empty();
        }
        int minor = version.get().part(1).intValue();
        // Byte code is made by Debian's interpreter of the same version, where there is one.
        String suite = ALL.stream()
                .filter(each -> each.minor() == minor)
                .map(PythonRuntime::suite)
                .findFirst()
                .orElse(ALL.getFirst().suite());
        return Optional.of(new PythonRuntime(minor, version.get(), suite, libc, program.path(), program.packages()));
    }

    /** {@code 3.13}. */
    String feature() {
        return "3." + minor;
    }

    /** {@code python3.13}: the program, and the word in the lock. */
    String program() {
        return "python" + feature();
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
        return new Tags(minor, platform, libc);
    }

    /** The one with this word, as {@link #program()} gives it. */
    static Optional<PythonRuntime> find(String program) {
        return ALL.stream().filter(runtime -> runtime.program().equals(program)).findFirst();
    }
}
