package dev.drydock.inspect;

import dev.drydock.inspect.Fact.Coordinates;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Maven coordinates out of a Java archive and those nested in it, read as a stream: {@code META-INF/maven/…/pom.properties}. The stream is
 * bounded in what it may unpack to, and only tells names; nothing is unpacked anywhere, so the gate for zip archives is not needed.
 */
final class JavaArchives {
    private static final int DEEPEST = 3;
    private static final int MOST_ENTRIES = 200_000;
    private static final int LARGEST_PROPERTIES = 1 << 16;
    private static final long LARGEST_ARCHIVE = 2L << 30;

    private final String path;
    private final Consumer<String> notes;
    private final List<Coordinates> found = new ArrayList<>();
    private int entries;
    private long unpacked;

    private JavaArchives(String path, Consumer<String> notes) {
        this.path = path;
        this.notes = notes;
    }

    static Optional<Fact> read(String path, InputStream content, Consumer<String> notes) throws IOException {
        JavaArchives archives = new JavaArchives(path, notes);
        try {
            archives.read("", new Open(content), 0);
        } catch (ZipException | IllegalArgumentException | java.io.EOFException e) {
            notes.accept("`" + path + "` cannot be read to its end: " + e.getMessage());
        }
        return Optional.of(new Fact.JavaArchive(List.copyOf(archives.found)));
    }

    private void read(String inside, InputStream content, int depth) throws IOException {
        ZipInputStream zip = new ZipInputStream(content);
        byte[] buffer = new byte[1 << 13];
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (++entries > MOST_ENTRIES) {
                throw new ZipException("it has more than " + MOST_ENTRIES + " entries");
            }
            String name = entry.getName();
            if (name.startsWith("META-INF/maven/") && name.endsWith("/pom.properties")) {
                properties(inside, zip.readNBytes(LARGEST_PROPERTIES));
            } else if (depth < DEEPEST && Harvest.isJavaArchive(name)) {
                read(inside.isEmpty() ? name : inside + "!" + name, new Open(zip), depth + 1);
            }
            for (int n = zip.read(buffer); n >= 0; n = zip.read(buffer)) {
                unpacked += n;
                if (unpacked > LARGEST_ARCHIVE) {
                    throw new ZipException("it unpacks to more than " + LARGEST_ARCHIVE + " bytes");
                }
            }
        }
    }

    private void properties(String inside, byte[] bytes) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new java.io.ByteArrayInputStream(bytes));
        } catch (IllegalArgumentException e) {
            notes.accept("`" + path + "` has malformed pom.properties");
            return;
        }
        String group = properties.getProperty("groupId", "");
        String artifact = properties.getProperty("artifactId", "");
        String version = properties.getProperty("version", "");
        if (!group.isBlank() && !artifact.isBlank() && !version.isBlank()) {
            found.add(new Coordinates(group.strip(), artifact.strip(), version.strip(), inside));
        }
    }

    /** Stays open when the archive within is closed. */
    private static final class Open extends FilterInputStream {
        Open(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
