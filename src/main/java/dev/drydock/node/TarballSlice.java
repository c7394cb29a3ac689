package dev.drydock.node;

import dev.drydock.app.IgnoreRules;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What of an npm package is for its readers and its own developers, and is left out of an image: read-mes, change logs and the
 * like, and settings of the place where it is developed, at the root of the package. Licences and notices stay, as does all that
 * a program may load: type definitions, source maps, tests.
 *
 * @param whole nothing is left out
 * @param included patterns of the setting {@code include}, relative to the app, that bring files back
 */
record TarballSlice(boolean whole, List<String> included) {
    static final TarballSlice WHOLE = new TarballSlice(true, List.of());

    private static final Pattern PAPERS = Pattern.compile(
            "(readme|changelog|changes|history|contributing|security|code_of_conduct)(\\.(md|markdown|txt|rst))?");
    private static final Pattern DEVELOPMENT =
            Pattern.compile("\\.(eslintrc(\\.[a-z]+)?|nycrc|editorconfig|travis\\.yml)");

    TarballSlice {
        included = List.copyOf(included);
    }

    /**
     * @param location of the package, relative to the app
     * @param path within the package
     */
    boolean keeps(String location, String path) {
        String name = path.toLowerCase(Locale.ROOT);
        boolean out = !whole
                && (path.startsWith(".github/")
                        || PAPERS.matcher(name).matches()
                        || DEVELOPMENT.matcher(name).matches());
        return !out
                || (!included.isEmpty()
                        && IgnoreRules.parse("the setting `include`", String.join("\n", included))
                                .ignores(location + "/" + path));
    }

    /** For the key of a piece. */
    String told() {
        return whole ? "whole" : "sliced 1 but " + included;
    }
}
