package dev.drydock.app;

/**
 * The syntax of Go's {@code filepath.Match}: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]}, {@code \}. BuildKit asks it
 * whether the pattern matches the name {@code .}, and it looks no further than it needs to answer: up to the second star, or
 * the third where what is before the second matches. Behind that, the rules of the expression hold, which are looser.
 */
final class PathSyntax {
    private final String text;
    private int at;

    private PathSyntax(String text) {
        this.text = text;
    }

    static void check(String pattern) throws PathPattern.Malformed {
        int start = afterStars(pattern, 0);
        int end = chunkEnd(pattern, start);
        String chunk = pattern.substring(start, end);
        new PathSyntax(chunk).check();
        if (end < pattern.length() && PathExpression.compile(chunk).matches(".")) {
            int next = afterStars(pattern, end);
            new PathSyntax(pattern.substring(next, chunkEnd(pattern, next))).check();
        }
    }

    private static int afterStars(String pattern, int from) {
        int at = from;
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at;
    }

    /** Where the next star outside of brackets stands. */
    private static int chunkEnd(String pattern, int from) {
        boolean brackets = false;
        for (int at = from; at < pattern.length(); at++) {
            switch (pattern.charAt(at)) {
                case '\\' -> at++;
                case '[' -> brackets = true;
                case ']' -> brackets = false;
                case '*' -> {
                    if (!brackets) {
                        return at;
                    }
                }
                default -> {}
            }
        }
        return pattern.length();
    }

    private void check() throws PathPattern.Malformed {
        while (at < text.length()) {
            switch (text.charAt(at++)) {
                case '\\' -> skipEscaped();
                case '[' -> skipClass();
                default -> {}
            }
        }
    }

    private void skipEscaped() throws PathPattern.Malformed {
        if (at == text.length()) {
            throw new PathPattern.Malformed("nothing follows the last `\\`");
        }
        at++;
    }

    private void skipClass() throws PathPattern.Malformed {
        if (at < text.length() && text.charAt(at) == '^') {
            at++;
        }
        for (int members = 0; ; members++) {
            if (at < text.length() && text.charAt(at) == ']' && members > 0) {
                at++;
                return;
            }
            skipMember();
            if (at < text.length() && text.charAt(at) == '-') {
                at++;
                skipMember();
            }
        }
    }

    private void skipMember() throws PathPattern.Malformed {
        if (at == text.length()) {
            throw new PathPattern.Malformed("`[` is not closed");
        }
        char c = text.charAt(at);
        if (c == '-' || c == ']') {
            throw new PathPattern.Malformed("`" + c + "` is no member of `[…]` unless a backslash stands before it");
        }
        if (c == '\\') {
            at++;
            skipEscaped();
        } else {
            at += Character.charCount(text.codePointAt(at));
        }
        if (at >= text.length()) {
            throw new PathPattern.Malformed("`[` is not closed");
        }
    }
}
