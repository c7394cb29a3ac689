package dev.drydock.init;

import dev.drydock.app.App;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@code drydock init} writes. */
public final class Initial {
    static final String USER = "65532:65532";

    private Initial() {}

    /**
     * The files for an app, by name: {@code .dockerignore}, {@code Dockerfile}, {@code distroless.Dockerfile}.
     *
     * @throws dev.drydock.problem.DrydockException where the app has no lock file that a Dockerfile could install from
     */
    public static SortedMap<String, String> files(App app, Bases bases) throws IOException {
        Recipe recipe =
                switch (app.language()) {
                    case "python" -> PythonDockerfile.of(app);
                    case "node" -> NodeDockerfile.of(app);
                    default ->
                        throw Problem.input(
                                        "init/language",
                                        "there is no Dockerfile for apps in `" + app.language() + "` yet")
                                .help("`drydock build` needs none")
                                .exception();
                };
        SortedMap<String, String> files = new TreeMap<>();
        files.put(".dockerignore", recipe.ignore());
        files.put("Dockerfile", dockerfile(recipe, app, bases, false));
        files.put("distroless.Dockerfile", dockerfile(recipe, app, bases, true));
        return files;
    }

    /** How Dockerfiles of one language are written. */
    interface Recipe {
        /** The official image that has a shell. */
        String slim();

        /** The image that has none. */
        String distroless();

        /** By the name that starts with this, an image has the interpreter. */
        String program();

        /** A program text that asks the port {@code PORT}, and fails where nothing answers. */
        String probe();

        /** The lines that install dependencies. */
        void install(List<String> out);

        void environment(List<String> out, boolean distroless);

        /** The lines that take over what was installed, and the app. */
        void copies(List<String> out);

        String ignore();
    }

    private static String dockerfile(Recipe recipe, App app, Bases bases, boolean distroless) {
        String build = bases.build().orElse(recipe.slim());
        String runtime = distroless
                ? bases.distroless().orElse(recipe.distroless())
                : bases.runtime().orElse(recipe.slim());
        List<String> out = new ArrayList<>();
        bases(out, distroless, build, runtime);
        from(out, build, "FROM ${BUILD_IMAGE} AS build");
        out.add("WORKDIR /app");
        recipe.install(out);
        out.add("");
        from(out, runtime, "FROM ${RUNTIME_IMAGE}");
        labels(out, app);
        recipe.environment(out, distroless);
        out.add("WORKDIR /app");
        recipe.copies(out);
        end(out, app, command(app, recipe.program()), recipe.probe());
        return String.join("\n", out) + "\n";
    }

    /** The lines at the top: what is built on. */
    private static void bases(List<String> out, boolean distroless, String build, String runtime) {
        out.add("# "
                + (distroless
                        ? "The app without a shell or a package manager. Build it with `docker build -f distroless.Dockerfile .`"
                        : "The app on an image with a shell. distroless.Dockerfile is the same without one."));
        out.add("");
        out.add("# What dependencies are installed in; nothing of it gets into the image but them");
        out.add("ARG BUILD_IMAGE=" + build);
        out.add("# What the app runs on; the version of the language is the same in both");
        out.add("ARG RUNTIME_IMAGE=" + runtime);
        out.add("");
    }

    /** A FROM line, with a note where its image could be pinned and is not. */
    private static void from(List<String> out, String image, String line) {
        if (!image.contains("@sha256:")) {
            out.add("# drydock ignore=base/digest # add the digest above: `docker buildx imagetools inspect` shows it");
        }
        out.add(line);
    }

    /** The lines at the end: who runs what, and how it is seen to be alive. */
    private static void end(List<String> out, App app, List<String> command, String probe) {
        out.add(
                "# A number, so that Kubernetes can see that it is not root; the files stay root's, who runs the app cannot change it");
        out.add("USER " + USER);
        List<String> ports = app.start().ports();
        if (!ports.isEmpty()) {
            out.add("# Where it listens; `docker run -p` maps it");
            out.add("EXPOSE " + String.join(" ", ports));
        }
        if (ports.isEmpty() || ports.getFirst().endsWith("/udp")) {
            out.add("# It listens on no port that could be asked");
            out.add("HEALTHCHECK NONE");
        } else {
            out.add("# Any answer will do; without a shell or curl, the language itself asks");
            out.add("HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD "
                    + json(probe(probe, ports.getFirst(), command)));
        }
        out.add("# In JSON form: no shell stands between Docker and the app, and the signal to stop reaches it");
        out.add("ENTRYPOINT " + json(command));
    }

    private static List<String> probe(String probe, String port, List<String> command) {
        String number = port.contains("/") ? port.substring(0, port.indexOf('/')) : port;
        return List.of(
                command.getFirst(),
                command.getFirst().startsWith("python") ? "-c" : "-e",
                probe.replace("PORT", number));
    }

    private static void labels(List<String> out, App app) {
        out.add(
                "# Whoever finds the image running has only its labels to find out what it is; add `source=`, where its source is kept");
        out.add("LABEL org.opencontainers.image.title=" + quoted(app.name())
                + app.version()
                        .map(version -> " org.opencontainers.image.version=" + quoted(version))
                        .orElse(""));
    }

    /** Variables of the app's settings and of its start. */
    static void environment(List<String> out, SortedMap<String, String> values, String why) {
        if (values.isEmpty()) {
            return;
        }
        out.add("# " + why);
        List<String> words = new ArrayList<>();
        values.forEach((name, value) -> words.add(name + "=" + quoted(value)));
        out.add("ENV " + String.join(" ", words));
    }

    static String json(List<String> words) {
        return dev.drydock.dockerfile.DockerfileWriter.json(
                words.stream().map(dev.drydock.dockerfile.Word::of).toList());
    }

    /** A value of ENV or LABEL, as text that no variable is replaced in. */
    static String quoted(String value) {
        boolean plain = !value.isEmpty()
                && value.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || "-_./:,@+".indexOf(c) >= 0);
        if (plain) {
            return value;
        }
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || c == '$') {
                out.append('\\');
            }
            out.append(c < ' ' ? ' ' : c);
        }
        return out.append('"').toString();
    }

    /** The command with its program by name, which is found wherever the image has it. */
    static List<String> command(App app, String program) {
        List<String> words = new ArrayList<>(app.start().command());
        if (words.isEmpty()) {
            throw Problem.input("init/start", "found no command that starts the app")
                    .help("set `cmd` in drydock.toml")
                    .exception();
        }
        String name = words.getFirst().substring(words.getFirst().lastIndexOf('/') + 1);
        if (name.startsWith(program)) {
            words.set(0, program.equals("python") ? "python3" : program);
        }
        return words;
    }
}
