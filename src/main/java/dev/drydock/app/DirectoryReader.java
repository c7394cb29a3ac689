package dev.drydock.app;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** Finds what an app directory holds: the files that go into its image, in an order that no machine changes. */
public final class DirectoryReader {
    private static final String IGNORE_FILE = ".dockerignore";

    private DirectoryReader() {}

    /**
     * Reads a directory. What it leaves out: what .dockerignore and {@code settings.exclude} say, and what is never part of an
     * app (version control, caches, secrets in .env; see {@link Defaults}), but for what {@code settings.include} names.
     *
     * @throws dev.drydock.problem.DrydockException where there is no such directory, or with all files that cannot go into an
     *     image
     */
    public static Directory read(Path path, Settings settings) throws IOException {
        Path root = checked(path);
        Selection selection = new Selection(ignoreRules(root), settings);
        DirectoryWalk walk = new DirectoryWalk(root, selection);
        return new Directory(root, imageName(root), walk.files(), walk.directories(), new Reads());
    }

    private static Path checked(Path path) throws IOException {
        if (Files.notExists(path)) {
            throw Problem.input("app/missing", "there is no directory `" + path + "`")
                    .help("name the directory of the app; `.` is this one")
                    .exception();
        }
        if (!Files.isDirectory(path)) {
            throw Problem.input("app/not-a-directory", "`" + path + "` is not a directory")
                    .help("name the directory that holds the app")
                    .exception();
        }
        if (!Files.isReadable(path) || !Files.isExecutable(path)) {
            throw Problem.input("app/unreadable", "cannot read the directory `" + path + "`")
                    .because("permission denied")
                    .help("run Drydock as a user who may read it")
                    .exception();
        }
        Path root = path.toRealPath();
        if (root.getNameCount() == 0) {
            throw Problem.input("app/root", "cannot take the whole file system for an app")
                    .help("name the directory of the app")
                    .exception();
        }
        return root;
    }

    private static IgnoreRules ignoreRules(Path root) throws IOException {
        Directory bare = new Directory(root, "app", java.util.List.of());
        Optional<String> text = bare.text(IGNORE_FILE);
        return IgnoreRules.parse(IGNORE_FILE, text.orElse(""));
    }

    private static String imageName(Path root) {
        return imageName(String.valueOf(root.getFileName()));
    }

    /**
     * A name in the form that a repository may have (OCI distribution-spec 1.1, "Pulling manifests"): lower case letters and
     * digits in groups, between them {@code .}, {@code _}, {@code __} or hyphens.
     */
    static String imageName(String directory) {
        String plain = Normalizer.normalize(directory, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        StringBuilder name = new StringBuilder();
        StringBuilder between = new StringBuilder();
        for (int at = 0; at < plain.length() && name.length() < 100; ) {
            int c = plain.codePointAt(at);
            at += Character.charCount(c);
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                if (!name.isEmpty()) {
                    name.append(separator(between.toString()));
                }
                name.append((char) c);
                between.setLength(0);
            } else if (Character.getType(c) != Character.NON_SPACING_MARK) {
                between.append(c == '.' || c == '_' ? (char) c : '-');
            }
        }
        return name.isEmpty() ? "app" : name.toString();
    }

    private static String separator(String between) {
        boolean valid = between.isEmpty() || between.equals(".") || between.equals("_") || between.equals("__");
        return valid ? between : "-";
    }
}
