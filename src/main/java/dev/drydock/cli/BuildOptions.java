package dev.drydock.cli;

import dev.drydock.app.Settings;
import dev.drydock.build.GivenBase;
import dev.drydock.build.Request;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Compression;
import dev.drydock.oci.Platform;
import dev.drydock.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The options of {@code build} and its like, and what they ask for. */
final class BuildOptions {
    static final List<Option> APP = List.of(
            Option.choice(
                    "how much of Debian is in the image (default: distroless)",
                    List.of("distroless", "debug", "standard"),
                    "--variant"),
            Option.values(
                    "PLATFORM",
                    "linux/amd64 or linux/arm64; several with commas (default: this machine's)",
                    "--platform"),
            Option.choice("which app it is, where a directory holds two", List.of("python", "node"), "--language"),
            Option.value("VERSION", "the Python or Node version wanted", "--runtime"),
            Option.values("NAME", "add a Debian package", "--package"),
            Option.flag(
                    "start the app below tini, which passes signals on (default: where nothing handles them)",
                    "--init"),
            Option.flag("start the app itself as the first process", "--no-init"),
            Option.values("PATTERN", "take files that are ignored all the same", "--include"),
            Option.values("PATTERN", "leave files out, as in .dockerignore", "--exclude"),
            Option.flag("compile Python byte code into the image", "--byte-code"),
            Option.flag("leave Python byte code out", "--no-byte-code"),
            Option.values("LOCALE", "cut ICU data to these locales, where the runtime allows it", "--locale"));
    static final List<Option> CONTAINER = List.of(
            Option.values("NAME=VALUE", "set an environment variable", "-e", "--env"),
            Option.value("WORDS", "replace the entry point: `[\"a\", \"b\"]` or plain words", "--entrypoint"),
            Option.value("WORDS", "set the arguments: `[\"a\", \"b\"]` or plain words", "--cmd"),
            Option.value("UID[:GID]", "run as this user, numeric (default: 65532:65532)", "--user"),
            Option.value("DIR", "the working directory", "--workdir"),
            Option.values("PORT[/PROTOCOL]", "a port it listens on", "--expose"),
            Option.values("DIR", "a volume", "--volume"),
            Option.values("NAME=VALUE", "a label", "--label"),
            Option.values("NAME=VALUE", "an annotation of the manifest", "--annotation"));
    static final List<Option> WORK = List.of(
            Option.flag("refuse to change drydock.lock", "--locked"),
            Option.flag("do not use the network", "--offline"),
            Option.value("COUNT", "threads that make pieces (default: one a processor)", "-j", "--jobs"),
            Option.choice("how progress is shown", List.of("auto", "plain", "tty", "quiet", "rawjson"), "--progress"),
            Option.flag("say nothing but the result", "-q", "--quiet"),
            Places.CACHE_DIR);

    private BuildOptions() {}

    /** What every command that builds images takes, after what is its own. */
    static List<Option> after(List<Option> own) {
        List<Option> all = new ArrayList<>(own);
        all.add(Bases.OPTION);
        all.addAll(BuildOptions.APP);
        all.addAll(BuildOptions.CONTAINER);
        all.addAll(BuildOptions.WORK);
        all.add(Places.STORE_DIR);
        all.addAll(Places.MIRRORS);
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    /** What the command line sets of the app's settings. */
    static Settings settings(Arguments arguments) {
        return new Settings(
                arguments.value("--name"),
                arguments.all("--package"),
                arguments.value("--entrypoint").map(text -> words("--entrypoint", text)),
                arguments.value("--cmd").map(text -> words("--cmd", text)),
                pairs("--env", arguments),
                arguments.all("--expose"),
                arguments.all("--volume"),
                arguments.value("--user"),
                arguments.value("--workdir"),
                pairs("--label", arguments),
                pairs("--annotation", arguments),
                arguments.all("--include"),
                arguments.all("--exclude"),
                platforms(arguments),
                arguments.value("--language"),
                arguments.value("--runtime"),
                either("--init", "--no-init", arguments),
                either("--byte-code", "--no-byte-code", arguments),
                arguments.all("--locale"),
                arguments.value("--base"));
    }

    private static Optional<Boolean> either(String yes, String no, Arguments arguments) {
        if (arguments.has(yes) && arguments.has(no)) {
            throw Problem.usage("cli/usage", "`" + yes + "` and `" + no + "` contradict each other")
                    .exception();
        }
        return arguments.has(yes) ? Optional.of(true) : arguments.has(no) ? Optional.of(false) : Optional.empty();
    }

    static Request request(
            Path directory,
            Settings settings,
            Arguments arguments,
            Terminal terminal,
            boolean relock,
            Optional<GivenBase> base) {
        if (base.isPresent() && !settings.packages().isEmpty()) {
            throw Problem.input("base/packages", "cannot add Debian packages to a base image")
                    .at("in `packages`: `" + String.join("`, `", settings.packages()) + "`")
                    .help("use a base that has them, or build without `--base`")
                    .exception();
        }
        if (base.isPresent() && settings.init().orElse(false)) {
            throw Problem.input("base/init", "cannot add an init to a base image")
                    .at("in the setting `init`")
                    .help("use a base that has one and name it in `entrypoint`, or build without `--base`")
                    .exception();
        }
        return new Request(
                directory,
                settings,
                base.isPresent()
                        ? Variant.BASE
                        : arguments.value("--variant").map(Variant::parse).orElse(Variant.DISTROLESS),
                platforms(settings),
                arguments.has("--locked"),
                relock,
                created(terminal),
                compression(arguments),
                threads(arguments),
                base);
    }

    static long created(Terminal terminal) {
        return Request.created(Optional.ofNullable(terminal.environment().get("SOURCE_DATE_EPOCH")));
    }

    static Compression compression(Arguments arguments) {
        return arguments.value("--compression").orElse("gzip").equals("zstd") ? Compression.ZSTD : Compression.GZIP;
    }

    static int threads(Arguments arguments) {
        return arguments
                .value("--jobs")
                .map(BuildOptions::count)
                .orElse(Runtime.getRuntime().availableProcessors());
    }

    /** What it is built for: at least one. */
    static List<Platform> platforms(Settings settings) {
        List<Platform> platforms =
                settings.platforms().stream().map(Platform::parse).toList();
        return platforms.isEmpty() ? List.of(Platform.host()) : platforms;
    }

    private static List<String> platforms(Arguments arguments) {
        return arguments.all("--platform").stream()
                .flatMap(text -> List.of(text.split(",")).stream())
                .map(String::strip)
                .toList();
    }

    private static int count(String text) {
        if (!text.matches("[1-9]\\d{0,2}")) {
            throw Problem.usage("cli/usage", "expected a number from 1 to 999 for `--jobs`, got `" + text + "`")
                    .exception();
        }
        return Integer.parseInt(text);
    }

    private static SortedMap<String, String> pairs(String option, Arguments arguments) {
        SortedMap<String, String> result = new TreeMap<>();
        for (String pair : arguments.all(option)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw Problem.usage("cli/usage", "expected NAME=VALUE for `" + option + "`, got `" + pair + "`")
                        .exception();
            }
            result.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return result;
    }

    /** JSON's exec form, as in a Dockerfile, or words as a shell would split them. */
    private static List<String> words(String option, String text) {
        if (text.strip().startsWith("[")) {
            try {
                return dev.drydock.lock.JsonTree.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .elements()
                        .stream()
                        .map(dev.drydock.lock.JsonTree::text)
                        .toList();
            } catch (IllegalArgumentException e) {
                throw Problem.usage("cli/usage", "expected a list of strings for `" + option + "`, got `" + text + "`")
                        .because(e)
                        .exception();
            }
        }
        return switch (dev.drydock.app.CommandLine.split(text)) {
            case dev.drydock.app.CommandLine.Words words -> words.words();
            case dev.drydock.app.CommandLine.NeedsShell shell ->
                throw Problem.usage(
                                "cli/usage",
                                "the value of `" + option + "` needs a shell, and there is none in the image: "
                                        + shell.reason())
                        .help("write it as a list: `[\"program\", \"argument\"]`")
                        .exception();
        };
    }
}
