package dev.drydock.cli;

import dev.drydock.app.App;
import dev.drydock.build.Rehearsal;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Target;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An app to train on: it holds a little of what most apps hold, and is locked to packages that do not exist.
 *
 * @param main the source that changes from round to round
 * @param source what is in it, before a comment
 * @param comment what begins one
 */
record WarmUpApp(
        Path path,
        String main,
        String source,
        String comment,
        String runtime,
        List<String> packages,
        List<Artifact> dependencies) {

    static WarmUpApp python(Path path) throws IOException {
        write(path.resolve("requirements.txt"), requirements());
        write(path.resolve("gunicorn.conf.py"), "workers = 2\n");
        write(path.resolve("pyproject.toml"), """
                [project]
                name = "app"
                version = "1.0.0"
                requires-python = ">=3.11"

                [tool.ruff]
                line-length = 100
                """);
        write(path.resolve("templates/index.html"), "<p>{{ time }}</p>\n");
        write(path.resolve("static/style.css"), "p { color: green }\n");
        write(path.resolve("README.md"), "# An app\n");
        write(path.resolve("tests/test.txt"), "no part of it\n");
        write(
                path.resolve(".dockerignore"),
                "# what is no part of it\n*.md\n**/__pycache__\ntests\n!keep.md\n!src/tests/keep\n");
        Files.createSymbolicLink(path.resolve("link.py"), Path.of("app.py"));
        String source = """
                \"""An app.\"""
                import os

                from flask import Flask, render_template

                app = Flask(__name__)


                @app.route("/")
                def index():
                    return render_template("index.html", time=os.environ.get("TIME", "now"))


                if __name__ == "__main__":
                    app.run(host="0.0.0.0", port=int(os.environ.get("PORT", 8000)))
                """;
        List<Artifact> wheels = List.of("flask", "gunicorn").stream()
                .<Artifact>map(name -> new Artifact.Wheel(
                        name,
                        "1.0",
                        name + "-1.0-py3-none-any.whl",
                        Integrity.sha256(Digest.of(name)),
                        1,
                        Optional.empty()))
                .toList();
        WarmUpApp app =
                new WarmUpApp(path, "app.py", source, "#", "python3.13", List.of("libexpat1", "python3.13"), wheels);
        app.change(-1);
        return app;
    }

    static WarmUpApp node(Path path) throws IOException {
        write(path.resolve("package.json"), """
                {"name": "app", "version": "1.0.0", "private": true, "main": "server.js", "scripts": {"start": "node server.js"},
                "engines": {"node": ">=20"}, "dependencies": {"express": "^5.0.0"}, "devDependencies": {"nodemon": "^3.0.0"}}
                """);
        write(path.resolve("package-lock.json"), """
                {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {
                "": {"name": "app", "version": "1.0.0", "dependencies": {"express": "^5.0.0"},
                "devDependencies": {"nodemon": "^3.0.0"}, "engines": {"node": ">=20"}},
                "node_modules/express": {"version": "5.0.0", "integrity": "%s", "license": "MIT",
                "dependencies": {"vary": "^1.0.0"}, "engines": {"node": ">= 18"}},
                "node_modules/vary": {"version": "1.0.0", "integrity": "%s", "license": "MIT"},
                "node_modules/nodemon": {"version": "3.0.0", "integrity": "%s", "dev": true, "license": "MIT"}}}
                """.formatted(
                        subresource("express"), subresource("vary"), subresource("nodemon")));
        write(path.resolve("public/index.html"), "<p id=time></p>\n");
        write(path.resolve("README.md"), "# An app\n");
        write(path.resolve("tests/test.txt"), "no part of it\n");
        write(path.resolve(".dockerignore"), "node_modules\n*.md\ntests\n");
        String source = """
                const express = require("express");
                const app = express();
                app.use(express.static("public"));
                app.get("/time", (request, response) => response.json({ time: new Date() }));
                const server = app.listen(process.env.PORT || 3000);
                process.on("SIGTERM", () => server.close(() => process.exit(0)));
                """;
        String binary = "node-linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");
        List<Artifact> tarballs = List.of(
                tarball("express", "5.0.0", "node_modules/express"),
                tarball(binary, "24.0.0"),
                tarball("vary", "1.0.0", "node_modules/vary"));
        WarmUpApp app = new WarmUpApp(
                path, "server.js", source, "//", "node 24.0.0", List.of("libstdc++6", "libgcc-s1"), tarballs);
        app.change(-1);
        return app;
    }

    /** Gives its main source another content. */
    void change(int round) throws IOException {
        write(path.resolve(main), source + comment + " " + round + "\n");
    }

    void lock(App app, Target target) throws IOException {
        Rehearsal.lock(app, target, runtime, packages, dependencies);
    }

    private static Artifact tarball(String name, String version, String... at) {
        return new Artifact.NpmTarball(name, version, integrity(name), 1, new TreeSet<>(List.of(at)), Optional.empty());
    }

    private static Integrity integrity(String name) {
        return Integrity.sha256(Digest.of(name));
    }

    /** As npm writes it. */
    private static String subresource(String name) {
        return "sha256-"
                + Base64.getEncoder()
                        .encodeToString(HexFormat.of().parseHex(integrity(name).hex()));
    }

    /** With hashes, as a resolver writes them. */
    private static String requirements() {
        StringBuilder text = new StringBuilder("# made by a resolver\n");
        for (String name : List.of("flask", "gunicorn")) {
            text.append(name)
                    .append("==1.0 \\\n    --hash=sha256:")
                    .append(Digest.of(name).hex())
                    .append("\n    # via -r requirements.in\n");
        }
        return text.toString();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
