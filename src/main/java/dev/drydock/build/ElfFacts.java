package dev.drydock.build;

import dev.drydock.archive.Decompressor;
import dev.drydock.archive.Elf;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.Member;
import dev.drydock.archive.TarReader;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageFile;
import dev.drydock.layout.PackedImage;
import dev.drydock.layout.PackedLayer;
import dev.drydock.oci.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of an image as a container sees them, each with what the loader needs to know of it. */
final class ElfFacts {
    private static final Limits LIMITS = new Limits(2_000_000, 64L << 30);

    private ElfFacts() {}

    /** @param scratch a directory for working files */
    static List<Member> members(PackedImage image, ImageContents contents, Path scratch) throws IOException {
        Map<Digest, Elf> facts = new HashMap<>();
        for (PackedLayer layer : image.layers()) {
            read(layer, scratch, facts);
        }
        List<Member> members = new ArrayList<>();
        for (ImageFile file : contents.tree().all()) {
            Entry.Kind kind =
                    switch (file.kind()) {
                        case FILE -> Entry.Kind.FILE;
                        case DIRECTORY -> Entry.Kind.DIRECTORY;
                        case SYMLINK -> Entry.Kind.SYMLINK;
                    };
            members.add(new Member(
                    new Entry(file.path(), kind, file.mode(), file.size(), file.link()),
                    file.user(),
                    file.digest(),
                    file.digest().flatMap(digest -> Optional.ofNullable(facts.get(digest)))));
        }
        return members;
    }

    private static void read(PackedLayer layer, Path scratch, Map<Digest, Elf> facts) throws IOException {
        String name = "layer " + layer.descriptor().digest();
        Path spool = Files.createTempFile(scratch, "elf", "");
        try (InputStream in = layer.open();
                TarReader tar = TarReader.layer(name, Decompressor.detect(in), LIMITS)) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                if (next.get().kind() == Entry.Kind.FILE) {
                    note(tar.content(), spool, facts);
                }
            }
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private static void note(InputStream content, Path spool, Map<Digest, Elf> facts) throws IOException {
        MessageDigest hash = Digest.sha256();
        BufferedInputStream in = new BufferedInputStream(new DigestInputStream(content, hash), 1 << 16);
        in.mark(4);
        byte[] start = in.readNBytes(4);
        in.reset();
        if (!Elf.magic(start, start.length)) {
            return;
        }
        try (OutputStream out = Files.newOutputStream(spool)) {
            in.transferTo(out);
        }
        try (FileChannel channel = FileChannel.open(spool, StandardOpenOption.READ)) {
            Optional<Elf> elf = Elf.read(channel);
            elf.ifPresent(each -> facts.putIfAbsent(Digest.of(hash), each));
        }
    }
}
