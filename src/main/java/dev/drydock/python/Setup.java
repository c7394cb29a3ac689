package dev.drydock.python;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What setuptools is told of a project in setup.py, which is read and never run, and in setup.cfg. What setup.py says counts first, as
 * it does for setuptools.
 *
 * @param values by setuptools' own names for them
 */
record Setup(SortedMap<String, Said> values) {
    static final String SCRIPT = "setup.py";
    static final String CONFIGURATION = "setup.cfg";

    private static final Set<String> KEYS = Set.of(
            "name",
            "version",
            "description",
            "python_requires",
            "install_requires",
            "package_dir",
            "packages",
            "py_modules",
            "entry_points",
            "ext_modules");

    /** @param file relative to the app */
    record Said(String file, Literal value) {
        /** {@code in setup.py:12}. */
        String place() {
            return "in " + file + ":" + value.line();
        }
    }

    Setup {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** @param folder relative to the app; {@code .} for the app itself */
    static Setup read(ProjectFiles files, String folder) throws IOException {
        String prefix = folder.equals(".") ? "" : folder + "/";
        SortedMap<String, Said> values = new TreeMap<>();
        Optional<String> configuration = files.text(prefix + CONFIGURATION);
        if (configuration.isPresent()) {
            SetupConfiguration.read(configuration.get())
                    .forEach((key, value) -> values.put(key, new Said(prefix + CONFIGURATION, value)));
        }
        Optional<String> script = files.text(prefix + SCRIPT);
        if (script.isPresent()) {
            script(script.get()).forEach((key, value) -> values.put(key, new Said(prefix + SCRIPT, value)));
        }
        return new Setup(values);
    }

    private static SortedMap<String, Literal> script(String text) {
        LiteralReader reader = new LiteralReader(text);
        SortedMap<String, Literal> found = new TreeMap<>();
        boolean called = false;
        for (SourceLine line : reader.lines()) {
            for (int at = 0; at < line.tokens().size(); at++) {
                boolean call = line.token(at).equals("setup")
                        && line.token(at + 1).equals("(")
                        && (at == 0 || !line.token(at - 1).equals("def"));
                if (call) {
                    add(found, reader.arguments(line, at + 1), called);
                    called = true;
                }
            }
        }
        return found;
    }

    /** Of two calls one runs, and which that is cannot be told: what they do not agree on is not known. */
    private static void add(SortedMap<String, Literal> found, SortedMap<String, Literal> arguments, boolean called) {
        if (arguments.containsKey("**") && !arguments.containsKey("install_requires")) {
            arguments.put(
                    "install_requires", new Literal.Computed(arguments.get("**").line()));
        }
        arguments.keySet().retainAll(KEYS);
        arguments.forEach((key, value) -> {
            boolean other = called && !value.equals(found.get(key));
            found.put(key, other ? new Literal.Computed(value.line()) : value);
        });
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    Optional<Said> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A value that is one string. */
    Optional<String> text(String key) {
        return value(key)
                .map(Said::value)
                .filter(Literal.Text.class::isInstance)
                .map(value -> ((Literal.Text) value).text().strip());
    }

    /** Whether it means a package that can be imported, and not only a place for dependencies. */
    boolean hasModules() {
        return values.containsKey("packages") || values.containsKey("py_modules");
    }

    /** The directory that holds the modules, where one is told. */
    Optional<String> root() {
        return value("package_dir")
                .map(Said::value)
                .filter(Literal.Table.class::isInstance)
                .map(value -> ((Literal.Table) value).entries().get(""))
                .filter(Literal.Text.class::isInstance)
                .map(value -> ((Literal.Text) value).text());
    }

    /** {@code name = module:function}, each. */
    List<String> commands() {
        List<String> commands = new ArrayList<>();
        Optional<Literal> points = value("entry_points").map(Said::value);
        if (points.isPresent() && points.get() instanceof Literal.Table table) {
            Literal scripts = table.entries().get("console_scripts");
            if (scripts instanceof Literal.Items(List<Literal> elements, int _)) {
                for (Literal element : elements) {
                    if (element instanceof Literal.Text(String text, int _)) {
                        commands.add(text);
                    }
                }
            }
        }
        return commands;
    }
}
