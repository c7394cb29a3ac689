package dev.drydock.python;

/** Names of projects and extras (PEP 503, "Normalized Names"; PEP 508, "Names"). */
final class ProjectName {
    private ProjectName() {}

    /** Lower case, each run of {@code -_.} a single {@code -}. */
    static String normalised(String name) {
        StringBuilder result = new StringBuilder(name.length());
        boolean dash = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '-' || c == '_' || c == '.') {
                dash = true;
                continue;
            }
            if (dash) {
                result.append('-');
                dash = false;
            }
            result.append(c);
        }
        return Version.lower(dash ? result.append('-').toString() : result.toString());
    }

    /** Whether a name may be asked of an index: letters and digits at both ends. */
    static boolean valid(String name) {
        return !name.isEmpty()
                && name.length() <= 200
                && name.chars().allMatch(c -> alphanumeric(c) || c == '-' || c == '_' || c == '.')
                && alphanumeric(name.charAt(0))
                && alphanumeric(name.charAt(name.length() - 1));
    }

    private static boolean alphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
