package dev.drydock.debian;

import dev.drydock.archive.Contents;
import dev.drydock.archive.Entry;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Variant;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A Debian package as files: those that its slice keeps and those that were asked for, at their places in a merged /usr, and its record for
 * dpkg or for scanners.
 *
 * <p>Without a package manager the record is {@code var/lib/dpkg/status.d/NAME}, with {@code NAME.md5sums} beside it, which lists
 * the kept files; with one it is {@code var/lib/dpkg/info/NAME.list} and so on, and {@link DpkgStatus} writes the rest.
 *
 * @param kept patterns for files that are kept although the slice leaves them out, sorted
 */
public record DebInput(Artifact.Deb deb, Variant variant, List<String> kept) implements Input {
    /** Raised when other bytes come out for the same package and slice. */
    private static final String FORMAT = "deb 1";

    public DebInput {
        kept = List.copyOf(kept);
    }

    /** With nothing kept but what the slice keeps. */
    public DebInput(Artifact.Deb deb, Variant variant) {
        this(deb, variant, List.of());
    }

    /** Reads the slices, which the first key would do otherwise. */
    public static void prepare() {
        Slice.of("", Variant.DISTROLESS);
    }

    @Override
    public String key() {
        return FORMAT + " " + deb.digest() + " " + variant.label() + " slice="
                + (kept.isEmpty() ? Slice.digest(deb.name(), variant) : slice().digest()).hex();
    }

    private Slice slice() {
        return Slice.of(deb.name(), variant).with(kept);
    }

    @Override
    public String title() {
        return deb.label();
    }

    @Override
    public List<Artifact> artifacts() {
        return List.of(deb);
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        new Writing(workshop.file(deb), contents).run();
    }

    private Problem nothing(String pattern) {
        return Problem.input("debian/no-file", "no file of `" + deb.label() + "` fits `" + pattern + "`")
                .at("in `packages`: `" + new Wanted(deb.name(), Optional.of(pattern)) + "`")
                .help("write the path as it is in the image, with /bin, /lib and /sbin below usr, such as"
                        + " `libc6:usr/lib/*/gconv/**`");
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private final class Writing {
        private final Path file;
        private final Contents contents;
        private final Slice slice = slice();
        private final SortedSet<String> unused = new TreeSet<>(kept);
        private final SortedMap<String, String> sums = new TreeMap<>();
        private final SortedSet<String> paths = new TreeSet<>();
        /** Where the content of a path of the package was written: what hard links may link to. */
        private final Map<String, String> written = new HashMap<>();

        Writing(Path file, Contents contents) {
            this.file = file;
            this.contents = contents;
        }

        void run() throws IOException {
            Map<String, byte[]> control;
            try (DebFile reader = DebFile.open(deb.label(), file)) {
                control = reader.control();
                for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                    entry(next.get(), reader.content());
                }
            }
            if (!unused.isEmpty()) {
                throw new DrydockException(
                        unused.stream().map(DebInput.this::nothing).toList());
            }
            new PackageRecord(deb, variant, control, sums, paths).write(contents);
        }

        private void entry(Entry entry, InputStream content) throws IOException {
            String path = MergedUsr.path(entry.path());
            if (entry.kind() != Entry.Kind.DIRECTORY) {
                unused.removeIf(pattern -> Globs.matches(pattern, path));
            }
            boolean link = entry.kind() == Entry.Kind.SYMLINK && MergedUsr.LINKS.contains(entry.path());
            if (path.isEmpty() || link || !slice.keeps(path)) {
                return;
            }
            switch (entry.kind()) {
                case FILE -> file(entry.path(), path, entry, content);
                case DIRECTORY -> directory(path, entry.mode());
                case SYMLINK -> {
                    contents.symlink(path, MergedUsr.target(path, entry.link()));
                    paths.add(path);
                }
                case HARDLINK -> hardlink(entry, path);
            }
        }

        private void file(String original, String path, Entry entry, InputStream content) throws IOException {
            DigestInputStream in = new DigestInputStream(content, md5());
            contents.file(path, mode(entry.mode()), entry.size(), in);
            sums.put(path, HexFormat.of().formatHex(in.getMessageDigest().digest()));
            paths.add(path);
            written.put(original, path);
        }

        private void directory(String path, int mode) throws IOException {
            boolean plain = mode == 0755;
            if (!plain || variant == Variant.STANDARD) {
                contents.directory(path, mode);
                paths.add(path);
            }
        }

        /** A link to a file that was left out becomes the file, and others to it are links to that one. */
        private void hardlink(Entry entry, String path) throws IOException {
            String target = written.get(entry.link());
            if (target != null) {
                contents.hardlink(path, target);
                sums.put(path, sums.getOrDefault(target, ""));
                paths.add(path);
                return;
            }
            try (DebFile again = DebFile.open(deb.label(), file)) {
                for (Optional<Entry> next = again.next(); next.isPresent(); next = again.next()) {
                    Entry each = next.get();
                    if (each.path().equals(entry.link()) && each.kind() == Entry.Kind.FILE) {
                        file(entry.link(), path, each, again.content());
                        return;
                    }
                }
            }
            throw new IOException("`" + deb.label() + "`: `" + entry.path() + "` is a hard link to a hard link");
        }

        /** Without a shell and with one user, nothing needs to become somebody else. */
        private int mode(int mode) {
            return variant == Variant.STANDARD ? mode : mode & 0777;
        }
    }
}
