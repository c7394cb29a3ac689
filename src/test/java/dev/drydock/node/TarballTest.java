package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.drydock.lock.Artifact;
import dev.drydock.mirrors.DebianMirror;
import dev.drydock.mirrors.Mirror;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tarballs made by the test, laid out as npm lays them out. */
class TarballTest {
    @TempDir
    Path work;

    /** Nothing here asks a mirror. */
    private static final Mirrors NOWHERE = new Mirrors() {
        @Override
        public DebianMirror debian() {
            throw new IllegalStateException("no Debian here");
        }

        @Override
        public List<Mirror> python() {
            return List.of();
        }

        @Override
        public Mirror npm(String scope) {
            return new Mirror(URI.create("https://mirror.example/npm"), "test", Optional.empty());
        }
    };

    private List<String> laid(Tgz tarball, String location) throws IOException {
        Path image = work.resolve("image");
        byte[] bytes = tarball.bytes();
        try (Bench bench = new Bench(work, NOWHERE)) {
            Integrity integrity = tarball.integrity();
            Path file = Files.write(work.resolve("t.tgz"), bytes);
            bench.keep(file, integrity);
            Artifact.NpmTarball artifact = new Artifact.NpmTarball(
                    "a", "1.0.0", integrity, bytes.length, new TreeSet<>(List.of(location)), Optional.empty());
            bench.lay(
                    List.of(new TarballInput(
                            artifact, location, "app", new TreeSet<>(), new TarballSlice(false, List.of()))),
                    image);
        }
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(image)) {
            for (Path path : files.sorted().toList()) {
                String name = image.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    lines.add(name + " -> " + Files.readSymbolicLink(path));
                } else if (Files.isRegularFile(path)) {
                    lines.add(name + " " + PosixFilePermissions.toString(Files.getPosixFilePermissions(path)) + " "
                            + Files.readString(path).replace("\r", "\\r").replace("\n", "\\n"));
                }
            }
        }
        return lines;
    }

    @Test
    void modesProgramsAndFirstDirectory() throws IOException {
        Tgz tarball = new Tgz()
                .directory("other/empty")
                .file("other/private.js", 0600, "p")
                .file("other/run.sh", 0775, "r")
                .file("other/cli.js", 0644, "#!/usr/bin/env node\r\n1\r\n")
                .file(
                        "other/package.json",
                        0644,
                        "{\"name\":\"@s/a\",\"bin\":{\"a\":\"./cli.js\",\"gone\":\"gone.js\",\"../../evil\":\"../../cli.js\"}}")
                .file("beside", 0644, "not in the package");
        assertThat(laid(tarball, "node_modules/@s/a"))
                .containsExactly(
                        "app/node_modules/.bin/a -> ../@s/a/cli.js",
                        "app/node_modules/.bin/evil -> ../@s/a/cli.js",
                        "app/node_modules/@s/a/cli.js rwxr-xr-x #!/usr/bin/env node\\n1\\r\\n",
                        "app/node_modules/@s/a/package.json rw-r--r-- {\"name\":\"@s/a\",\"bin\":{\"a\":\"./cli.js\",\"gone\":\"gone.js\",\"../../evil\":\"../../cli.js\"}}",
                        "app/node_modules/@s/a/private.js rw-r--r-- p",
                        "app/node_modules/@s/a/run.sh rwxr-xr-x r");
    }

    @Test
    void linksAreNotUnpacked() throws IOException {
        Tgz tarball = new Tgz()
                .file("package/a.js", 0644, "a")
                .symlink("package/out", "../../../../etc/passwd")
                .symlink("package/in", "a.js");
        assertThat(laid(tarball, "node_modules/a")).containsExactly("app/node_modules/a/a.js rw-r--r-- a");
    }

    @Test
    void bundledPackagesBringTheirPrograms() throws IOException {
        Tgz tarball = new Tgz()
                .file("package/package.json", 0644, "{}")
                .file("package/node_modules/b/package.json", 0644, "{\"name\":\"b\",\"bin\":\"b.js\"}")
                .file("package/node_modules/b/b.js", 0644, "b")
                .file("package/lib/package.json", 0644, "{\"name\":\"c\",\"bin\":\"c.js\"}")
                .file("package/lib/c.js", 0644, "c");
        assertThat(laid(tarball, "node_modules/a"))
                .containsExactly(
                        "app/node_modules/a/lib/c.js rw-r--r-- c",
                        "app/node_modules/a/lib/package.json rw-r--r-- {\"name\":\"c\",\"bin\":\"c.js\"}",
                        "app/node_modules/a/node_modules/.bin/b -> ../b/b.js",
                        "app/node_modules/a/node_modules/b/b.js rwxr-xr-x b",
                        "app/node_modules/a/node_modules/b/package.json rw-r--r-- {\"name\":\"b\",\"bin\":\"b.js\"}",
                        "app/node_modules/a/package.json rw-r--r-- {}");
    }

    @Test
    void gitignoreIsRenamedUnlessNpmignoreIsThere() throws IOException {
        Tgz tarball = new Tgz()
                .file("package/.gitignore", 0644, "g")
                .file("package/x/.gitignore", 0644, "g")
                .file("package/x/.npmignore", 0644, "n");
        assertThat(laid(tarball, "node_modules/a"))
                .containsExactly(
                        "app/node_modules/a/.npmignore rw-r--r-- g", "app/node_modules/a/x/.npmignore rw-r--r-- n");
    }

    @Test
    void aBrokenManifestOnlyHasNoPrograms() throws IOException {
        assertThat(laid(new Tgz().file("package/package.json", 0644, "{"), "node_modules/a"))
                .containsExactly("app/node_modules/a/package.json rw-r--r-- {");
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                arguments("archive/", new Tgz().file("package/../../x", 0644, "x")),
                arguments("archive/", new Tgz().file("/package/x", 0644, "x")),
                arguments("archive/", new Tgz().file("package/x", 0644, "x").file("package/x", 0644, "y")),
                arguments("archive/", new Tgz().file("package/x", 0644, "x").file("package/x/y", 0644, "y")),
                arguments("archive/", new Tgz().symlink("package/l", "/etc").file("package/l/x", 0644, "y")),
                arguments("archive/", new Tgz().file("package/x", 0644, "x").truncated()));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileTarballsAreRefused(String code, Tgz tarball) {
        assertThatThrownBy(() -> laid(tarball, "node_modules/a"))
                .isInstanceOf(DrydockException.class)
                .hasMessageStartingWith("error[" + code);
    }

    @Test
    void theKeyCoversPlaceAndContent() {
        Integrity integrity = new Tgz().integrity();
        Artifact.NpmTarball artifact = new Artifact.NpmTarball(
                "a", "1.0.0", integrity, 1, new TreeSet<>(List.of("node_modules/a")), Optional.empty());
        assertThat(new TarballInput(
                                artifact,
                                "node_modules/a",
                                "app",
                                new TreeSet<>(List.of("node_modules/.bin/a", "x/node_modules/.bin/a")),
                                TarballSlice.WHOLE)
                        .key())
                .isEqualTo("npm 3 " + integrity + " at app/node_modules/a without [node_modules/.bin/a] whole");
    }
}
