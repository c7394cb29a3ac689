package dev.drydock.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Texts that can only be credentials, by the form that their issuers gave them. */
public final class SecretValues {
    private static final String BEGIN = "-----BEGIN";
    private static final String KEY = "PRIVATE KEY-----";

    /** Of {@code -----BEGIN ENCRYPTED PRIVATE KEY}, with room. */
    private static final int LONGEST_HEAD = 64;

    /** The shortest key, of Ed25519, has 64. */
    private static final int LEAST_KEY = 40;

    private SecretValues() {}

    /**
     * One that was found.
     *
     * @param kind {@code a GitHub token}
     * @param shown its first characters
     */
    public record Found(String kind, String shown, int start, int end) {}

    /** The start of a token, how many characters must follow, and which. */
    private record Form(String kind, String start, int least, String also) {}

    private static final List<Form> FORMS = List.of(
            new Form("a GitHub token", "ghp_", 36, ""),
            new Form("a GitHub token", "gho_", 36, ""),
            new Form("a GitHub token", "ghs_", 36, ""),
            new Form("a GitHub token", "github_pat_", 40, "_"),
            new Form("a GitLab token", "glpat-", 20, "-_"),
            new Form("an npm token", "npm_", 36, ""),
            new Form("a key of AWS", "AKIA", 16, ""),
            new Form("a Slack token", "xoxb-", 20, "-"),
            new Form("a Slack token", "xoxp-", 20, "-"),
            new Form("a Stripe key", "sk_live_", 20, ""),
            new Form("a Google API key", "AIza", 35, "-_"),
            new Form("a token of a Python package index", "pypi-AgE", 50, "-_"),
            new Form("a Docker token", "dckr_pat_", 20, "-_"));

    /** The first secret in the text. */
    public static Optional<Found> in(String text) {
        Optional<Found> token = token(text);
        if (token.isPresent()) {
            return token;
        }
        int key = text.indexOf(KEY);
        if (key >= 0 && text.lastIndexOf(BEGIN, key) >= 0) {
            return Optional.of(key(text.lastIndexOf(BEGIN, key), key));
        }
        return address(text, 0);
    }

    /**
     * The first secret in what a file holds. Sources and settings speak of keys without having one, and of addresses that are for
     * this machine or for nobody: neither counts.
     */
    static Optional<Found> inFile(String text) {
        Optional<Found> token = token(text);
        if (token.isPresent()) {
            return token;
        }
        for (int key = text.indexOf(KEY); key >= 0; key = text.indexOf(KEY, key + 1)) {
            int begin = text.lastIndexOf(BEGIN, key);
            if (begin >= 0 && key - begin < LONGEST_HEAD && isFollowedByKey(text, key + KEY.length())) {
                return Optional.of(key(begin, key));
            }
        }
        for (Optional<Found> found = address(text, 0);
                found.isPresent();
                found = address(text, found.get().end())) {
            if (!isForNobody(text, found.get())) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Found key(int begin, int key) {
        return new Found("a private key", "-----BEGIN … PRIVATE KEY-----", begin, key + KEY.length());
    }

    /** RFC 7468, section 2: lines of base64, and in older files headers before them. */
    private static boolean isFollowedByKey(String text, int at) {
        int letters = 0;
        for (int i = at; i < text.length() && text.charAt(i) != '-' && letters < LEAST_KEY; i++) {
            char c = text.charAt(i);
            letters = isPart(c, "+/=") ? letters + 1 : c == '\n' || c == '\r' ? letters : 0;
        }
        return letters >= LEAST_KEY;
    }

    private static final Set<String> COMMON = Set.of(
            "password", "passwd", "pass", "pwd", "secret", "changeme", "example", "test", "postgres", "root", "admin");

    private static boolean isForNobody(String text, Found found) {
        String login = text.substring(found.start(), found.end());
        int colon = login.indexOf(':');
        String user = login.substring(0, colon).toLowerCase(Locale.ROOT);
        String password = login.substring(colon + 1).toLowerCase(Locale.ROOT);
        int end = found.end() + 1;
        while (end < text.length() && isPart(text.charAt(end), ".-")) {
            end++;
        }
        String host =
                end > text.length() ? "" : text.substring(found.end() + 1, end).toLowerCase(Locale.ROOT);
        return password.equals(user)
                || COMMON.contains(password)
                || !isWord(password)
                || host.isEmpty()
                || host.equals("localhost")
                || host.equals("host")
                || host.equals("hostname")
                || host.startsWith("127.")
                || host.equals("example.com")
                || host.endsWith(".example.com")
                || host.equals("example.org")
                || host.endsWith(".example.org")
                || host.endsWith(".example")
                || host.endsWith(".test")
                || host.endsWith(".invalid");
    }

    /** Templates and patterns are none. */
    private static boolean isWord(String password) {
        return password.chars().noneMatch(c -> "{}<>[]()\\^%#,".indexOf(c) >= 0);
    }

    private static Optional<Found> token(String text) {
        for (Form form : FORMS) {
            for (int at = text.indexOf(form.start()); at >= 0; at = text.indexOf(form.start(), at + 1)) {
                int end = at + form.start().length();
                while (end < text.length() && isPart(text.charAt(end), form.also())) {
                    end++;
                }
                boolean apart = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
                if (apart && end - at - form.start().length() >= form.least()) {
                    return Optional.of(new Found(form.kind(), form.start() + "…", at, end));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isPart(char c, String also) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || also.indexOf(c) >= 0;
    }

    /** {@code https://user:password@host}, with a password that is no variable. */
    private static Optional<Found> address(String text, int from) {
        for (int at = text.indexOf("://", from); at >= 0; at = text.indexOf("://", at + 3)) {
            int end = at + 3;
            while (end < text.length() && " \t\n\"'/`|;)".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            String authority = text.substring(at + 3, end);
            int user = authority.lastIndexOf('@');
            int colon = authority.indexOf(':');
            if (user > 0 && colon >= 0 && colon + 1 < user) {
                String password = authority.substring(colon + 1, user);
                if (!password.contains("$")
                        && !password.startsWith("<")
                        && !password.chars().allMatch(c -> c == '*' || c == 'x')) {
                    return Optional.of(new Found(
                            "a password in an address", authority.substring(0, colon) + ":…@", at + 3, at + 3 + user));
                }
            }
        }
        return Optional.empty();
    }
}
