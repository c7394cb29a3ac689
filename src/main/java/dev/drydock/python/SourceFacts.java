package dev.drydock.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a module holds at its top level that could be started.
 *
 * @param objects web applications and functions that make one, in order
 * @param calls names that the result of another module's function is assigned to
 * @param main whether it asks if it is run as a program
 */
record SourceFacts(List<WebObject> objects, List<Call> calls, boolean main) {
    /** Both protocols by which servers talk to applications: PEP 3333, and the ASGI specification. */
    enum Protocol {
        WSGI,
        ASGI
    }

    /**
     * @param name of the variable or the function
     * @param factory whether it is a function that has to be called
     * @param framework for people: {@code Flask}
     */
    record WebObject(String name, boolean factory, Protocol protocol, String framework) {}

    /**
     * @param function with its module, as imported: {@code shop.factory.create_app}
     */
    record Call(String name, String function) {}

    private static final Map<String, WebObject> CONSTRUCTORS = constructors();
    private static final Set<String> FACTORIES = Set.of(
            "create_app",
            "make_app",
            "get_app",
            "app_factory",
            "create_application",
            "make_application",
            "get_application",
            "build_app");

    SourceFacts {
        objects = List.copyOf(objects);
        calls = List.copyOf(calls);
    }

    private static Map<String, WebObject> constructors() {
        Map<String, WebObject> all = new HashMap<>();
        for (String path : List.of(
                "flask.Flask",
                "flask.app.Flask",
                "apiflask.APIFlask",
                "flask_openapi3.OpenAPI",
                "bottle.Bottle",
                "bottle.default_app",
                "falcon.App",
                "falcon.API",
                "pyramid.config.Configurator.make_wsgi_app",
                "socketio.WSGIApp",
                "django.core.wsgi.get_wsgi_application")) {
            all.put(path, new WebObject("", false, Protocol.WSGI, framework(path)));
        }
        for (String path : List.of(
                "fastapi.FastAPI",
                "fastapi.applications.FastAPI",
                "starlette.applications.Starlette",
                "quart.Quart",
                "litestar.Litestar",
                "litestar.app.Litestar",
                "blacksheep.Application",
                "falcon.asgi.App",
                "socketio.ASGIApp",
                "django.core.asgi.get_asgi_application")) {
            all.put(path, new WebObject("", false, Protocol.ASGI, framework(path)));
        }
        return Map.copyOf(all);
    }

    private static String framework(String path) {
        return path.startsWith("django.") ? "Django" : path.substring(path.lastIndexOf('.') + 1);
    }

    /** @param packageName of the module's package, for relative imports; empty at the top */
    static SourceFacts read(String text, String packageName) {
        List<SourceLine> lines = SourceReader.read(text);
        Map<String, String> imports = new HashMap<>();
        List<WebObject> objects = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        boolean main = false;
        for (int i = 0; i < lines.size(); i++) {
            SourceLine line = lines.get(i);
            imports(line, packageName, imports);
            if (line.indent() > 0) {
                continue;
            }
            main |= line.starts("if", "__name__", "==", "\"__main__");
            factory(lines, i, imports).ifPresent(made -> replace(objects, made));
            assigned(line, imports, objects, calls);
        }
        return new SourceFacts(objects, calls, main);
    }

    /** {@code from a.b import c as d}, {@code import a.b}: what each local name means. */
    private static void imports(SourceLine line, String packageName, Map<String, String> imports) {
        if (line.starts("import")) {
            String path = dotted(line, 1);
            int after = 1 + length(path);
            if (line.token(after).equals("as")) {
                imports.put(line.token(after + 1), path);
            }
        } else if (line.starts("from")) {
            int dots = 0;
            while (line.token(1 + dots).equals(".")) {
                dots++;
            }
            String path = dotted(line, 1 + dots);
            String module = dots == 0 ? path : relative(packageName, dots, path);
            int at = 1 + dots + length(path);
            for (at++; at < line.tokens().size(); at++) {
                String name = line.token(at);
                if (!isName(name) || line.token(at - 1).equals("as")) {
                    continue;
                }
                String local = line.token(at + 1).equals("as") ? line.token(at + 2) : name;
                if (!name.equals("as")) {
                    imports.put(local, module.isEmpty() ? name : module + "." + name);
                }
            }
        }
    }

    private static String relative(String packageName, int dots, String path) {
        String base = packageName;
        for (int i = 1; i < dots; i++) {
            base = base.contains(".") ? base.substring(0, base.lastIndexOf('.')) : "";
        }
        return base.isEmpty() ? path : path.isEmpty() ? base : base + "." + path;
    }

    /** {@code name = Constructor(…)} and {@code name: Type = Constructor(…)}. */
    private static void assigned(
            SourceLine line, Map<String, String> imports, List<WebObject> objects, List<Call> calls) {
        if (!isName(line.token(0))) {
            return;
        }
        int equals = 1;
        if (line.token(1).equals(":")) {
            while (equals < line.tokens().size() && !line.token(equals).equals("=")) {
                equals++;
            }
        }
        if (!line.token(equals).equals("=")) {
            return;
        }
        String path = dotted(line, equals + 1);
        if (path.isEmpty() || !line.token(equals + 1 + length(path)).equals("(")) {
            return;
        }
        String full = resolved(path, imports);
        WebObject kind = CONSTRUCTORS.get(full);
        String name = line.token(0);
        if (kind != null) {
            replace(objects, new WebObject(name, false, kind.protocol(), kind.framework()));
            return;
        }
        String function = full.substring(full.lastIndexOf('.') + 1);
        if (FACTORIES.contains(function)) {
            Optional<WebObject> local = objects.stream()
                    .filter(object -> object.factory() && object.name().equals(full))
                    .findFirst();
            if (local.isPresent()) {
                replace(
                        objects,
                        new WebObject(
                                name, false, local.get().protocol(), local.get().framework()));
            } else if (full.contains(".")) {
                calls.add(new Call(name, full));
            }
        }
    }

    private static void replace(List<WebObject> objects, WebObject object) {
        objects.removeIf(other -> other.name().equals(object.name()));
        objects.add(object);
    }

    /** A function of a usual name that can be called without arguments and makes an application inside. */
    private static Optional<WebObject> factory(List<SourceLine> lines, int index, Map<String, String> imports) {
        SourceLine line = lines.get(index);
        if (!line.starts("def") || !FACTORIES.contains(line.token(1)) || !optionalParameters(line)) {
            return Optional.empty();
        }
        Map<String, String> inner = new HashMap<>(imports);
        for (int i = index + 1; i < lines.size() && lines.get(i).indent() > 0; i++) {
            SourceLine body = lines.get(i);
            imports(body, "", inner);
            for (int at = 0; at < body.tokens().size(); at++) {
                String path = at > 0 && body.token(at - 1).equals(".") ? "" : dotted(body, at);
                if (!path.isEmpty() && body.token(at + length(path)).equals("(")) {
                    WebObject kind = CONSTRUCTORS.get(resolved(path, inner));
                    if (kind != null) {
                        return Optional.of(new WebObject(line.token(1), true, kind.protocol(), kind.framework()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean optionalParameters(SourceLine line) {
        int depth = 0;
        boolean open = false;
        boolean parameter = false;
        boolean optional = false;
        for (int i = 2; i < line.tokens().size(); i++) {
            String token = line.token(i);
            if (token.equals("(") || token.equals("[") || token.equals("{")) {
                depth++;
                open = true;
            } else if (token.equals(")") || token.equals("]") || token.equals("}")) {
                depth--;
                if (depth == 0) {
                    return !parameter || optional;
                }
            } else if (depth == 1 && token.equals(",")) {
                if (parameter && !optional) {
                    return false;
                }
                parameter = false;
                optional = false;
            } else if (depth == 1
                    && (token.equals("=") || token.equals("*") || token.equals("**") || token.equals("/"))) {
                parameter = true;
                optional = true;
            } else if (open) {
                parameter = true;
            }
        }
        return false;
    }

    private static String resolved(String path, Map<String, String> imports) {
        int dot = path.indexOf('.');
        String first = dot < 0 ? path : path.substring(0, dot);
        String meaning = imports.get(first);
        return meaning == null ? path : meaning + (dot < 0 ? "" : path.substring(dot));
    }

    /** The dotted name that begins there; empty where none does. */
    private static String dotted(SourceLine line, int start) {
        if (!isName(line.token(start))) {
            return "";
        }
        StringBuilder path = new StringBuilder(line.token(start));
        for (int at = start + 1; line.token(at).equals(".") && isName(line.token(at + 1)); at += 2) {
            path.append('.').append(line.token(at + 1));
        }
        return path.toString();
    }

    /** In tokens. */
    private static int length(String dotted) {
        return dotted.isEmpty()
                ? 0
                : (int) (dotted.chars().filter(c -> c == '.').count() * 2 + 1);
    }

    private static boolean isName(String token) {
        return !token.isEmpty() && (Character.isUnicodeIdentifierStart(token.charAt(0)) || token.charAt(0) == '_');
    }
}
