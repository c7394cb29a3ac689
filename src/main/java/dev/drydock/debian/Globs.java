package dev.drydock.debian;

/**
 * Path patterns: {@code ?} is a character, {@code *} any of them within a name, {@code **} as a whole name any number of names, none
 * included. Matching takes time in proportion to the product of both lengths, whatever the path.
 */
final class Globs {
    private Globs() {}

    static boolean matches(String pattern, String path) {
        String[] patterns = pattern.split("/", -1);
        String[] names = path.split("/", -1);
        // reached[j]: whether the patterns so far match the first j names
        boolean[] reached = new boolean[names.length + 1];
        reached[0] = true;
        for (String part : patterns) {
            boolean[] next = new boolean[names.length + 1];
            boolean possible = false;
            for (int j = 0; j <= names.length; j++) {
                next[j] = part.equals("**")
                        ? reached[j] || j > 0 && next[j - 1]
                        : j > 0 && reached[j - 1] && name(part, names[j - 1]);
                possible |= next[j];
            }
            if (!possible) {
                return false; // Most patterns differ from most paths in their first name.
            }
            reached = next;
        }
        return reached[names.length];
    }

    /** One name; of several stars only the last one is ever tried again. */
    static boolean name(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int mark = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = n;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
