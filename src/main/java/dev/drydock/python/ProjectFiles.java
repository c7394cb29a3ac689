package dev.drydock.python;

import dev.drydock.app.Directory;
import dev.drydock.app.Reads;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.toml.TomlMapper;

/** The app's own text files, each read with a bound and never from outside of the directory. */
final class ProjectFiles {
    /** In bytes: the largest real locks are a few megabytes. */
    private static final long LIMIT = 32L << 20;

    /** Made when the first file of the kind is read: each takes longer to make than most builds take otherwise. */
    private static final class Toml {
        static final ObjectMapper MAPPER = TomlMapper.builder().build();
    }

    private static final class Json {
        static final ObjectMapper MAPPER = JsonMapper.builder().build();
    }

    private final Path root;
    private final Reads reads;

    ProjectFiles(Directory directory) {
        this.root = directory.root();
        this.reads = directory.reads();
    }

    ProjectFiles(Path root) {
        this.root = root;
        this.reads = new Reads();
    }

    boolean has(String path) {
        reads.add(path);
        return Files.isRegularFile(root.resolve(path));
    }

    /** Empty where there is no such file. */
    Optional<String> text(String path) throws IOException {
        reads.add(path);
        Path file = root.resolve(path).normalize();
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (!file.startsWith(root) || !file.toRealPath().startsWith(root.toRealPath())) {
            throw Problem.input("python/outside", "`" + path + "` lies outside of the app directory")
                    .help("keep the files that describe the app inside of it")
                    .exception();
        }
        if (Files.size(file) > LIMIT) {
            throw broken(path, "it has " + Files.size(file) + " bytes, at most " + LIMIT + " are read");
        }
        try {
            String text = Files.readString(file);
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            throw broken(path, "it is not UTF-8 text");
        }
    }

    Optional<JsonNode> toml(String path) throws IOException {
        return tree(path, () -> Toml.MAPPER);
    }

    Optional<JsonNode> json(String path) throws IOException {
        return tree(path, () -> Json.MAPPER);
    }

    static DrydockException broken(String path, String cause) {
        return Problem.input("python/broken-lock", "cannot read `" + path + "`")
                .because(cause)
                .help(remedy(path))
                .exception();
    }

    private Optional<JsonNode> tree(String path, Supplier<ObjectMapper> mapper) throws IOException {
        Optional<String> text = text(path);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode tree = mapper.get().readTree(text.get());
            if (!tree.isObject()) {
                throw broken(
                        path, "expected a table at its top, got " + (tree.isMissingNode() ? "nothing" : "a value"));
            }
            return Optional.of(tree);
        } catch (JacksonException e) {
            String line = e.getLocation() != null && e.getLocation().getLineNr() > 0
                    ? "line " + e.getLocation().getLineNr() + ": "
                    : "";
            String message = e.getOriginalMessage();
            int end = message.indexOf('\n');
            throw broken(path, line + (end < 0 ? message : message.substring(0, end)));
        }
    }

    private static String remedy(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return switch (name) {
            case "uv.lock" -> "write it anew with `uv lock`";
            case "poetry.lock" -> "write it anew with `poetry lock`";
            case "Pipfile.lock" -> "write it anew with `pipenv lock`";
            case "pylock.toml" -> "write it anew with `uv export --format pylock.toml` or `pip lock`";
            default -> "correct `" + path + "`";
        };
    }
}
