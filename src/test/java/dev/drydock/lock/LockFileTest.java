package dev.drydock.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    private static final Target TARGET = new Target(Platform.LINUX_AMD64, Variant.DISTROLESS);
    private static final String HEX = Digest.of("x").hex();

    @TempDir
    Path directory;

    private static Lock lock() {
        SortedMap<String, Digest> indexes = new TreeMap<>();
        indexes.put("debian/trixie", Digest.of("x"));
        SortedMap<String, String> links = new TreeMap<>();
        links.put("node_modules/a", "../packages/a");
        return Lock.EMPTY.with(
                TARGET,
                new LockedTarget(
                        Digest.of("x"),
                        "trixie",
                        "python3.13",
                        indexes,
                        List.of("python3"),
                        List.of("libc6"),
                        List.of(
                                new Artifact.Deb(
                                        "libc6",
                                        "2.41-12",
                                        "amd64",
                                        "debian",
                                        "pool/main/g/glibc/a.deb",
                                        Digest.of("x"),
                                        5),
                                new Artifact.NpmTarball(
                                        "@a/b",
                                        "1.0.0",
                                        new Integrity("sha512", "ab".repeat(64)),
                                        0,
                                        new TreeSet<>(List.of("node_modules/@a/b")),
                                        Optional.empty()),
                                new Artifact.Wheel(
                                        "flask",
                                        "3.1.3",
                                        "flask-3.1.3-py3-none-any.whl",
                                        Integrity.sha256(Digest.of("x")),
                                        7,
                                        Optional.of(URI.create("https://wheels.example/flask.whl")))),
                        List.of(),
                        links));
    }

    private static String text() {
        return """
                {
                  "drydock-lock": 1,
                  "targets": {
                    "linux/amd64 distroless": {
                      "inputs": "sha256:HEX",
                      "suite": "trixie",
                      "runtime": "python3.13",
                      "indexes": {"debian/trixie": "sha256:HEX"},
                      "packages": ["python3"],
                      "base": ["libc6"],
                      "links": {"node_modules/a": "../packages/a"},
                      "artifacts": [
                        {"deb": "libc6", "version": "2.41-12", "architecture": "amd64", "archive": "debian", "path": "pool/main/g/glibc/a.deb", "hash": "sha256:HEX", "size": 5},
                        {"npm": "@a/b", "version": "1.0.0", "at": ["node_modules/@a/b"], "hash": "sha512:ABAB", "size": 0},
                        {"wheel": "flask", "version": "3.1.3", "filename": "flask-3.1.3-py3-none-any.whl", "url": "https://wheels.example/flask.whl", "hash": "sha256:HEX", "size": 7}
                      ]
                    }
                  }
                }
                """.replace("HEX", HEX).replace("ABAB", "ab".repeat(64));
    }

    @Test
    void itIsAnArtifactALine() throws IOException {
        Path file = directory.resolve(LockFile.NAME);
        assertThat(LockFile.read(file)).isEqualTo(Lock.EMPTY);
        Files.writeString(file, "old");
        LockFile.write(file, lock());
        assertThat(file).hasContent(text());
        assertThat(LockFile.read(file)).isEqualTo(lock());
        LockFile.write(file, Lock.EMPTY);
        assertThat(LockFile.read(file)).isEqualTo(Lock.EMPTY);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    private record Broken(String from, String to, String cause) {}

    @Test
    void brokenFilesSayWhatIsWrong() throws IOException {
        for (Broken each : List.of(
                new Broken(
                        "\"drydock-lock\": 1",
                        "\"drydock-lock\": 2",
                        "expected format 1, got 2: it was written by another Drydock"),
                new Broken(
                        "\"drydock-lock\": 1",
                        "\"drydock-lock\": \"1\"",
                        "expected a number for `drydock-lock`, got a string"),
                new Broken("\"drydock-lock\": 1,", "", "`drydock-lock` is missing"),
                new Broken("\"targets\"", "\"goals\"", "`targets` is missing"),
                new Broken("linux/amd64 distroless", "linux/amd64", "not a target: `linux/amd64`"),
                new Broken("linux/amd64 distroless", "linux/vax debug", "not a target: `linux/vax debug`"),
                new Broken("linux/amd64 distroless", "linux/amd64 tiny", "not a target: `linux/amd64 tiny`"),
                new Broken("\"suite\": \"trixie\"", "\"suite\": 13", "expected a string for `suite`, got a number"),
                new Broken("\"python3\"]", "null]", "expected a string, got `null`"),
                new Broken("[\"python3\"]", "{}", "expected an array, got an object"),
                new Broken("\"inputs\": \"sha256:", "\"inputs\": \"md5:", "not a sha256 digest: md5:" + HEX),
                new Broken("\"hash\": \"sha512:", "\"hash\": \"sha1:", "not a hash to trust: sha1"),
                new Broken("\"hash\": \"sha512:ab", "\"hash\": \"sha512:AB", "not a sha512 hash: AB" + "ab".repeat(63)),
                new Broken("\"size\": 7", "\"size\": -7", "a negative size: -7"),
                new Broken("\"size\": 7", "\"size\": 7.5", "expected a number for `size`, got `7.5`"),
                new Broken("\"size\": 7", "\"size\": 7, \"size\": 8", "`size` stands twice in one object (line 15)"),
                new Broken("{\"npm\"", "{\"gem\"", "`npm` is missing"))) {
            Path file = Files.writeString(directory.resolve("lock"), text().replace(each.from(), each.to()));
            assertThat(Files.readString(file)).isNotEqualTo(text());
            assertThatThrownBy(() -> LockFile.read(file))
                    .isInstanceOf(DrydockException.class)
                    .hasMessage("""
                            error[lock/broken]: cannot read `drydock.lock`
                              caused by: %s
                              help: restore it from version control, or make it anew with `drydock lock`""".formatted(each.cause()));
        }
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        String text = text();
        for (int length = 0; length < text.stripTrailing().length(); length += 7) {
            Path file = Files.writeString(directory.resolve("lock"), text.substring(0, length));
            assertThatThrownBy(() -> LockFile.read(file)).isInstanceOf(DrydockException.class);
        }
    }

    @Provide
    Arbitrary<List<Artifact>> artifacts() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars('\t', '\n', '"', '\\', 'a', 'ü', '/', '\u2028', '\u007f')
                .ofMaxLength(6)
                .map(each -> each.replace("a", "\uD83D\uDEA2"));
        Arbitrary<Long> size = Arbitraries.longs().greaterOrEqual(0);
        Arbitrary<Optional<URI>> url = Arbitraries.of(URI.create("https://mirror.example/a?b=%22"), URI.create("x:y"))
                .optional();
        Arbitrary<Artifact> deb = Combinators.combine(text, text, text, text, text, text, size)
                .as((a, b, c, d, e, f, g) -> new Artifact.Deb(a, b, c, d, e, Digest.of(f), g));
        Arbitrary<Artifact> wheel = Combinators.combine(text, text, text, size, url)
                .as((a, b, c, d, e) -> new Artifact.Wheel(a, b, c, Integrity.sha256(Digest.of(a)), d, e));
        Arbitrary<Artifact> npm = Combinators.combine(
                        text, text, size, text.set().ofMaxSize(3), url)
                .as((a, b, c, d, e) -> new Artifact.NpmTarball(
                        a, b, new Integrity("sha384", "0f".repeat(48)), c, new TreeSet<>(d), e));
        return Arbitraries.oneOf(List.of(deb, wheel, npm)).list().ofMaxSize(5);
    }

    @Property(tries = 300)
    void anyLockReadsBack(@ForAll("artifacts") List<Artifact> artifacts, @ForAll String text) throws IOException {
        SortedMap<String, String> links = new TreeMap<>();
        links.put(text, text);
        Lock lock = Lock.EMPTY;
        for (Variant variant : Variant.values()) {
            lock = lock.with(
                    new Target(Platform.LINUX_ARM64, variant),
                    new LockedTarget(
                            Digest.of(text),
                            text,
                            text,
                            new TreeMap<>(),
                            List.of(text),
                            List.of(text),
                            artifacts,
                            artifacts.stream()
                                    .filter(Artifact.Deb.class::isInstance)
                                    .map(Artifact.Deb.class::cast)
                                    .toList(),
                            links));
        }
        Path file = Files.createTempFile("drydock", ".lock");
        try {
            LockFile.write(file, lock);
            assertThat(LockFile.read(file)).isEqualTo(lock);
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            assertThat(lines.stream().filter(line -> line.contains("\"size\": ")))
                    .hasSize(Variant.values().length
                            * (int) (artifacts.size()
                                    + artifacts.stream()
                                            .filter(Artifact.Deb.class::isInstance)
                                            .count()));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void keepsTheBaseThatWasGiven() throws IOException {
        Target target = new Target(Platform.LINUX_AMD64, Variant.BASE);
        LockedTarget locked = new LockedTarget(
                Digest.of("x"),
                "trixie",
                "python3.13",
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                Optional.of(new LockedBase("registry.example/\"py\":3", Digest.of("base"))));
        Path file = directory.resolve(LockFile.NAME);
        LockFile.write(file, Lock.EMPTY.with(target, locked));
        assertThat(Files.readString(file))
                .contains("      \"image\": {\"name\": \"registry.example/\\\"py\\\":3\", \"digest\": \""
                        + Digest.of("base") + "\"},\n");
        assertThat(LockFile.read(file).target(target)).contains(locked);
    }
}
