package dev.drydock.node;

import dev.drydock.archive.Decompressor;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of an npm tarball as npm unpacks it: the first directory is dropped whatever it is called, links and what lies
 * beside that directory are passed over, directories are not told of.
 */
final class TarballFiles {
    /** A package.json beyond this is none. */
    static final long LARGEST_MANIFEST = 16 << 20;

    private TarballFiles() {}

    /** Told of each file in the order of the tarball. */
    interface Visitor {
        /**
         * @param path relative to the package
         * @param mode as the tarball has it, 0777 at most
         * @param content not to be closed; what is not read is skipped
         */
        void file(String path, int mode, long size, InputStream content) throws IOException;
    }

    static void visit(String label, Path tarball, Visitor visitor) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(tarball), 1 << 16);
                TarReader reader = new TarReader(label, Decompressor.gzip(raw), Limits.PACKAGE)) {
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                Entry entry = next.orElseThrow();
                int slash = entry.path().indexOf('/');
                if (entry.kind() == Entry.Kind.FILE && slash > 0) {
                    visitor.file(
                            entry.path().substring(slash + 1), entry.mode() & 0777, entry.size(), reader.content());
                }
            }
        }
    }

    /** The package's own package.json; empty where it has none that can be read. */
    static Optional<PackageJson> manifest(String label, Path tarball) throws IOException {
        Found found = new Found();
        visit(label, tarball, (path, mode, size, content) -> {
            if (path.equals("package.json") && size <= LARGEST_MANIFEST) {
                found.manifest = lenient(content, label);
            }
        });
        return found.manifest;
    }

    /** A broken package.json in a dependency harms only what reads it when it runs, as with npm. */
    static Optional<PackageJson> lenient(InputStream content, String label) throws IOException {
        String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        try {
            return Optional.of(PackageJson.parse(text, label));
        } catch (dev.drydock.problem.DrydockException e) {
            return Optional.empty();
        }
    }

    private static final class Found {
        private Optional<PackageJson> manifest = Optional.empty();
    }
}
