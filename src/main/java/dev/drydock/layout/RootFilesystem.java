package dev.drydock.layout;

import dev.drydock.archive.Decompressor;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Entry.Kind;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import dev.drydock.archive.TarWriter;
import dev.drydock.problem.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a container of an image sees, as one tar: the layers on top of each other, whiteouts applied (OCI image-spec 1.1,
 * layer.md). Sorted by path, one constant time: the same image gives the same bytes. Contents wait in a file meanwhile.
 */
public final class RootFilesystem implements AutoCloseable {
    private static final String WHITEOUT = ".wh.";
    private static final int MOST_LINKS = 40;
    private static final String OPAQUE = ".wh..wh..opq";

    private final Path spool;
    private final FileChannel contents;
    private final SortedMap<String, Node> nodes = new TreeMap<>();
    private long end;

    /** @param offset of the content in the spool; hard links to one file have the same */
    private record Node(Entry entry, TarReader.Owner owner, long offset, int layer) {}

    private RootFilesystem(Path spool) throws IOException {
        this.spool = spool;
        this.contents = FileChannel.open(spool, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * @param scratch a directory for the working file
     * @param out flushed, not closed
     */
    public static void write(PackedImage image, Path scratch, OutputStream out) throws IOException {
        try (RootFilesystem root = new RootFilesystem(Files.createTempFile(scratch, "rootfs", ""))) {
            for (int i = 0; i < image.layers().size(); i++) {
                root.apply(image.layers().get(i), i);
            }
            root.write(
                    new BufferedOutputStream(out, 1 << 16),
                    Math.max(0, image.settings().created()));
        }
    }

    @Override
    public void close() throws IOException {
        contents.close();
        Files.deleteIfExists(spool);
    }

    private void apply(PackedLayer layer, int number) throws IOException {
        String name = "layer " + layer.descriptor().digest();
        try (InputStream in = layer.open();
                TarReader tar = TarReader.layer(name, Decompressor.detect(in), Limits.PACKAGE)) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                add(name, next.get(), tar, number);
            }
        }
    }

    private void add(String layer, Entry entry, TarReader tar, int number) throws IOException {
        String path = resolved(layer, entry.path());
        String name = path.substring(path.lastIndexOf('/') + 1);
        String parent = path.substring(0, path.length() - name.length());
        if (name.equals(OPAQUE)) {
            removeBelow(parent, number);
            return;
        }
        if (name.startsWith(WHITEOUT)) {
            String hidden = parent + name.substring(WHITEOUT.length());
            removeLower(hidden, number);
            removeBelow(hidden + "/", number);
            return;
        }
        if (path.isEmpty()) {
            return;
        }
        if (entry.kind() != Kind.DIRECTORY) {
            removeBelow(path + "/", Integer.MAX_VALUE);
        }
        nodes.put(path, node(layer, moved(entry, path), tar, number));
    }

    private static Entry moved(Entry entry, String path) {
        return new Entry(path, entry.kind(), entry.mode(), entry.size(), entry.link());
    }

    /** Engines unpack a layer through the links of those below, such as {@code lib}, but never out of the root. */
    private String resolved(String layer, String path) {
        String[] parts = path.split("/", -1);
        Deque<String> left = new ArrayDeque<>(List.of(parts));
        List<String> at = new ArrayList<>();
        int links = 0;
        while (left.size() > 1) {
            String part = left.removeFirst();
            if (part.equals("..")) {
                if (!at.isEmpty()) {
                    at.removeLast();
                }
                continue;
            }
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            at.add(part);
            Node node = nodes.get(String.join("/", at));
            if (node != null && node.entry().kind() == Kind.SYMLINK) {
                if (++links > MOST_LINKS) {
                    throw Problem.input("image/malformed", "`" + path + "` in " + layer + " lies in a circle of links")
                            .exception();
                }
                at.removeLast();
                String target = node.entry().link();
                if (target.startsWith("/")) {
                    at.clear();
                }
                List.of(target.split("/", -1)).reversed().forEach(left::addFirst);
            }
        }
        at.addAll(left);
        return String.join("/", at);
    }

    private Node node(String layer, Entry entry, TarReader tar, int number) throws IOException {
        return switch (entry.kind()) {
            case FILE -> {
                long offset = end;
                end += tar.content().transferTo(Channels.newOutputStream(contents.position(offset)));
                yield new Node(entry, tar.owner(), offset, number);
            }
            case DIRECTORY, SYMLINK -> new Node(entry, tar.owner(), -1, number);
            case HARDLINK -> {
                Node target = nodes.get(resolved(layer, entry.link()));
                if (target == null || target.entry().kind() == Kind.DIRECTORY) {
                    throw Problem.input(
                                    "image/malformed",
                                    "`" + entry.path() + "` in " + layer + " is a hard link to nothing")
                            .exception();
                }
                Entry of = target.entry();
                yield new Node(
                        new Entry(entry.path(), of.kind(), of.mode(), of.size(), of.link()),
                        target.owner(),
                        target.offset(),
                        number);
            }
        };
    }

    /** A whiteout hides what lower layers have, not what its own layer has. */
    private void removeLower(String path, int layer) {
        Node node = nodes.get(path);
        if (node != null && node.layer() < layer) {
            nodes.remove(path);
        }
    }

    private void removeBelow(String directory, int layer) {
        // the character after the slash: every path below lies before it
        SortedMap<String, Node> below = directory.isEmpty()
                ? nodes
                : nodes.subMap(directory, directory.substring(0, directory.length() - 1) + '0');
        below.values().removeIf(node -> node.layer() < layer);
    }

    private void write(OutputStream out, long modified) throws IOException {
        TarWriter tar = new TarWriter(out, modified);
        Map<Long, String> files = new HashMap<>();
        for (Node node : nodes.values()) {
            Entry entry = node.entry();
            String first = entry.kind() == Kind.FILE && entry.size() > 0
                    ? files.putIfAbsent(node.offset(), entry.path())
                    : null;
            if (first != null) {
                entry = new Entry(entry.path(), Kind.HARDLINK, entry.mode(), 0, first);
            }
            InputStream content = entry.kind() == Kind.FILE
                    ? new Part(Channels.newInputStream(contents.position(node.offset())), entry.size())
                    : InputStream.nullInputStream();
            tar.member(entry, node.owner().user(), node.owner().group(), content);
        }
        out.write(TarWriter.endMark());
        out.flush();
    }
}
