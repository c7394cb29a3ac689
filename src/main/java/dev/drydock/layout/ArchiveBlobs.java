package dev.drydock.layout;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The files of a tar archive by their names, read in place. */
final class ArchiveBlobs extends BlobSource {
    /** Images are larger than packages: a tebibyte, of which only documents are ever held in memory. */
    private static final Limits LIMITS = new Limits(1_000_000, 1L << 40);

    private final Path file;
    private final Map<String, Place> places = new HashMap<>();
    private final Map<Digest, String> byDigest = new HashMap<>();

    /** @param link of a symbolic link its target, in the archive */
    private record Place(long offset, long size, Optional<String> link) {}

    ArchiveBlobs(String name, Path file) throws IOException {
        super(name);
        this.file = file;
        try (TarReader tar = TarReader.layer(name, Files.newInputStream(file), LIMITS)) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                note(next.get(), tar.contentOffset());
            }
        }
    }

    private void note(Entry entry, long offset) {
        switch (entry.kind()) {
            case FILE -> places.put(entry.path(), new Place(offset, entry.size(), Optional.empty()));
            case SYMLINK ->
                // docker save of old links layers that are the same
                places.put(entry.path(), new Place(0, 0, Optional.of(beside(entry.path(), entry.link()))));
            case HARDLINK -> {
                Place target = places.get(entry.link());
                if (target != null) {
                    places.put(entry.path(), target);
                }
            }
            case DIRECTORY -> {}
        }
    }

    /** What a relative link leads to; it is looked up among the archive's own names, so it cannot leave. */
    private static String beside(String path, String target) {
        Path resolved = Path.of("/" + path).resolveSibling(target).normalize();
        return resolved.toString().substring(1);
    }

    boolean has(String path) {
        return places.containsKey(path);
    }

    /** A small file whole. */
    byte[] bytes(String path) throws IOException {
        Place place = place(path);
        if (place.size() > Parsing.LARGEST) {
            throw Problem.input("image/malformed", "`" + path + "` of `" + name() + "` has " + place.size() + " bytes")
                    .exception();
        }
        try (InputStream in = open(path)) {
            return in.readNBytes((int) place.size());
        }
    }

    long size(String path) {
        return place(path).size();
    }

    InputStream open(String path) throws IOException {
        Place place = place(path);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        return new Part(Channels.newInputStream(channel.position(place.offset())), place.size());
    }

    /** A blob that does not lie under its digest's name. */
    void alias(Digest digest, String path) {
        byDigest.put(digest, path);
    }

    @Override
    protected InputStream open(Digest digest) throws IOException {
        String path = byDigest.getOrDefault(digest, "blobs/sha256/" + digest.hex());
        if (!has(path)) {
            throw missing(digest);
        }
        return open(path);
    }

    private Place place(String path) {
        Place place = places.get(path);
        if (place != null && place.link().isPresent()) {
            place = places.get(place.link().get());
        }
        if (place == null || place.link().isPresent()) {
            throw absent(path);
        }
        return place;
    }

    private DrydockException absent(String path) {
        return Problem.input("image/incomplete", "`" + name() + "` lacks the file `" + path + "`")
                .exception();
    }
}
