package dev.drydock.archive;

import dev.drydock.archive.Entry.Kind;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a zip archive of uncertain origin (PKWARE APPNOTE 6.3.10). A zip says everything twice, and programs differ
 * in which half they believe (CVE-2025-54368): an archive is let through only where its central directory, its local
 * headers and its data descriptors agree, and together cover every byte of the file. Stored and deflated files and
 * directories only; no links.
 *
 * <p>All methods throw {@link DrydockException} {@code archive/…} for what is wrong with the archive, {@link IOException}
 * where it cannot be read.
 */
public final class ZipReader implements AutoCloseable {
    private final FileChannel channel;
    private final ZipFileBytes file;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, ZipMember> members = new HashMap<>();

    private ZipReader(FileChannel channel, ZipFileBytes file, List<ZipMember> members) {
        this.channel = channel;
        this.file = file;
        for (ZipMember member : members) {
            entries.add(member.entry());
            this.members.put(member.entry().path(), member);
        }
    }

    /**
     * Reads and checks all but the content.
     *
     * @param archiveName for messages
     */
    public static ZipReader open(String archiveName, Path file, Limits limits) throws IOException {
        Gate gate = new Gate(archiveName, limits);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            ZipFileBytes bytes = new ZipFileBytes(channel, channel.size(), gate);
            return new ZipReader(channel, bytes, ZipDirectory.read(bytes));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** In the order of the central directory. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * A file's bytes; empty for a directory. The stream throws before it gives out the last byte where the content does not
     * match its size and checksum. Several may be open at once, also in several threads.
     */
    public InputStream open(Entry entry) throws IOException {
        ZipMember member = members.get(entry.path());
        if (member == null) {
            throw new IllegalArgumentException("not an entry of this archive: " + entry.path());
        }
        if (entry.kind() == Kind.DIRECTORY) {
            return InputStream.nullInputStream();
        }
        return new ZipContent(file, member);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
