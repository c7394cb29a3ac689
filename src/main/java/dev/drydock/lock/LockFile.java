package dev.drydock.lock;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.FullDisk;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code drydock.lock}: JSON (RFC 8259) with an artifact a line, so that a change reads well in a diff. It names no host, so any mirror
 * serves it.
 */
public final class LockFile {
    public static final String NAME = "drydock.lock";
    private static final int FORMAT = 1;
    private static final long LARGEST = 64L << 20;

    private LockFile() {}

    /** Reads the lock; the empty one where there is no file. @throws DrydockException {@code lock/broken} */
    public static Lock read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Lock.EMPTY;
        }
        if (Files.size(file) > LARGEST) {
            throw broken("it is larger than " + LARGEST + " bytes").exception();
        }
        try {
            return lock(JsonTree.parse(Files.readAllBytes(file)));
        } catch (IllegalArgumentException e) {
            throw broken(Objects.requireNonNullElse(e.getMessage(), "it is not JSON"))
                    .exception();
        }
    }

    private static Problem broken(String cause) {
        return Problem.input("lock/broken", "cannot read `" + NAME + "`")
                .because(cause)
                .help("restore it from version control, or make it anew with `drydock lock`");
    }

    private static Lock lock(JsonTree root) {
        if (root.number("drydock-lock") != FORMAT) {
            throw new IllegalArgumentException("expected format " + FORMAT + ", got " + root.number("drydock-lock")
                    + ": it was written by another Drydock");
        }
        SortedMap<Target, LockedTarget> targets = new TreeMap<>();
        root.field("targets").fields().forEach((name, tree) -> targets.put(target(name), lockedTarget(tree)));
        return new Lock(targets);
    }

    private static Target target(String name) {
        int space = name.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("not a target: `" + name + "`");
        }
        try {
            return new Target(Platform.parse(name.substring(0, space)), Variant.parse(name.substring(space + 1)));
        } catch (DrydockException e) {
            throw new IllegalArgumentException("not a target: `" + name + "`", e);
        }
    }

    private static LockedTarget lockedTarget(JsonTree tree) {
        SortedMap<String, Digest> indexes = new TreeMap<>();
        tree.field("indexes").fields().forEach((name, digest) -> indexes.put(name, Digest.parse(digest.text())));
        SortedMap<String, String> links = new TreeMap<>();
        tree.field("links").fields().forEach((path, link) -> links.put(path, link.text()));
        return new LockedTarget(
                Digest.parse(tree.text("inputs")),
                tree.text("suite"),
                tree.text("runtime"),
                indexes,
                tree.field("packages").elements().stream().map(JsonTree::text).toList(),
                tree.field("base").elements().stream().map(JsonTree::text).toList(),
                tree.field("artifacts").elements().stream()
                        .map(LockFile::artifact)
                        .toList(),
                tools(tree),
                links,
                image(tree));
    }

    /** Absent where there are none. */
    private static List<Artifact.Deb> tools(JsonTree tree) {
        JsonTree tools = tree.fields().get("tools");
        return tools == null
                ? List.of()
                : tools.elements().stream().map(LockFile::deb).toList();
    }

    /** Absent where the target stands on no given image. */
    private static Optional<LockedBase> image(JsonTree tree) {
        return Optional.ofNullable(tree.fields().get("image"))
                .map(image -> new LockedBase(image.text("name"), Digest.parse(image.text("digest"))));
    }

    private static long size(JsonTree tree) {
        long size = tree.number("size");
        if (size < 0) {
            throw new IllegalArgumentException("a negative size: " + size);
        }
        return size;
    }

    private static Artifact artifact(JsonTree tree) {
        SortedMap<String, JsonTree> fields = tree.fields();
        Optional<URI> url =
                Optional.ofNullable(fields.get("url")).map(JsonTree::text).map(URI::create);
        if (fields.containsKey("deb")) {
            return deb(tree);
        }
        Integrity integrity = Integrity.parse(tree.text("hash"));
        if (fields.containsKey("wheel")) {
            return new Artifact.Wheel(
                    tree.text("wheel"), tree.text("version"), tree.text("filename"), integrity, size(tree), url);
        }
        return new Artifact.NpmTarball(
                tree.text("npm"),
                tree.text("version"),
                integrity,
                size(tree),
                new TreeSet<>(
                        tree.field("at").elements().stream().map(JsonTree::text).toList()),
                url);
    }

    private static Artifact.Deb deb(JsonTree tree) {
        return new Artifact.Deb(
                tree.text("deb"),
                tree.text("version"),
                tree.text("architecture"),
                tree.text("archive"),
                tree.text("path"),
                Digest.parse(tree.text("hash")),
                size(tree));
    }

    private static Path working(Path directory) throws IOException {
        try {
            return Files.createTempFile(directory, "." + NAME, ".tmp");
        } catch (FileSystemException e) {
            if (FullDisk.isMeantBy(e)) {
                throw FullDisk.in(directory, e);
            }
            throw Problem.input("lock/unwritable", "cannot keep `" + NAME + "` in `" + directory + "`")
                    .because(e)
                    .help("make the directory writable, or run `drydock lock` where it is and build with its result")
                    .exception();
        }
    }

    /** Replaces the file as a whole, or leaves it as it was. */
    public static void write(Path file, Lock lock) throws IOException {
        byte[] bytes = text(lock).getBytes(StandardCharsets.UTF_8);
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Path working = working(directory);
        // Ctrl-C ends the process without coming to the end of this.
        working.toFile().deleteOnExit();
        try {
            try (FileChannel channel = FileChannel.open(working, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.setPosixFilePermissions(
                    working, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(working, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw FullDisk.in(directory, e);
        } finally {
            Files.deleteIfExists(working);
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The file's content. */
    public static String text(Lock lock) {
        StringBuilder out = new StringBuilder("{\n  \"drydock-lock\": " + FORMAT + ",\n  \"targets\": {");
        String separator = "\n";
        for (var each : lock.targets().entrySet()) {
            out.append(separator)
                    .append("    ")
                    .append(quoted(each.getKey().toString()))
                    .append(": {\n");
            append(each.getValue(), out);
            out.append("    }");
            separator = ",\n";
        }
        return out.append("\n  }\n}\n").toString();
    }

    private static void append(LockedTarget target, StringBuilder out) {
        SortedMap<String, String> indexes = new TreeMap<>();
        target.indexes().forEach((name, digest) -> indexes.put(name, digest.toString()));
        out.append("      \"inputs\": ")
                .append(quoted(target.inputs().toString()))
                .append(",\n");
        target.image().ifPresent(image -> out.append("      \"image\": {")
                .append(field("name", image.name()))
                .append(", ")
                .append(field("digest", image.digest().toString()))
                .append("},\n"));
        out.append("      \"suite\": ").append(quoted(target.suite())).append(",\n");
        out.append("      \"runtime\": ").append(quoted(target.runtime())).append(",\n");
        out.append("      \"indexes\": ").append(object(indexes)).append(",\n");
        out.append("      \"packages\": ").append(array(target.packages())).append(",\n");
        out.append("      \"base\": ").append(array(target.base())).append(",\n");
        out.append("      \"links\": ").append(object(target.links())).append(",\n");
        if (!target.tools().isEmpty()) {
            out.append("      \"tools\": ").append(lines(target.tools())).append(",\n");
        }
        out.append("      \"artifacts\": ").append(lines(target.artifacts())).append('\n');
    }

    private static String lines(List<? extends Artifact> artifacts) {
        return artifacts.stream()
                .map(artifact -> "        " + line(artifact))
                .collect(Collectors.joining(",\n", "[\n", "\n      ]"));
    }

    private static String line(Artifact artifact) {
        List<String> fields = new ArrayList<>();
        switch (artifact) {
            case Artifact.Deb deb -> {
                fields.add(field("deb", deb.name()));
                fields.add(field("version", deb.version()));
                fields.add(field("architecture", deb.architecture()));
                fields.add(field("archive", deb.archive()));
                fields.add(field("path", deb.path()));
            }
            case Artifact.Wheel wheel -> {
                fields.add(field("wheel", wheel.name()));
                fields.add(field("version", wheel.version()));
                fields.add(field("filename", wheel.filename()));
                wheel.url().ifPresent(url -> fields.add(field("url", url.toString())));
            }
            case Artifact.NpmTarball npm -> {
                fields.add(field("npm", npm.name()));
                fields.add(field("version", npm.version()));
                fields.add("\"at\": " + array(List.copyOf(npm.at())));
                npm.url().ifPresent(url -> fields.add(field("url", url.toString())));
            }
        }
        fields.add(field("hash", artifact.integrity().toString()));
        fields.add("\"size\": " + artifact.size());
        return "{" + String.join(", ", fields) + "}";
    }

    private static String field(String name, String value) {
        return quoted(name) + ": " + quoted(value);
    }

    private static String array(List<String> values) {
        return "[" + String.join(", ", values.stream().map(LockFile::quoted).toList()) + "]";
    }

    private static String object(SortedMap<String, String> values) {
        List<String> fields = new ArrayList<>();
        values.forEach((name, value) -> fields.add(field(name, value)));
        return "{" + String.join(", ", fields) + "}";
    }

    private static String quoted(String text) {
        return JsonTree.quoted(text);
    }
}
