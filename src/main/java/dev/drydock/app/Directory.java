package dev.drydock.app;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An app directory as it was found: its files after .dockerignore and settings.
 *
 * @param root absolute, real
 * @param name of the directory, in the form of an image name
 * @param files sorted by path
 * @param walked the directories that were looked through, relative to the root, which is the empty path; the others are left out whole
 * @param reads what was asked for by name since
 */
public record Directory(Path root, String name, List<AppFile> files, List<String> walked, Reads reads) {
    /** More than any lock file takes; what is bigger is not one. */
    private static final int LARGEST_TEXT = 64 * 1024 * 1024;

    public Directory {
        files = List.copyOf(files);
        walked = List.copyOf(walked);
    }

    /** Files that nobody had to look for. */
    public Directory(Path root, String name, List<AppFile> files) {
        this(root, name, files, List.of(), new Reads());
    }

    /**
     * Whether the directory holds this file, ignored or not: a lock file may well be ignored.
     *
     * @throws dev.drydock.problem.DrydockException where it is a link that leads nowhere: somebody meant it to be there
     */
    public boolean has(String path) {
        reads.add(path);
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root)) {
            return false;
        }
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            throw Problem.input("app/link-broken", "`" + path + "` is a link that leads nowhere")
                    .help("put the file itself into the app, or remove the link")
                    .exception();
        }
        return Files.isRegularFile(file);
    }

    /**
     * The text of a file, ignored or not; empty where there is none.
     *
     * @throws dev.drydock.problem.DrydockException where it leads out of the directory, is not UTF-8, or exceeds 64 MiB
     */
    public Optional<String> text(String path) throws IOException {
        if (!has(path)) {
            return Optional.empty();
        }
        Path file = root.resolve(path).normalize();
        if (!file.toRealPath().startsWith(root.toRealPath())) {
            throw Problem.input("app/link-escape", "`" + path + "` is a link that leads out of the app")
                    .help("put the file itself into the app")
                    .exception();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST_TEXT + 1);
            if (bytes.length > LARGEST_TEXT) {
                throw Problem.input(
                                "app/too-large",
                                "`" + path + "` is larger than " + LARGEST_TEXT / 1024 / 1024
                                        + " MiB, too large to be read")
                        .exception();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            throw Problem.input("app/not-text", "`" + path + "` is not text in UTF-8")
                    .help("save it as UTF-8")
                    .exception();
        }
    }
}
