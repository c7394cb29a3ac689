package dev.drydock.app;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One walk over an app directory, with a stack of its own: its depth is the input's. Links are never followed. */
final class DirectoryWalk {
    private static final int MOST_FILES = 1_000_000;
    private static final int DEEPEST = 200;
    /** How many problems are worth reading. */
    private static final int MOST_PROBLEMS = 20;

    private final Path root;
    private final Selection selection;
    private final List<AppFile> files = new ArrayList<>();
    private final List<String> directories = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** A directory not yet read. */
    private record Waiting(Path directory, String path, int depth, Selection.Decision decision) {}

    DirectoryWalk(Path root, Selection selection) {
        this.root = root;
        this.selection = selection;
    }

    List<AppFile> files() throws IOException {
        waiting.push(new Waiting(root, "", 0, selection.root()));
        while (!waiting.isEmpty() && problems.size() < MOST_PROBLEMS) {
            walk(waiting.pop());
        }
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparing(Problem::message));
            throw new DrydockException(problems);
        }
        files.sort((a, b) -> bytewise(a.path(), b.path()));
        return files;
    }

    /** Every directory that was looked through, sorted; the root is the empty path. */
    List<String> directories() {
        directories.sort(DirectoryWalk::bytewise);
        return directories;
    }

    private void walk(Waiting at) throws IOException {
        directories.add(at.path());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(at.directory())) {
            for (Path entry : entries) {
                Optional<String> name = FileNames.of(entry);
                String path = (at.path().isEmpty() ? "" : at.path() + "/") + name.orElse(FileNames.shown(entry));
                visit(at, entry, path, name.isPresent());
            }
        } catch (NoSuchFileException gone) {
            problems.add(changed(at.path()));
        } catch (AccessDeniedException denied) {
            problems.add(unreadable("directory", at.path()));
        }
    }

    private void visit(Waiting at, Path file, String path, boolean named) throws IOException {
        PosixFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException gone) {
            problems.add(changed(path));
            return;
        }
        if (attributes.isDirectory()) {
            visitDirectory(at, file, path, named);
        } else if (selection.decide(path, at.decision()).taken()) {
            if (!named) {
                problems.add(FileNames.problem(path));
            } else {
                take(file, path, attributes);
            }
        }
    }

    private void visitDirectory(Waiting at, Path directory, String path, boolean named) throws IOException {
        Selection.Decision decision = selection.decideDirectory(path, directory, at.decision());
        if (!selection.walks(path, decision)) {
            return;
        }
        if (!named) {
            problems.add(FileNames.problem(path));
        } else if (at.depth() == DEEPEST) {
            problems.add(Problem.input("app/too-deep", "`" + path + "` lies more than " + DEEPEST + " directories deep")
                    .help("leave it out with `exclude`"));
        } else {
            waiting.push(new Waiting(directory, path, at.depth() + 1, decision));
        }
    }

    private void take(Path file, String path, PosixFileAttributes attributes) throws IOException {
        Optional<String> link = Optional.empty();
        if (attributes.isSymbolicLink()) {
            link = Optional.of(LinkTarget.within(root, file)).flatMap(target -> target.inside());
            if (link.isEmpty()) {
                problems.add(escape(file, path));
                return;
            }
        } else if (attributes.isOther()) {
            problems.add(Problem.input("app/special-file", "`" + path + "` is a socket, pipe or device, not a file")
                    .help("leave it out: add it to .dockerignore"));
            return;
        } else if (!Files.isReadable(file)) {
            problems.add(unreadable("file", path));
            return;
        }
        if (files.size() == MOST_FILES) {
            throw Problem.input("app/too-many-files", "`" + root + "` holds more than " + MOST_FILES + " files")
                    .help("leave out what the app does not need, in .dockerignore")
                    .exception();
        }
        files.add(new AppFile(
                path,
                file,
                attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE) && link.isEmpty(),
                link.isPresent() ? 0 : attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                link));
    }

    private static Problem escape(Path file, String path) throws IOException {
        return Problem.input("app/link-escape", "`" + path + "` is a link that leads out of the app")
                .because("it leads to `"
                        + FileNames.printable(Files.readSymbolicLink(file).toString()) + "`")
                .help("put the file itself into the app, or leave the link out: add it to .dockerignore");
    }

    private static Problem changed(String path) {
        return Problem.input("app/changed", "`" + path + "` vanished while the app was read")
                .help("build again when nothing else writes to the directory");
    }

    private static Problem unreadable(String kind, String path) {
        return Problem.input("app/unreadable", "cannot read the " + kind + " `" + path + "`")
                .because("permission denied")
                .help("give yourself the permission, or leave it out: add it to .dockerignore");
    }

    /** The order of the UTF-8 bytes, which is that of code points; {@link String#compareTo} differs beyond U+FFFF. */
    static int bytewise(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean surrogates = Character.isSurrogate(a) != Character.isSurrogate(b);
                return surrogates ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
