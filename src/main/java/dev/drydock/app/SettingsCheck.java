package dev.drydock.app;

import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Whether values of settings can be what they are meant for; every problem with the place it came from. */
final class SettingsCheck {
    /** OCI distribution-spec 1.1, "Pulling manifests", without a registry before it. */
    private static final Pattern NAME = Pattern.compile(
            "[a-z0-9]++(?:(?:\\.|_{1,2}+|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:\\.|_{1,2}+|-++)[a-z0-9]++)*+)*+");

    /** Of a path, but {@code .} and {@code ..}. */
    private static final String PART = "(?!\\.{1,2}(?:/|$))[^/:\\p{Cntrl}]++";

    /** A name (Debian Policy 5.6.1 and 5.6.7), and a pattern for files of it. */
    private static final Pattern PACKAGE =
            Pattern.compile("[a-z0-9][a-z0-9+.-]++(?::" + PART + "(?:/" + PART + ")*+)?");

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*+");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}(?:/(?:tcp|udp))?");
    private static final Pattern USER = Pattern.compile("[0-9]{1,10}(?::[0-9]{1,10})?");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,4}(?:\\.[0-9]{1,4}){0,2}");
    private static final List<String> LANGUAGES = List.of("node", "python");
    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*+");

    private final BiFunction<SettingsKey, String, String> places;
    private final List<Problem> problems = new ArrayList<>();

    private SettingsCheck(BiFunction<SettingsKey, String, String> places) {
        this.places = places;
    }

    /** @param places says where a key stands, or a member of its table */
    static List<Problem> problems(Settings settings, BiFunction<SettingsKey, String, String> places) {
        SettingsCheck check = new SettingsCheck(places);
        check.texts(settings);
        check.lists(settings);
        check.tables(settings);
        check.patterns(SettingsKey.INCLUDE, settings.include());
        check.patterns(SettingsKey.EXCLUDE, settings.exclude());
        return check.problems;
    }

    private void texts(Settings settings) {
        settings.name()
                .ifPresent(
                        name -> require(
                                NAME.matcher(name).matches() && name.length() <= 255,
                                SettingsKey.NAME,
                                "settings/name",
                                "`" + shown(name) + "` is not a name for an image",
                                "use lower case letters and digits, with `.`, `_` or `-` between them; the tag goes to `--tag`"));
        settings.user()
                .ifPresent(user -> require(
                        isUser(user),
                        SettingsKey.USER,
                        "settings/user",
                        "`" + shown(user) + "` is not a numeric user",
                        "write the number, such as `65532` or `65532:65532`: a name means nothing to the host"));
        settings.workdir().ifPresent(workdir -> path(SettingsKey.WORKDIR, workdir));
        settings.language()
                .ifPresent(language -> require(
                        LANGUAGES.contains(language),
                        SettingsKey.LANGUAGE,
                        "settings/language",
                        "`" + shown(language) + "` is no language that Drydock knows",
                        "write `python` or `node`"));
        settings.runtime()
                .ifPresent(runtime -> require(
                        VERSION.matcher(runtime).matches(),
                        SettingsKey.RUNTIME,
                        "settings/runtime",
                        "`" + shown(runtime) + "` is not a version",
                        "write it as `3.13` or `24`"));
        settings.base()
                .ifPresent(base -> require(
                        !base.isEmpty() && base.chars().noneMatch(c -> c <= ' ' || c == 0x7f),
                        SettingsKey.BASE,
                        "settings/base",
                        "`" + shown(base) + "` is no image",
                        "write it as `python:3.13-slim`, or as a file: `./base.tar`"));
        settings.entrypoint().ifPresent(words -> words(SettingsKey.ENTRYPOINT, words));
        settings.cmd().ifPresent(words -> words(SettingsKey.CMD, words));
    }

    private void lists(Settings settings) {
        settings.packages()
                .forEach(name -> require(
                        PACKAGE.matcher(name).matches(),
                        SettingsKey.PACKAGES,
                        "settings/package",
                        "`" + shown(name) + "` is not the name of a Debian package",
                        "write the name alone, such as `libpq5`, or with files of it that are left out:"
                                + " `libc6:usr/lib/*/gconv/**`"));
        settings.ports()
                .forEach(port -> require(
                        isPort(port),
                        SettingsKey.PORTS,
                        "settings/port",
                        "`" + shown(port) + "` is not a port",
                        "write a number from 1 to 65535, and `/udp` after it where it is not TCP"));
        settings.volumes().forEach(volume -> path(SettingsKey.VOLUMES, volume));
        settings.locales()
                .forEach(locale -> require(
                        LOCALE.matcher(locale).matches(),
                        SettingsKey.LOCALES,
                        "settings/locale",
                        "`" + shown(locale) + "` is not a locale",
                        "write it as `en` or `pt-BR`"));
        settings.platforms().forEach(this::platform);
    }

    private void tables(Settings settings) {
        settings.env().forEach((name, value) -> {
            require(
                    VARIABLE.matcher(name).matches(),
                    SettingsKey.ENV,
                    name,
                    "settings/env-name",
                    "`" + shown(name) + "` is not a name for an environment variable",
                    "use letters, digits and `_`, with no digit first");
            withoutNul(SettingsKey.ENV, name, value);
        });
        settings.labels().forEach((name, value) -> label(SettingsKey.LABELS, name, value));
        settings.annotations().forEach((name, value) -> label(SettingsKey.ANNOTATIONS, name, value));
    }

    private void label(SettingsKey key, String name, String value) {
        require(
                !name.isEmpty() && name.chars().noneMatch(c -> c <= ' ' || c == '=' || c == 0x7f),
                key,
                name,
                "settings/label-name",
                "`" + shown(name) + "` is not a name in `" + key.text() + "`",
                "use a name without blanks, such as `org.opencontainers.image.source`");
        withoutNul(key, name, value);
    }

    private void words(SettingsKey key, List<String> words) {
        require(
                words.isEmpty() || !words.getFirst().isEmpty(),
                key,
                "settings/command",
                "the first word of `" + key.text() + "` is empty",
                "write the program first");
        words.forEach(word -> withoutNul(key, "", word));
    }

    private void withoutNul(SettingsKey key, String member, String value) {
        require(
                value.indexOf('\0') < 0,
                key,
                member,
                "settings/nul",
                "the value of `" + shown(member.isEmpty() ? key.text() : member) + "` holds the character U+0000",
                "no program can be given it: take it out");
    }

    private void path(SettingsKey key, String path) {
        Predicate<String> step = name -> !name.isEmpty() && !name.equals(".") && !name.equals("..");
        boolean clean = path.equals("/")
                || (path.startsWith("/")
                        && List.of(path.substring(1).split("/", -1)).stream().allMatch(step)
                        && path.chars().noneMatch(c -> c < ' ' || c == 0x7f));
        require(
                clean,
                key,
                "settings/path",
                "`" + shown(path) + "` is not an absolute path",
                "write it from `/`, without `.`, `..` or a slash at its end");
    }

    private void platform(String platform) {
        try {
            var unused = Platform.parse(platform);
        } catch (DrydockException unknown) {
            Problem problem = unknown.problems().getFirst();
            Problem input =
                    Problem.input("settings/platform", problem.message()).at(places.apply(SettingsKey.PLATFORMS, ""));
            problems.add(problem.help().map(input::help).orElse(input));
        }
    }

    private void patterns(SettingsKey key, List<String> patterns) {
        try {
            var unused = IgnoreRules.of(places.apply(key, ""), patterns);
        } catch (DrydockException wrong) {
            problems.addAll(wrong.problems());
        }
    }

    private static boolean isUser(String user) {
        return USER.matcher(user).matches()
                && List.of(user.split(":")).stream().allMatch(id -> Long.parseLong(id) <= Integer.MAX_VALUE);
    }

    private static boolean isPort(String port) {
        if (!PORT.matcher(port).matches()) {
            return false;
        }
        int slash = port.indexOf('/');
        int number = Integer.parseInt(slash < 0 ? port : port.substring(0, slash));
        return number >= 1 && number <= 65_535;
    }

    private void require(boolean met, SettingsKey key, String code, String message, String help) {
        require(met, key, "", code, message, help);
    }

    private void require(boolean met, SettingsKey key, String member, String code, String message, String help) {
        if (!met) {
            problems.add(
                    Problem.input(code, message).at(places.apply(key, member)).help(help));
        }
    }

    private static String shown(String text) {
        return FileNames.printable(text);
    }
}
