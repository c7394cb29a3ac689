package dev.drydock.debian;

import com.sun.net.httpserver.HttpServer;
import dev.drydock.archive.TarWriter;
import dev.drydock.mirrors.DebianMirror;
import dev.drydock.mirrors.Mirror;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;

/** A small Debian archive with packages of the test's own, signed with its own key, served on loopback. */
public final class ArchiveMaker implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-11-24T05:00:00Z");

    /** By path: what a test puts here is served too. */
    public final Map<String, byte[]> files = new ConcurrentHashMap<>();

    public final List<String> asked = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
    private final HttpServer server;
    private final StringBuilder packages = new StringBuilder();
    private final Instant now;

    ArchiveMaker() throws IOException {
        this(NOW);
    }

    /** @param now when its indexes are signed */
    public ArchiveMaker(Instant now) throws IOException {
        this.now = now;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            byte[] body = files.get(path);
            exchange.sendResponseHeaders(
                    body == null ? 404 : 200, body == null ? -1 : body.length == 0 ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    Mirrors mirrors(Optional<Path> keyring) {
        URI uri = uri("");
        return new Mirrors() {
            @Override
            public DebianMirror debian() {
                return new DebianMirror(
                        new Mirror(URI.create(uri + "/debian"), "the test", Optional.empty()),
                        Optional.of(new Mirror(URI.create(uri + "/debian-security"), "the test", Optional.empty())),
                        keyring);
            }

            @Override
            public List<Mirror> python() {
                return List.of();
            }

            @Override
            public Mirror npm(String scope) {
                throw new UnsupportedOperationException("no npm here");
            }
        };
    }

    /** Adds a package to the index that is being written. @param fields more lines of its paragraph, each with its newline */
    public ArchiveMaker add(String name, String version, String fields, byte[] deb) {
        String path = "pool/main/" + name.charAt(0) + "/" + name + "/" + name + "_" + version.replace(":", "%3a")
                + "_amd64.deb";
        files.put("/debian/" + path.replace("%3a", ":"), deb);
        packages.append("Package: ")
                .append(name)
                .append("\nVersion: ")
                .append(version)
                .append("\nArchitecture: amd64\n")
                .append(fields)
                .append("Filename: ")
                .append(path)
                .append("\nSize: ")
                .append(deb.length)
                .append("\nSHA256: ")
                .append(Digest.of(deb).hex())
                .append("\nDescription: a test\n more of it\n .\n\n");
        return this;
    }

    /** Signs and publishes what was added as a suite, and begins a new index. */
    public void publish(String archive, String suite, Signer signer, String contents, Optional<Instant> validUntil)
            throws IOException {
        Map<String, byte[]> indexes = new TreeMap<>();
        indexes.put("main/binary-amd64/Packages.gz", gzip(packages.toString().getBytes(StandardCharsets.UTF_8)));
        indexes.put("main/Contents-amd64.gz", gzip(contents.getBytes(StandardCharsets.UTF_8)));
        packages.setLength(0);
        StringBuilder release = new StringBuilder(
                "Origin: Test\nSuite: stable-" + suite + "\nCodename: " + suite + "\nDate: " + date(now));
        validUntil.ifPresent(end -> release.append("Valid-Until: ").append(date(end)));
        release.append("Acquire-By-Hash: yes\nSHA256:\n");
        String base = "/" + archive + "/dists/" + suite + "/";
        indexes.forEach((path, bytes) -> {
            String hex = Digest.of(bytes).hex();
            release.append(' ')
                    .append(hex)
                    .append(' ')
                    .append(bytes.length)
                    .append(' ')
                    .append(path)
                    .append('\n');
            files.put(base + path, bytes);
            files.put(base + path.substring(0, path.lastIndexOf('/')) + "/by-hash/SHA256/" + hex, bytes);
        });
        files.put(
                base + "InRelease",
                signer.clearsigned(release.toString().stripTrailing(), HashAlgorithmTags.SHA256, now)
                        .getBytes(StandardCharsets.UTF_8));
        files.put(base + "Release", release.toString().getBytes(StandardCharsets.UTF_8));
        files.put(
                base + "Release.gpg",
                signer.detached(release.toString().getBytes(StandardCharsets.UTF_8), now)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String date(Instant instant) {
        return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'\n", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC)
                .format(instant);
    }

    /** Writes entries of a package's data. */
    public interface Data {
        void write(TarWriter tar) throws IOException;
    }

    public static void file(TarWriter tar, String path, int mode, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        tar.file(path, mode, bytes.length, new ByteArrayInputStream(bytes));
    }

    public static byte[] deb(String name, String version, Data data) throws IOException {
        return deb(name, version, tar(data));
    }

    /** @param tar of its files, as it is */
    public static byte[] deb(String name, String version, byte[] tar) throws IOException {
        String control = "Package: " + name + "\nVersion: " + version + "\nArchitecture: amd64\nDescription: a test\n";
        return ar(Map.of(
                "1debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII),
                "2control.tar.gz", gzip(tar(each -> file(each, "./control", 0644, control))),
                "3data.tar.gz", gzip(tar)));
    }

    /** @param members each name after a character that orders them */
    static byte[] ar(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
        for (Map.Entry<String, byte[]> member : new TreeMap<>(members).entrySet()) {
            String header = String.format(
                    Locale.ROOT,
                    "%-16s%-12d%-6d%-6d%-8s%-10d`\n",
                    member.getKey().substring(1),
                    0,
                    0,
                    0,
                    "100644",
                    member.getValue().length);
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            out.write(member.getValue());
            if (member.getValue().length % 2 == 1) {
                out.write('\n');
            }
        }
        return out.toByteArray();
    }

    private static byte[] tar(Data data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        data.write(new TarWriter(bytes, 0));
        bytes.write(TarWriter.endMark());
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
