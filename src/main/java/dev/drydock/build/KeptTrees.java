package dev.drydock.build;

import dev.drydock.app.FileStats;
import dev.drydock.oci.Digest;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import dev.drydock.store.Working;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Unpacked directories that later builds use again. To read all of one would take as long as to unpack it anew, so it is known by what
 * can be had for less: the stats of every file in it, taken when it was made. A file that was changed since has another ctime,
 * which nobody can set back.
 */
final class KeptTrees {
    private final Cache cache;

    KeptTrees(Cache cache) {
        this.cache = cache;
    }

    /** Fills a directory. */
    interface Filling {
        void into(Path root) throws IOException;
    }

    /** The directory under the key, as it was filled, or filled now. */
    Path tree(Digest key, Filling filling) throws IOException {
        Path entry = cache.entry(Bucket.TREES, key);
        Path kept = entry.resolveSibling(key.hex() + ".tree");
        Optional<Path> before = kept(key);
        if (before.isPresent()) {
            return before.get();
        }
        Path made = Working.directory(cache.scratch(), "tree");
        filling.into(made);
        try {
            if (Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
                Path aside = Working.directory(cache.scratch(), "old");
                Files.move(kept, aside.resolve("tree"), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.createDirectories(Objects.requireNonNull(kept.getParent()));
            Files.move(made, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another build was faster: this one uses its own.
            return made;
        }
        cache.keep(Bucket.TREES, key, stats(kept));
        return kept;
    }

    /** The directory under the key, if it is as it was filled. */
    Optional<Path> kept(Digest key) throws IOException {
        Path kept = cache.entry(Bucket.TREES, key).resolveSibling(key.hex() + ".tree");
        Optional<String> stats = cache.text(Bucket.TREES, key);
        return stats.isPresent() && Files.isDirectory(kept) && stats(kept).equals(stats.get())
                ? Optional.of(kept)
                : Optional.empty();
    }

    /** A line for every file, in the order of their paths. The directory itself may have been renamed since, which changes its ctime. */
    private static String stats(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> !file.equals(root)).sorted().toList();
        }
        StringBuilder text = new StringBuilder("stats 2\n");
        for (Path file : files) {
            text.append(FileStats.of(file, LinkOption.NOFOLLOW_LINKS).text())
                    .append(' ')
                    .append(root.relativize(file))
                    .append('\n');
        }
        return text.toString();
    }
}
