package dev.drydock.python;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The version of the app's own package, where a file tells it that its build backend would read or would have written. */
final class StaticVersion {
    /** Modules that only hand a name on. */
    private static final int HOPS = 4;

    private final ProjectFiles files;
    private final String folder;
    private final List<String> roots;

    /** @param roots where modules may lie, relative to the folder; empty for itself */
    StaticVersion(ProjectFiles files, String folder, List<String> roots) {
        this.files = files;
        this.folder = folder;
        this.roots = List.copyOf(roots);
    }

    /** From what setup.py or setup.cfg says. */
    Optional<Version> of(Literal value) throws IOException {
        return switch (value) {
            case Literal.Text(String text, int _) -> Version.find(text.strip());
            case Literal.FileText(String path, int _) -> file(path);
            case Literal.Imported(String path, int _) -> attribute(path);
            case Literal.Items items -> joined(items);
            case Literal.Table _, Literal.Computed _ -> Optional.empty();
        };
    }

    /** From the tables of the build backends: setuptools, hatch, pdm, flit, and those that setuptools-scm and hatch-vcs write. */
    Optional<Version> of(JsonNode tool, Optional<String> backend, Optional<String> name) throws IOException {
        JsonNode setuptools = tool.path("setuptools").path("dynamic").path("version");
        Optional<String> attribute = Node.text(setuptools, "attr");
        if (attribute.isPresent()) {
            return attribute(attribute.get());
        }
        List<String> texts = Node.texts(setuptools.path("file"));
        if (texts.size() == 1) {
            return file(texts.getFirst());
        }
        JsonNode hooks = tool.path("hatch").path("build").path("hooks");
        List<Optional<String>> modules = List.of(
                Node.text(tool.path("hatch").path("version"), "path"),
                Node.text(tool.path("pdm").path("version"), "path"),
                Node.text(tool.path("setuptools_scm"), "version_file"),
                Node.text(tool.path("setuptools_scm"), "write_to"),
                Node.text(hooks.path("vcs"), "version-file"));
        for (Optional<String> path : modules) {
            Optional<Version> version = path.isEmpty() ? Optional.empty() : module(path.get());
            if (version.isPresent()) {
                return version;
            }
        }
        if (backend.filter(text -> text.startsWith("flit")).isPresent()) {
            Optional<String> module = Node.text(tool.path("flit").path("module"), "name")
                    .or(() -> name.map(text -> text.replace('-', '_')));
            return module.isEmpty() ? Optional.empty() : attribute(module.get() + ".__version__");
        }
        return Optional.empty();
    }

    private Optional<String> text(String path) throws IOException {
        return files.text(LockPaths.member(folder.equals(".") ? path : folder + "/" + path));
    }

    private Optional<Version> file(String path) throws IOException {
        Optional<String> text = text(path).map(String::strip);
        Optional<Version> version = text.flatMap(Version::find);
        return version.isPresent() || !path.endsWith(".py") ? version : module(path);
    }

    private Optional<Version> module(String path) throws IOException {
        Optional<LiteralReader> reader = text(path).map(LiteralReader::new);
        for (String name : List.of("__version__", "VERSION", "version")) {
            Optional<Literal> value = reader.flatMap(module -> module.name(name));
            if (value.isPresent() && !(value.get() instanceof Literal.Imported)) {
                return of(value.get());
            }
        }
        return Optional.empty();
    }

    /** {@code shop.__version__}, through modules that hand it on. */
    private Optional<Version> attribute(String path) throws IOException {
        String wanted = path;
        for (int hop = 0; hop < HOPS; hop++) {
            int dot = wanted.lastIndexOf('.');
            String module = dot < 0 ? "" : wanted.substring(0, dot);
            Optional<String> file = find(module);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            Optional<Literal> value = new LiteralReader(text(file.get()).orElse("")).name(wanted.substring(dot + 1));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            if (!(value.get() instanceof Literal.Imported(String next, int _))) {
                return of(value.get());
            }
            wanted = next.startsWith(".") ? relative(module, file.get(), next) : next;
        }
        return Optional.empty();
    }

    private static String relative(String module, String file, String path) {
        String base = file.endsWith("__init__.py") || !module.contains(".")
                ? module
                : module.substring(0, module.lastIndexOf('.'));
        return path.startsWith("..") ? "" : base + path;
    }

    private Optional<String> find(String module) {
        Set<String> folders = new LinkedHashSet<>(roots);
        folders.add("");
        folders.add("src");
        for (String root : folders) {
            String path = (root.isEmpty() || root.equals(".") ? "" : root + "/") + module.replace('.', '/');
            for (String file : List.of(path + ".py", path + "/__init__.py")) {
                if (!module.isEmpty() && files.has(LockPaths.member(folder.equals(".") ? file : folder + "/" + file))) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    /** {@code (1, 2, 3)}, of which setuptools makes a version. */
    private static Optional<Version> joined(Literal.Items items) {
        List<String> parts = new ArrayList<>();
        for (Literal element : items.elements()) {
            if (element instanceof Literal.Text(String text, int _)) {
                parts.add(text);
            }
        }
        return parts.size() == items.elements().size()
                ? Version.find(parts.stream().collect(Collectors.joining(".")))
                : Optional.empty();
    }
}
