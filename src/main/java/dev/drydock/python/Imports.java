package dev.drydock.python;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The modules below one directory of the search path, and what each imports when it is loaded.
 *
 * @param modules by full name
 */
record Imports(SortedMap<String, Module> modules) {
    private static final String PACKAGE = "/__init__.py";
    private static final String SOURCE = ".py";
    /** What the interpreter itself loads for any program that prints, reads JSON or logs. */
    private static final List<String> ALWAYS = List.of(
            "encodings.ascii",
            "encodings.idna",
            "encodings.latin_1",
            "encodings.utf_8",
            "json",
            "logging",
            "site",
            "sysconfig",
            "traceback",
            "warnings");

    /**
     * One module.
     *
     * @param path of its source, in the image
     * @param names full names of what it imports, and of what may be a module or else is something in one; empty where that cannot be told
     */
    record Module(String path, Optional<List<String>> names) {
        /** As a line, without its end. */
        String text() {
            return path + "\t" + names.map(each -> String.join(" ", each)).orElse("?");
        }

        private static Module parse(String line) {
            int tab = line.indexOf('\t');
            String names = line.substring(tab + 1);
            return new Module(
                    line.substring(0, tab),
                    names.equals("?") ? Optional.empty() : Optional.of(List.of(names.split(" "))));
        }
    }

    /** @param root the directory, with a slash at its end @param text lines as of {@link Module#text} */
    static Imports parse(String root, String text) {
        SortedMap<String, Module> modules = new TreeMap<>();
        text.lines().map(Module::parse).forEach(module -> name(root, module.path())
                .ifPresent(name -> modules.put(name, module)));
        return new Imports(modules);
    }

    /** The full name of a module; empty for what is elsewhere. */
    static Optional<String> name(String root, String path) {
        if (!path.startsWith(root)) {
            return Optional.empty();
        }
        int end = path.length() - (path.endsWith(PACKAGE) ? PACKAGE.length() : SOURCE.length());
        return end > root.length()
                ? Optional.of(path.substring(root.length(), end).replace('/', '.'))
                : Optional.empty();
    }

    /** The package that relative imports in a module are relative to. */
    static String packageOf(String name, String path) {
        return path.endsWith(PACKAGE) ? name : parent(name);
    }

    private static String parent(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    /** Paths of this library's modules that are loaded where a package of the users is imported or run; all of them where that cannot be told. */
    SortedSet<String> reached(List<Imports> users) {
        Map<String, Module> all = new HashMap<>();
        users.forEach(each -> all.putAll(each.modules));
        Deque<String> todo = new ArrayDeque<>(ALWAYS);
        all.keySet().stream()
                .filter(name -> name.indexOf('.') < 0 || name.endsWith(".__main__"))
                .forEach(todo::add);
        all.putAll(modules);
        Set<String> seen = new HashSet<>();
        while (!todo.isEmpty()) {
            // A module's packages are loaded before it.
            for (String name = todo.remove(); !name.isEmpty(); name = parent(name)) {
                Optional<Module> module = Optional.ofNullable(all.get(name));
                if (module.isPresent() && seen.add(name)) {
                    if (module.get().names().isEmpty()) {
                        return paths(modules.keySet());
                    }
                    todo.addAll(module.get().names().get());
                }
            }
        }
        seen.retainAll(modules.keySet());
        return paths(seen);
    }

    private SortedSet<String> paths(Set<String> names) {
        SortedSet<String> paths = new TreeSet<>();
        names.forEach(
                name -> paths.add(Objects.requireNonNull(modules.get(name)).path()));
        return paths;
    }
}
