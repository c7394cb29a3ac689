package dev.drydock.node;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An npm package in one of its places, as npm would have installed it: modes, {@code .bin} links, bundled packages and all.
 *
 * @param location where, relative to {@code into}: {@code node_modules/a}
 * @param into the directory of the image that holds it, without slashes around
 * @param claimed {@code .bin} links, relative to {@code into}, that are not this package's to write
 * @param slice which of its files go into the image
 */
record TarballInput(
        Artifact.NpmTarball tarball, String location, String into, SortedSet<String> claimed, TarballSlice slice)
        implements Input {
    private static final int HASH_BANG = 2048;

    /** Raised with every change of what is written. */
    private static final String FORMAT = "npm 3";

    TarballInput {
        // Only its own directory of programs matters, so that its piece is kept whatever is claimed elsewhere.
        String programs = InsidePath.join(LockedPackage.holder(location), "node_modules/.bin/");
        claimed = Collections.unmodifiableSortedSet(new TreeSet<>(
                claimed.stream().filter(link -> link.startsWith(programs)).toList()));
    }

    @Override
    public String key() {
        return FORMAT + " " + tarball.integrity() + " at " + into + "/" + location + " without " + claimed + " "
                + slice.told();
    }

    @Override
    public String title() {
        return tarball.label();
    }

    @Override
    public List<Artifact> artifacts() {
        return List.of(tarball);
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        Path file = workshop.file(tarball);
        Programs programs = programs(file);
        Set<String> written = new HashSet<>();
        TarballFiles.visit(tarball.label(), file, (path, mode, size, content) -> {
            if (!programs.files.contains(path) && !slice.keeps(location, path)) {
                return;
            }
            if (path.endsWith(".gitignore") && InsidePath.last(path).equals(".gitignore")) {
                String renamed = path.substring(0, path.length() - ".gitignore".length()) + ".npmignore";
                if (!programs.ignores.contains(renamed)) {
                    contents.file(place(renamed), mode(mode), size, content);
                }
            } else if (programs.files.contains(path)) {
                written.add(path);
                program(contents, path, mode, size, content);
            } else {
                contents.file(place(path), mode(mode), size, content);
            }
        });
        for (Map.Entry<String, String> link : programs.links.entrySet()) {
            // npm makes no link to a file that the package does not have.
            if (written.contains(link.getValue()) && !claimed.contains(link.getKey())) {
                String at = InsidePath.join(into, link.getKey());
                contents.symlink(at, InsidePath.relative(at, place(link.getValue())));
            }
        }
    }

    private String place(String path) {
        return InsidePath.join(into, location) + "/" + path;
    }

    /** What npm makes of a tarball's mode under the usual umask: readable by all, writable by the owner. */
    private static int mode(int mode) {
        return (mode | 0666) & 0755;
    }

    /** Programs can be run, and their first line has no carriage return, which the kernel would take for a part of it. */
    private void program(Contents contents, String path, int mode, long size, InputStream content) throws IOException {
        byte[] start = content.readNBytes((int) Math.min(size, HASH_BANG));
        int at = carriageReturn(start);
        byte[] fixed = start;
        if (at >= 0) {
            fixed = new byte[start.length - 1];
            System.arraycopy(start, 0, fixed, 0, at);
            System.arraycopy(start, at + 1, fixed, at, fixed.length - at);
        }
        contents.file(
                place(path),
                mode(mode) | 0111,
                size - (start.length - fixed.length),
                new SequenceInputStream(new ByteArrayInputStream(fixed), content));
    }

    private static int carriageReturn(byte[] start) {
        if (start.length < 4 || start[0] != '#' || start[1] != '!') {
            return -1;
        }
        for (int i = 2; i + 1 < start.length; i++) {
            if (start[i] == '\n') {
                return -1;
            }
            if (start[i] == '\r' && start[i + 1] == '\n') {
                return i > 2 ? i : -1;
            }
        }
        return -1;
    }

    /** First look: which files are programs, of the package itself and of those that it bundles. */
    private Programs programs(Path file) throws IOException {
        Programs programs = new Programs();
        TarballFiles.visit(tarball.label(), file, (path, mode, size, content) -> {
            if (InsidePath.last(path).equals(".npmignore")) {
                programs.ignores.add(path);
            }
            String directory = InsidePath.parent(path);
            boolean manifest = InsidePath.last(path).equals("package.json") && size <= TarballFiles.LARGEST_MANIFEST;
            if (manifest && (directory.isEmpty() || bundled(directory))) {
                TarballFiles.lenient(content, tarball.label()).ifPresent(read -> read.bin()
                        .forEach((program, target) -> programs.add(location, directory, program, target)));
            }
        });
        return programs;
    }

    /** Whether the path consists of {@code node_modules/name} and {@code node_modules/@scope/name} alone. */
    private static boolean bundled(String directory) {
        String[] parts = directory.split("/", -1);
        int at = 0;
        while (at < parts.length) {
            if (!parts[at].equals("node_modules") || at + 1 >= parts.length) {
                return false;
            }
            at += parts[at + 1].startsWith("@") ? 3 : 2;
        }
        return at == parts.length;
    }

    private static final class Programs {
        /** Paths relative to the package. */
        private final Set<String> files = new HashSet<>();

        private final Set<String> ignores = new HashSet<>();

        /** From the link, relative to the app, to the file, relative to the package. */
        private final SortedMap<String, String> links = new TreeMap<>();

        void add(String location, String directory, String program, String target) {
            String file = InsidePath.join(directory, target);
            files.add(file);
            String installed = InsidePath.join(location, directory);
            int modules = ("/" + installed).lastIndexOf("/node_modules/");
            if (modules >= 0) {
                String holder = installed.substring(0, modules + "node_modules".length());
                links.putIfAbsent(holder + "/.bin/" + program, file);
            }
        }
    }
}
