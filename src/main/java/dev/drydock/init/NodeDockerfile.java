package dev.drydock.init;

import dev.drydock.app.App;
import dev.drydock.app.Directory;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Dockerfiles of Node apps.
 *
 * @param lock {@code package-lock.json}, {@code npm-shrinkwrap.json}
 * @param builds whether package.json has a script that builds the app
 */
record NodeDockerfile(App app, String lock, boolean builds) implements Initial.Recipe {
    private static final String PROBE =
            "require('node:http').get('http://127.0.0.1:PORT/', () => process.exit(0)).on('error', () => process.exit(1))";
    /** A secret that is not given is not mounted. */
    private static final String CACHE =
            "RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=npm,target=/root/.npmrc \\\n    ";

    static NodeDockerfile of(App app) throws IOException {
        Directory directory = app.directory();
        for (String lock : List.of("npm-shrinkwrap.json", "package-lock.json")) {
            if (directory.has(lock)) {
                return new NodeDockerfile(
                        app, lock, hasBuild(directory.text("package.json").orElse("{}")));
            }
        }
        throw Problem.input("init/no-lock", "the app has no lock file that a Dockerfile could install from")
                .because("looked for package-lock.json and npm-shrinkwrap.json")
                .help("make one with `npm install --package-lock-only`; `drydock build` does without")
                .exception();
    }

    private static boolean hasBuild(String text) {
        try {
            var tree = dev.drydock.lock.JsonTree.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            var scripts = tree.fields().get("scripts");
            return scripts != null && scripts.fields().containsKey("build");
        } catch (IllegalArgumentException e) {
            // The app was detected from this file, so it can be read; a table of another kind holds no script.
            return false;
        }
    }

    /** {@code 24}, or the one line that the app asks for. */
    private String version() {
        String told = app.facts().told().getOrDefault("node", "").split(" ", 2)[0];
        String digits = told.replaceFirst("^[=^~v]+", "").replaceFirst("\\..*$", "");
        return digits.matches("[0-9]{2}") ? digits : "24";
    }

    @Override
    public String slim() {
        return "node:" + version() + "-trixie-slim";
    }

    @Override
    public String distroless() {
        return "gcr.io/distroless/nodejs" + version() + "-debian13:nonroot";
    }

    @Override
    public String program() {
        return "node";
    }

    @Override
    public String probe() {
        return PROBE;
    }

    @Override
    public void copies(List<String> out) {
        if (builds) {
            out.add("# The app as it was built, with the dependencies that it runs on");
            out.add("COPY --from=build /app ./");
        } else {
            out.add("# Dependencies before the source: a change of the source leaves their layer as it is");
            out.add("COPY --from=build /app/node_modules ./node_modules");
            out.add("# All that .dockerignore does not name");
            out.add("COPY . .");
        }
    }

    @Override
    public void install(List<String> out) {
        out.add("# The lock file alone: this layer and the next stay as they are until it changes");
        out.add("COPY package.json " + lock + " ./");
        out.add("# Just what the lock file names" + (builds ? "" : ", without what only development needs")
                + "; the cache keeps downloads on the machine that builds, out of the image");
        out.add(
                "# A registry of your own: `docker build --secret id=npm,src=.npmrc .`, which leaves no trace in the image");
        out.add(CACHE + "npm ci" + (builds ? "" : " --omit=dev") + " --no-audit --no-fund");
        if (builds) {
            out.add("COPY . .");
            out.add("# Builds the app, then takes out what only that needed");
            out.add(CACHE + "npm run build && npm prune --omit=dev --no-audit --no-fund");
        }
    }

    @Override
    public void environment(List<String> out, boolean distroless) {
        SortedMap<String, String> own = new TreeMap<>();
        own.put("NODE_ENV", "production");
        Initial.environment(out, own, "Express and others are faster and say less about errors so");
        if (distroless) {
            out.add("# Distroless images keep node in a place of its own");
            out.add("ENV PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin");
        }
        Initial.environment(out, app.settings().env(), "What the app itself is set to");
    }

    @Override
    public String ignore() {
        return """
                # What the running app does not need, and what must not leave this machine
                # version control
                .git*
                # secrets and settings of this machine
                .env*
                .npmrc
                # how the image is made
                .dockerignore
                Dockerfile*
                *.Dockerfile
                drydock.lock
                drydock.toml
                # made anew in the image, for its platform
                **/node_modules
                # tests and what they leave
                test
                tests
                coverage
                .nyc_output
                # editors and desktops
                .idea
                .vscode
                **/.DS_Store
                # for people
                *.md
                """;
    }
}
