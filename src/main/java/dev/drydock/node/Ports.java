package dev.drydock.node;

import dev.drydock.app.AppFile;
import dev.drydock.app.Directory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * On which ports the app listens, as its sources say it.
 *
 * @param fallback what the app takes where the environment names no PORT
 * @param fixed given to {@code listen} as numbers
 * @param fromEnvironment whether it reads PORT
 */
record Ports(Optional<Integer> fallback, List<Integer> fixed, boolean fromEnvironment) {
    private static final long LARGEST = 1 << 20;
    private static final int MOST_FILES = 2000;
    private static final Set<String> SUFFIXES = Set.of("js", "mjs", "cjs", "ts", "mts", "cts");
    private static final Set<String> ELSEWHERE = Set.of(
            "node_modules", "test", "tests", "__tests__", "spec", "e2e", "examples", "public", "static", "coverage");

    Ports {
        fixed = List.copyOf(fixed);
    }

    /** Reads the sources, {@code first} before all others. */
    static Ports find(Directory directory, String first) throws IOException {
        List<AppFile> sources = new ArrayList<>();
        for (AppFile file : directory.files()) {
            if (file.path().equals(first)) {
                sources.addFirst(file);
            } else if (isSource(file) && sources.size() < MOST_FILES) {
                sources.add(file);
            }
        }
        Optional<Integer> fallback = Optional.empty();
        Set<Integer> fixed = new LinkedHashSet<>();
        boolean fromEnvironment = false;
        for (AppFile source : sources) {
            if (source.size() > LARGEST || source.link().isPresent()) {
                continue;
            }
            Ports found = read(new String(Files.readAllBytes(source.file()), StandardCharsets.UTF_8));
            fallback = fallback.isPresent() ? fallback : found.fallback();
            fixed.addAll(found.fixed());
            fromEnvironment |= found.fromEnvironment();
        }
        return new Ports(fallback, List.copyOf(fixed), fromEnvironment);
    }

    /** What one source says: {@code env.PORT || 3000}, {@code PORT = 3000} taken out of the environment, {@code listen(3000)}. */
    static Ports read(String source) {
        Optional<Integer> fallback = Optional.empty();
        Set<Integer> fixed = new LinkedHashSet<>();
        boolean fromEnvironment = false;
        for (String name : List.of("env.PORT", "env['PORT']", "env[\"PORT\"]")) {
            for (int at = source.indexOf(name); at >= 0; at = source.indexOf(name, at + 1)) {
                int end = at + name.length();
                if (end < source.length() && Character.isJavaIdentifierPart(source.charAt(end))) {
                    continue;
                }
                fromEnvironment = true;
                fallback = fallback.isPresent() ? fallback : alternative(source, end);
            }
        }
        if (source.contains("process.env")) {
            for (int at = source.indexOf("PORT"); at >= 0; at = source.indexOf("PORT", at + 1)) {
                int sign = blanks(source, at + 4);
                boolean whole = at == 0
                        || !(Character.isJavaIdentifierPart(source.charAt(at - 1)) || source.charAt(at - 1) == '.');
                if (whole && source.startsWith("=", sign) && destructured(source, at)) {
                    fromEnvironment = true;
                    fallback = fallback.isPresent() ? fallback : number(source, sign + 1);
                }
            }
        }
        for (int at = source.indexOf(".listen("); at >= 0; at = source.indexOf(".listen(", at + 1)) {
            number(source, at + ".listen(".length()).ifPresent(fixed::add);
        }
        return new Ports(fallback, List.copyOf(fixed), fromEnvironment);
    }

    /** {@code const { PORT = 3000 } = process.env}. */
    private static boolean destructured(String source, int at) {
        int close = source.indexOf('}', at);
        return close > 0
                && close - at < 400
                && source.lastIndexOf('{', at) >= 0
                && source.startsWith("process.env", blanks(source, skipped(source, blanks(source, close + 1), "=")));
    }

    /** The number after {@code ||} or {@code ??}, past what closes a call around the variable. */
    private static Optional<Integer> alternative(String source, int from) {
        int at = blanks(source, from);
        if (source.startsWith(",", at)) {
            at = skipped(source, blanks(source, skipped(source, at, ",")), "10");
        }
        while (at < source.length() && source.charAt(at) == ')') {
            at = blanks(source, at + 1);
        }
        if (!source.startsWith("||", at) && !source.startsWith("??", at)) {
            return Optional.empty();
        }
        return number(source, at + 2);
    }

    private static Optional<Integer> number(String source, int from) {
        int at = blanks(source, from);
        if (at < source.length() && "'\"`".indexOf(source.charAt(at)) >= 0) {
            at++;
        }
        int end = at;
        while (end < source.length()
                && end - at < 6
                && Character.digit(source.charAt(end), 10) >= 0
                && source.charAt(end) < 128) {
            end++;
        }
        if (end == at
                || end - at > 5
                || (end < source.length() && Character.isJavaIdentifierPart(source.charAt(end)))) {
            return Optional.empty();
        }
        int number = Integer.parseInt(source.substring(at, end));
        return number >= 1 && number <= 65535 ? Optional.of(number) : Optional.empty();
    }

    private static int blanks(String source, int from) {
        int at = Math.min(from, source.length());
        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int skipped(String source, int at, String word) {
        return source.startsWith(word, at) ? at + word.length() : at;
    }

    private static boolean isSource(AppFile file) {
        String path = file.path().toLowerCase(Locale.ROOT);
        String[] parts = path.split("/", -1);
        String name = parts[parts.length - 1];
        for (String part : parts) {
            if (ELSEWHERE.contains(part)) {
                return false;
            }
        }
        return SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1))
                && !name.contains(".test.")
                && !name.contains(".spec.")
                && !name.contains(".config.")
                && !name.contains(".min.");
    }
}
