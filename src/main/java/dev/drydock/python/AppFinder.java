package dev.drydock.python;

import dev.drydock.app.AppFile;
import dev.drydock.app.Directory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks through the app's sources for what could be started. Reads them, and never runs them. */
final class AppFinder {
    private static final int FILES = 2000;
    private static final long BYTES = 1 << 20;
    private static final int DEPTH = 5;
    private static final Set<String> OTHER_FOLDERS = Set.of(
            "test",
            "tests",
            "testing",
            "docs",
            "doc",
            "examples",
            "migrations",
            "alembic",
            "scripts",
            "node_modules",
            "venv",
            "env",
            "build",
            "dist",
            "site-packages");
    private static final Set<String> OTHER_FILES =
            Set.of("setup.py", "conftest.py", "noxfile.py", "tasks.py", "fabfile.py");

    /**
     * Something that a server can be given.
     *
     * @param module as imported, {@code shop.wsgi}
     * @param file relative to the app
     */
    record Candidate(String module, String file, SourceFacts.WebObject object) {
        /** As gunicorn and uvicorn want it. */
        String reference() {
            return module + ":" + object.name();
        }

        String label() {
            return "`" + reference() + (object.factory() ? "()" : "") + "` (" + object.framework() + " in " + file
                    + ")";
        }

        /** Lower is likelier: wsgi.py and asgi.py are made for servers, a ready object goes before a function that makes one. */
        int rank() {
            String base = file.substring(file.lastIndexOf('/') + 1);
            int rank = base.equals("wsgi.py") || base.equals("asgi.py") ? 0 : 2;
            return rank + (object.factory() ? 1 : 0);
        }
    }

    private final Directory directory;
    private final Map<String, SourceFacts> modules = new TreeMap<>();
    private final Map<String, String> paths = new HashMap<>();

    private AppFinder(Directory directory) {
        this.directory = directory;
    }

    static AppFinder of(Directory directory) throws IOException {
        AppFinder finder = new AppFinder(directory);
        finder.scan();
        return finder;
    }

    /** All, the likeliest first; an app that other modules' names lead to counts once. */
    List<Candidate> candidates() {
        List<Candidate> found = new ArrayList<>();
        modules.forEach((module, facts) -> {
            String file = paths.getOrDefault(module, module);
            facts.objects().forEach(object -> found.add(new Candidate(module, file, object)));
            facts.calls().forEach(call -> made(call)
                    .ifPresent(object -> found.add(new Candidate(
                            module,
                            file,
                            new SourceFacts.WebObject(call.name(), false, object.protocol(), object.framework())))));
        });
        found.sort(AppFinder::likelier);
        return found;
    }

    private static int likelier(Candidate a, Candidate b) {
        int order = Integer.compare(a.rank(), b.rank());
        order = order != 0 ? order : Integer.compare(depth(a.file()), depth(b.file()));
        return order != 0 ? order : a.reference().compareTo(b.reference());
    }

    /** Files at the top that run as a program, by the usual names first. */
    List<String> programs() {
        List<String> found = new ArrayList<>();
        List<String> usual = List.of("main.py", "app.py", "server.py", "run.py", "bot.py", "__main__.py");
        usual.stream().filter(directory::has).filter(this::runs).forEach(found::add);
        if (found.isEmpty()) {
            paths.values().stream()
                    .filter(path -> path.indexOf('/') < 0 && runs(path))
                    .sorted()
                    .forEach(found::add);
        }
        return found;
    }

    /**
     * Files at the top with a usual name that say nothing of being a program, and hold nothing that a server would want: what they do
     * they do when they are run.
     */
    List<String> plainPrograms() {
        return Stream.of("app.py", "server.py")
                .filter(directory::has)
                .filter(path -> {
                    SourceFacts facts = modules.get(path.substring(0, path.length() - ".py".length()));
                    return facts != null
                            && facts.objects().isEmpty()
                            && facts.calls().isEmpty();
                })
                .toList();
    }

    /** Packages at the top that {@code python -m} can run. */
    List<String> packages() {
        return paths.entrySet().stream()
                .filter(each -> each.getValue().endsWith("/__main__.py"))
                .map(each -> each.getKey().substring(0, each.getKey().length() - ".__main__".length()))
                .filter(name -> name.indexOf('.') < 0)
                .sorted()
                .toList();
    }

    boolean isEmpty() {
        return modules.isEmpty();
    }

    /** A usual name at the top runs whether or not it asks for {@code __main__}: main.py and __main__.py always do. */
    private boolean runs(String path) {
        String module = path.substring(0, path.length() - ".py".length());
        SourceFacts facts = modules.get(module);
        return facts != null && (facts.main() || path.equals("main.py") || path.equals("__main__.py"));
    }

    private Optional<SourceFacts.WebObject> made(SourceFacts.Call call) {
        int dot = call.function().lastIndexOf('.');
        String name = call.function().substring(dot + 1);
        SourceFacts facts = modules.get(call.function().substring(0, dot));
        if (facts == null) {
            return Optional.empty();
        }
        return facts.objects().stream()
                .filter(object -> object.factory() && object.name().equals(name))
                .findFirst();
    }

    private void scan() throws IOException {
        int read = 0;
        for (AppFile file : directory.files()) {
            if (read >= FILES) {
                return;
            }
            if (file.path().endsWith(".py") && file.link().isEmpty() && file.size() <= BYTES && ofTheApp(file.path())) {
                read++;
                module(file.path()).ifPresent(module -> read(file, module));
            }
        }
    }

    private void read(AppFile file, String module) {
        boolean initial = file.path().endsWith("/__init__.py");
        String packageName =
                initial ? module : module.contains(".") ? module.substring(0, module.lastIndexOf('.')) : "";
        try {
            modules.put(module, SourceFacts.read(Files.readString(file.file()), packageName));
            paths.put(module, file.path());
        } catch (CharacterCodingException e) {
            // not UTF-8, so not a source of today's Python
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean ofTheApp(String path) {
        String[] parts = path.split("/");
        if (parts.length > DEPTH) {
            return false;
        }
        for (int i = 0; i < parts.length - 1; i++) {
            if (OTHER_FOLDERS.contains(parts[i]) || parts[i].startsWith(".")) {
                return false;
            }
        }
        String base = parts[parts.length - 1];
        return !OTHER_FILES.contains(base) && !base.startsWith("test_") && !base.endsWith("_test.py");
    }

    /** The name by which it can be imported; empty where a part of the path is no name. */
    private static Optional<String> module(String path) {
        String text = path.startsWith("src/") ? path.substring(4) : path;
        text = text.substring(0, text.length() - ".py".length()).replace('/', '.');
        if (text.endsWith(".__init__")) {
            text = text.substring(0, text.length() - ".__init__".length());
        }
        boolean plain = EntryPoints.isReference(text + ":x");
        return plain ? Optional.of(text) : Optional.empty();
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }
}
