package dev.drydock.cli;

import dev.drydock.kubernetes.Manifest;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The manifests that {@code -f} names, as kubectl reads it. */
final class Manifests {
    private static final int DEEPEST = 32;
    private static final int MOST = 10_000;
    /** Together, in bytes: they are kept until all images are there. */
    private static final long LARGEST = 8 << 20;

    private static final String STANDARD_INPUT = "-";

    private Manifests() {}

    /**
     * In the order of the options, and of names within a directory.
     *
     * @throws DrydockException with what is wrong in any of them
     */
    static List<Manifest> read(List<String> names, boolean recursive) throws IOException {
        if (names.stream().filter(STANDARD_INPUT::equals).count() > 1) {
            throw BuildCommand.usage("standard input can be read only once", "give `-f -` once");
        }
        List<Manifest> manifests = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        long total = 0;
        for (String name : names) {
            try {
                for (String file : files(name, recursive)) {
                    byte[] bytes = bytes(file);
                    total += bytes.length;
                    if (total > LARGEST) {
                        throw tooMuch("they hold more than " + (LARGEST >> 20) + " MiB");
                    }
                    try {
                        manifests.add(Manifest.read(file.equals(STANDARD_INPUT) ? "standard input" : file, bytes));
                    } catch (DrydockException e) {
                        problems.addAll(e.problems());
                    }
                }
            } catch (NoSuchFileException e) {
                problems.add(Problem.input("kubernetes/missing", "there is no `" + e.getFile() + "`")
                        .help("`-f` takes files, directories, or `-` for standard input"));
            }
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return manifests;
    }

    private static List<String> files(String name, boolean recursive) throws IOException {
        Path path = Path.of(name);
        if (name.equals(STANDARD_INPUT) || !Files.isDirectory(path)) {
            return List.of(name);
        }
        List<String> files;
        try (Stream<Path> walk = Files.walk(path, recursive ? DEEPEST : 1)) {
            files = walk.filter(file -> isManifest(file) && Files.isRegularFile(file))
                    .limit(MOST + 1L)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
        if (files.size() > MOST) {
            throw tooMuch("there are more than " + MOST + " in `" + name + "`");
        }
        if (files.isEmpty()) {
            throw Problem.input("kubernetes/none", "there are no manifests in `" + name + "`")
                    .because("none of its files ends in `.yaml`, `.yml` or `.json`")
                    .help(
                            recursive
                                    ? "name a directory that holds some"
                                    : "add `-R` to look into the directories in it, too")
                    .exception();
        }
        return files;
    }

    private static boolean isManifest(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
    }

    /** One more than allowed at most, which {@link Manifest} refuses. */
    private static byte[] bytes(String file) throws IOException {
        if (file.equals(STANDARD_INPUT)) {
            return System.in.readNBytes(Manifest.LARGEST + 1);
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return in.readNBytes(Manifest.LARGEST + 1);
        }
    }

    private static DrydockException tooMuch(String cause) {
        return Problem.input("kubernetes/too-large", "these are too many manifests")
                .because(cause)
                .help("give only the files that name apps")
                .exception();
    }
}
