package dev.drydock.check;

import java.util.List;
import java.util.Optional;

/** Texts that can only be credentials, by the form that their issuers gave them. */
public final class SecretValues {
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
        int key = text.indexOf("PRIVATE KEY-----");
        if (key >= 0 && text.lastIndexOf("-----BEGIN", key) >= 0) {
            return Optional.of(new Found(
                    "a private key", "-----BEGIN … PRIVATE KEY-----", text.lastIndexOf("-----BEGIN", key), key + 16));
        }
        return address(text);
    }

    private static boolean isPart(char c, String also) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || also.indexOf(c) >= 0;
    }

    /** {@code https://user:password@host}, with a password that is no variable. */
    private static Optional<Found> address(String text) {
        for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
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
