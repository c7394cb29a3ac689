package dev.drydock.node;

import dev.drydock.app.CommandLine;
import dev.drydock.app.Directory;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns a command line of a script into exec form. */
final class StartCommand {
    private static final int DEEPEST = 16;

    /** Options of node that take the next word as their value (node(1)). */
    private static final Set<String> WITH_VALUE = Set.of(
            "-r",
            "--require",
            "--import",
            "--loader",
            "--experimental-loader",
            "-C",
            "--conditions",
            "--env-file",
            "--title",
            "--icu-data-dir",
            "--openssl-config",
            "--max-old-space-size",
            "--stack-trace-limit",
            "--watch-path");

    /** Programs that come in a package of another name. */
    private static final Map<String, String> PACKAGES = Map.of(
            "nest", "@nestjs/cli",
            "remix-serve", "@remix-run/serve",
            "react-router-serve", "@react-router/serve",
            "strapi", "@strapi/strapi",
            "fastify", "fastify-cli",
            "nuxi", "nuxt",
            "tsc", "typescript");

    /**
     * A command found.
     *
     * @param file the source that is run, as the app has it; empty where that is not known
     * @param program of a dependency that runs the app, such as {@code next}; empty where node does
     */
    record Found(
            List<String> command,
            String reason,
            SortedMap<String, String> env,
            String file,
            String program,
            List<String> notes) {
        Found {
            command = List.copyOf(command);
            env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
            notes = List.copyOf(notes);
        }

        static Found plain(List<String> command, String reason) {
            String file = command.size() > 1 ? command.get(1) : "";
            return new Found(command, reason, Collections.emptySortedMap(), file, "", List.of());
        }
    }

    private final Directory directory;
    private final PackageJson manifest;
    private final List<String> programs;
    private final Map<String, String> variables;

    /**
     * @param programs of the production dependencies; empty where no lock tells
     * @param port what {@code $PORT} stands for
     */
    StartCommand(Directory directory, PackageJson manifest, List<String> programs, String port) {
        this.variables = Map.of("PORT", port);
        this.directory = directory;
        this.manifest = manifest;
        this.programs = List.copyOf(programs);
    }

    /** A script of package.json. */
    Found script(String name, String reason) {
        return new Reading(reason).script(name, List.of(), 0);
    }

    /** A command line. */
    Found parse(String line, String reason) {
        return new Reading(reason).line(line, List.of(), 0);
    }

    /** Fails where the app does not have the file that is to be run. */
    String checkFile(String name, String reason) {
        String path = InsidePath.within(name);
        List<String> candidates = new ArrayList<>(List.of(path, path + ".js", path + ".json", path + ".node"));
        if (path.isEmpty()) {
            candidates = new ArrayList<>();
            if (!manifest.main().isBlank()) {
                candidates.add(InsidePath.within(manifest.main()));
            }
        }
        candidates.add(InsidePath.join(path, "index.js"));
        for (String candidate : candidates) {
            if (directory.files().stream().anyMatch(file -> file.path().equals(candidate))) {
                return candidate;
            }
        }
        if (path.startsWith("node_modules/")) {
            return path;
        }
        boolean ignored = candidates.stream().anyMatch(directory::has);
        boolean built = manifest.scripts().containsKey("build");
        throw Problem.input("node/start-missing", "the app starts with `" + name + "`, which is not there")
                .at("in " + reason)
                .help(
                        ignored
                                ? "take it out of .dockerignore, or add it to `include` in drydock.toml"
                                : built
                                        ? "run `npm run build` first: Drydock takes what it makes, and does not run it"
                                        : "name the file that starts the app in scripts.start of package.json")
                .exception();
    }

    private final class Reading {
        private final String reason;
        private final SortedMap<String, String> env = new TreeMap<>();
        private final List<String> notes = new ArrayList<>();

        Reading(String reason) {
            this.reason = reason;
        }

        Found script(String name, List<String> arguments, int depth) {
            String line = manifest.scripts().getOrDefault(name, "");
            if (line.isBlank() || depth > DEEPEST) {
                String why = line.isBlank() ? "is not in package.json" : "leads back to itself";
                throw Problem.input("node/start-script", "the script `" + name + "` " + why)
                        .at("in " + reason)
                        .help("name the program in scripts.start of package.json: \"node FILE\"")
                        .exception();
            }
            String before = manifest.scripts().getOrDefault("pre" + name, "");
            if (!before.isBlank()) {
                notes.add("the script pre" + name + " `" + before + "` is not run in the container");
            }
            return line(line, arguments, depth);
        }

        Found line(String line, List<String> arguments, int depth) {
            CommandLine split = CommandLine.split(line, variables);
            if (split instanceof CommandLine.NeedsShell(String why)) {
                throw shell(line, why);
            }
            CommandLine.Words command = (CommandLine.Words) split;
            env.putAll(command.environment());
            List<String> words = new ArrayList<>(command.words());
            words.addAll(arguments);
            if (line.contains("$PORT") || line.contains("${PORT")) {
                env.putIfAbsent("PORT", variables.getOrDefault("PORT", ""));
            }
            settings(words);
            if (words.isEmpty()) {
                throw Problem.input("node/start-script", "`" + line + "` names no program")
                        .at("in " + reason)
                        .exception();
            }
            String program = words.getFirst();
            List<String> rest = words.subList(1, words.size());
            return switch (program) {
                case "node", "nodejs" -> node(rest);
                case "npm", "pnpm", "yarn", "bun" -> manager(program, rest, depth);
                case "npx", "bunx", "pnpx" -> program(line, withoutFlags(rest));
                default -> program(line, words);
            };
        }

        private DrydockException shell(String line, String why) {
            return Problem.input(
                            "node/start-shell",
                            "the app starts with `" + line + "`, which needs a shell, and there is none in the image")
                    .at("in " + reason)
                    .because(why)
                    .help("name one program and its arguments, such as `node server.js`; do the rest before the build"
                            + " or in the program")
                    .exception();
        }

        /** Takes away what goes before a program: {@code exec}, {@code env}, {@code cross-env}, {@code NAME=value}. */
        private void settings(List<String> words) {
            while (!words.isEmpty()) {
                String word = words.getFirst();
                int equals = word.indexOf('=');
                if (equals > 0 && isName(word.substring(0, equals))) {
                    env.put(word.substring(0, equals), word.substring(equals + 1));
                } else if (!Set.of("exec", "env", "cross-env").contains(word)) {
                    return;
                }
                words.removeFirst();
            }
        }

        private static boolean isName(String text) {
            return text.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)))
                    && Character.digit(text.charAt(0), 10) < 0;
        }

        private Found node(List<String> arguments) {
            List<String> command = new ArrayList<>(List.of(StartFinder.NODE));
            command.addAll(arguments);
            String file = "";
            for (int i = 0; i < arguments.size() && file.isEmpty(); i++) {
                String word = arguments.get(i);
                if (Set.of("-e", "--eval", "-p", "--print").contains(word)) {
                    break;
                }
                if (WITH_VALUE.contains(word)) {
                    i++;
                } else if (!word.startsWith("-")) {
                    file = checkFile(word, reason);
                }
            }
            return new Found(command, reason, env, file, "", notes);
        }

        private Found manager(String manager, List<String> arguments, int depth) {
            List<String> words = withoutFlags(arguments);
            String verb = words.isEmpty() ? "" : words.getFirst();
            List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
            if (verb.equals("exec") || verb.equals("x") || verb.equals("dlx")) {
                return program(manager + " " + String.join(" ", arguments), withoutFlags(rest));
            }
            boolean run = verb.equals("run") || verb.equals("run-script");
            List<String> called = run ? withoutFlags(rest) : words;
            if (called.isEmpty()) {
                called = List.of("start");
            }
            List<String> extra = new ArrayList<>(called.subList(1, called.size()));
            extra.remove("--");
            return script(called.getFirst(), extra, depth + 1);
        }

        private static List<String> withoutFlags(List<String> words) {
            int at = 0;
            while (at < words.size() && words.get(at).startsWith("-")) {
                at++;
            }
            return words.subList(at, words.size());
        }

        /** A script of the app itself, or a program that a dependency brings: both are run by node. */
        private Found program(String line, List<String> words) {
            String name = words.isEmpty() ? "" : words.getFirst();
            List<String> command = new ArrayList<>(List.of(StartFinder.NODE));
            String file = "";
            if (name.startsWith("node_modules/") || name.startsWith("./node_modules/")) {
                name = name.substring(name.lastIndexOf('/') + 1);
            }
            if (name.contains("/")) {
                file = checkFile(name, reason);
                command.addAll(words);
                return new Found(command, reason, env, file, "", notes);
            }
            if (!available(name)) {
                throw missing(line, name);
            }
            command.add("node_modules/.bin/" + name);
            command.addAll(words.subList(1, words.size()));
            return new Found(command, reason, env, file, name, notes);
        }

        private boolean available(String name) {
            String bringer = PACKAGES.getOrDefault(name, name);
            Dependencies dependencies = manifest.dependencies();
            return programs.contains(name)
                    || (programs.isEmpty()
                            && (dependencies.production().containsKey(bringer)
                                    || dependencies.optional().containsKey(bringer)));
        }

        private DrydockException missing(String line, String name) {
            String bringer = PACKAGES.getOrDefault(name, name);
            boolean development = manifest.dependencies().development().containsKey(bringer);
            String why = development ? "is only a development dependency" : "is no dependency of the app";
            String help =
                    development && Set.of("nodemon", "ts-node", "tsx", "tsc").contains(name)
                            ? "start the app with `node FILE`: `" + name + "` is for development"
                            : "add `" + bringer + "` to dependencies, or start the app with `node FILE`";
            return Problem.input("node/start-program", "the app starts with `" + line + "`; `" + name + "` " + why)
                    .at("in " + reason)
                    .help(help)
                    .exception();
        }
    }
}
