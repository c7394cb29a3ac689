package dev.drydock.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Digest;
import dev.drydock.plan.FilesOnly;
import dev.drydock.plan.Workshop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebInputTest {
    @TempDir
    Path directory;

    /** What is written, a line an entry. */
    private static final class Listing implements Contents {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void directory(String path, int mode, int owner) {
            lines.add(path + "/ " + Integer.toOctalString(mode));
        }

        @Override
        public void file(String path, int mode, long size, InputStream content) throws IOException {
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            lines.add(path + " " + Integer.toOctalString(mode) + " " + text.replace("\n", "|"));
        }

        @Override
        public void symlink(String path, String target) {
            lines.add(path + " -> " + target);
        }

        @Override
        public void hardlink(String path, String target) {
            lines.add(path + " = " + target);
        }
    }

    private List<String> written(String name, Variant variant, byte[] deb) throws IOException {
        return written(name, variant, deb, List.of());
    }

    private List<String> written(String name, Variant variant, byte[] deb, List<String> kept) throws IOException {
        Path file = Files.write(directory.resolve(name + ".deb"), deb);
        Workshop workshop = new FilesOnly() {
            @Override
            public Path file(Artifact artifact) {
                return file;
            }

            @Override
            public Path scratch() {
                return directory;
            }
        };
        Listing listing = new Listing();
        new DebInput(artifact(name, deb), variant, kept).write(workshop, listing);
        return listing.lines;
    }

    private static Artifact.Deb artifact(String name, byte[] deb) {
        return new Artifact.Deb(name, "1", "amd64", "debian", "pool/x.deb", Digest.of(deb), deb.length);
    }

    private static byte[] sample() throws IOException {
        return ArchiveMaker.deb("thing", "1", tar -> {
            tar.directory("./", 0755, 0);
            tar.directory("./lib", 0755, 0);
            ArchiveMaker.file(tar, "./lib/x86_64-linux-gnu/libthing.so.1.0", 0644, "so");
            tar.symlink("./lib64/ld.so", "/lib/x86_64-linux-gnu/ld.so.2");
            ArchiveMaker.file(tar, "./usr/bin/thing", 04755, "x");
            ArchiveMaker.file(tar, "./usr/share/doc/thing/README", 0644, "read");
            ArchiveMaker.file(tar, "./usr/share/doc/thing/copyright", 0644, "free");
            ArchiveMaker.file(tar, "./usr/share/man/man1/thing.1", 0644, "manual");
            tar.hardlink("./usr/share/thing/a", "./usr/share/man/man1/thing.1");
            tar.hardlink("./usr/share/thing/b", "./usr/share/man/man1/thing.1");
            ArchiveMaker.file(tar, "./usr/share/thing/ünï cödé", 0644, "u");
            ArchiveMaker.file(tar, "./etc/thing.conf", 0644, "conf");
            tar.directory("./usr/share/secret", 0700, 0);
        });
    }

    @Test
    void distroless() throws IOException {
        List<String> lines = written("thing", Variant.DISTROLESS, sample());
        assertThat(lines.subList(0, lines.size() - 1))
                .containsExactly(
                        "usr/lib/x86_64-linux-gnu/libthing.so.1.0 644 so",
                        "usr/lib64/ld.so -> ../lib/x86_64-linux-gnu/ld.so.2",
                        "usr/bin/thing 755 x",
                        "usr/share/doc/thing/copyright 644 free",
                        "usr/share/thing/a 644 manual",
                        "usr/share/thing/b = usr/share/thing/a",
                        "usr/share/thing/ünï cödé 644 u",
                        "usr/share/secret/ 700",
                        "var/lib/dpkg/status.d/thing 644 Package: thing|Version: 1|Architecture: amd64|Description: a test|");
        assertThat(lines.getLast())
                .startsWith("var/lib/dpkg/status.d/thing.md5sums 644 ")
                .contains("9dd4e461268c8034f5c8564e155c67a6  usr/bin/thing|")
                .contains("  usr/share/thing/b|")
                .doesNotContain("README", "thing.conf");
    }

    @Test
    void standard() throws IOException {
        List<String> lines = written("thing", Variant.STANDARD, sample());
        assertThat(lines).contains("usr/bin/thing 4755 x", "etc/thing.conf 644 conf", "usr/lib/ 755");
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("var/lib/dpkg/info/thing.list 644 "))
                        .findFirst()
                        .orElseThrow())
                .contains("|/usr/bin/thing|")
                .startsWith("var/lib/dpkg/info/thing.list 644 /.|/etc|/etc/thing.conf|");
        assertThat(lines).noneMatch(line -> line.contains("README") || line.startsWith("var/lib/dpkg/status.d"));
    }

    @Test
    void theKeyFollowsTheSlice() {
        Artifact.Deb one = new Artifact.Deb("tzdata", "1", "all", "debian", "pool/x", Digest.of("x"), 1);
        Artifact.Deb other = new Artifact.Deb("else", "1", "all", "debian", "pool/x", Digest.of("x"), 1);
        assertThat(new DebInput(one, Variant.DISTROLESS).key())
                .isNotEqualTo(new DebInput(other, Variant.DISTROLESS).key());
        assertThat(new DebInput(one, Variant.DISTROLESS).key()).isNotEqualTo(new DebInput(one, Variant.STANDARD).key());
    }

    @Test
    void whatIsAskedForIsKept() throws IOException {
        List<String> lines = written(
                "thing", Variant.DISTROLESS, sample(), List.of("etc/*.conf", "usr/share/doc/**", "usr/share/man/**"));
        assertThat(lines)
                .contains(
                        "etc/thing.conf 644 conf",
                        "usr/share/doc/thing/README 644 read",
                        "usr/share/man/man1/thing.1 644 manual",
                        "usr/share/thing/a = usr/share/man/man1/thing.1");
        assertThat(lines.getLast()).contains("  etc/thing.conf|", "  usr/share/man/man1/thing.1|");
    }

    @Test
    void whatIsAskedForMustBeThere() {
        assertThatThrownBy(() -> written(
                        "thing", Variant.DISTROLESS, sample(), List.of("etc/*", "lib/x86_64-linux-gnu/*", "usr/x")))
                .hasMessage("""
                        error[debian/no-file]: no file of `thing 1` fits `lib/x86_64-linux-gnu/*`
                          in `packages`: `thing:lib/x86_64-linux-gnu/*`
                          help: write the path as it is in the image, with /bin, /lib and /sbin below usr, such as `libc6:usr/lib/*/gconv/**`
                        error[debian/no-file]: no file of `thing 1` fits `usr/x`
                          in `packages`: `thing:usr/x`
                          help: write the path as it is in the image, with /bin, /lib and /sbin below usr, such as `libc6:usr/lib/*/gconv/**`""");
    }

    @Test
    void theKeyFollowsWhatIsKept() {
        Artifact.Deb deb = artifact("thing", new byte[0]);
        String plain = new DebInput(deb, Variant.DISTROLESS).key();
        assertThat(new DebInput(deb, Variant.DISTROLESS, List.of()).key()).isEqualTo(plain);
        assertThat(new DebInput(deb, Variant.DISTROLESS, List.of("etc/*")).key())
                .isNotEqualTo(plain);
    }

    @Test
    void theWayBackOfALibrary() throws IOException {
        byte[] libc = ArchiveMaker.deb("libc6", "1", tar -> {
            ArchiveMaker.file(tar, "./lib/x86_64-linux-gnu/libc.so.6", 0755, "kept anyway");
            ArchiveMaker.file(tar, "./lib/x86_64-linux-gnu/libmvec.so.1", 0644, "so");
            ArchiveMaker.file(tar, "./usr/lib/libmvec.so.1", 0644, "another");
            ArchiveMaker.file(tar, "./usr/lib/x86_64-linux-gnu/audit/libfar.so.1", 0644, "where no loader looks");
            tar.symlink("./lib/x86_64-linux-gnu/libnsl.so.1", "/usr/lib/x86_64-linux-gnu/audit/../audit/libnsl.so.1.0");
            ArchiveMaker.file(tar, "./usr/lib/x86_64-linux-gnu/audit/libnsl.so.1.0", 0644, "so");
            tar.symlink("./usr/lib/x86_64-linux-gnu/libnss_compat.so.2", "libnss_compat.so.2");
        });
        Path file = Files.write(directory.resolve("libc6.deb"), libc);
        for (var each : Map.of(
                        "libmvec.so.1", List.of("usr/lib/x86_64-linux-gnu/libmvec.so.1"),
                        "libnsl.so.1",
                                List.of(
                                        "usr/lib/x86_64-linux-gnu/libnsl.so.1",
                                        "usr/lib/x86_64-linux-gnu/audit/libnsl.so.1.0"),
                        "libfar.so.1", List.<String>of(),
                        "libc.so.6", List.<String>of(),
                        "libnone.so.1", List.<String>of())
                .entrySet()) {
            assertThat(LeftOutLibrary.paths(
                            artifact("libc6", libc), file, Variant.DISTROLESS, each.getKey(), "x86_64-linux-gnu"))
                    .as(each.getKey())
                    .isEqualTo(each.getValue());
        }
        assertThat(LeftOutLibrary.paths(
                        artifact("libc6", libc), file, Variant.DISTROLESS, "libnss_compat.so.2", "x86_64-linux-gnu"))
                .as("a link to itself ends")
                .containsOnly("usr/lib/x86_64-linux-gnu/libnss_compat.so.2");
    }

    @Test
    void refusesWhatIsNoPackage() throws IOException {
        byte[] version = "2.0\n".getBytes(StandardCharsets.US_ASCII);
        for (var each : Map.of(
                        ArchiveMaker.ar(Map.of()), "it is empty",
                        ArchiveMaker.ar(Map.of("1control.tar", version)), "it does not begin with `debian-binary`",
                        ArchiveMaker.ar(Map.of("1debian-binary", "3.0\n".getBytes(StandardCharsets.US_ASCII))),
                                "it is not of version 2",
                        ArchiveMaker.ar(Map.of("1debian-binary", version)), "it has no data",
                        ArchiveMaker.ar(Map.of("1debian-binary", version, "2evil", version)),
                                "it has the unknown part `evil`")
                .entrySet()) {
            assertThatThrownBy(() -> written("bad", Variant.DISTROLESS, each.getKey()))
                    .hasMessageContaining("cannot read the package `bad 1`: " + each.getValue());
        }
        assertThatThrownBy(() -> written(
                        "evil",
                        Variant.DISTROLESS,
                        ArchiveMaker.deb("evil", "1", tar -> ArchiveMaker.file(tar, "../x", 0644, ""))))
                .hasMessageContaining("error[archive/escape]");
    }

    @ParameterizedTest
    @CsvSource({
        "usr/**, usr, true", "usr/**, usr/a/b, true", "usr/**, usrx, false", "a/**/b, a/b, true",
                "a/**/b, a/x/y/b, true",
        "a/**/b, a/x/bc, false", "*.so*, libx.so.1, true", "*.so*, a/libx.so, false", "a?c, abc, true",
                "a?c, ac, false",
        "**, anything/at/all, true", "a*b*c, aXbYbc, true", "a*b*c, aXcYb, false",
                "usr/share/doc/*, usr/share/doc/x, true"
    })
    void globs(String pattern, String path, boolean matches) {
        assertThat(Globs.matches(pattern, path)).isEqualTo(matches);
    }

    @Test
    void globsTakeNoTimeOverHostilePaths() {
        String stars = "*a".repeat(50);
        assertThat(Globs.matches(
                        stars + "/**/" + stars + "b", "a".repeat(4000) + "/x".repeat(500) + "/" + "a".repeat(4000)))
                .isFalse();
    }
}
