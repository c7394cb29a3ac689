package dev.drydock.registry;

import dev.drydock.lock.JsonTree;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a registry's refusal means, in plain words (distribution-spec 1.1, "Error Codes"). */
record Refusal(int status, List<String> words, Optional<String> retryAfter) {
    private static final int LONGEST_BODY = 1 << 16;
    private static final int LONGEST_WORDS = 300;
    private static final int MOST_WORDS = 3;

    /** ENOSPC and EDQUOT of Linux. */
    private static final int NO_SPACE = 28;

    private static final int QUOTA_EXCEEDED = 122;

    static Refusal of(Answer answer) {
        List<String> words = List.of();
        try {
            words = words(answer.bytes(LONGEST_BODY));
        } catch (IOException e) {
            // The status alone has to do.
        }
        return new Refusal(answer.status(), words, answer.header("Retry-After"));
    }

    /** Whether the same request may well be answered a moment later. */
    static boolean passes(int status) {
        return status == 408 || status == 425 || status == 429 || status >= 500;
    }

    /** Each as {@code CODE: message}; none where the body is something else. */
    static List<String> words(byte[] body) {
        List<String> all = new ArrayList<>();
        try {
            for (JsonTree error : JsonTree.parse(body).field("errors").elements()) {
                String text = word(error, "code") + ": " + word(error, "message");
                String detail = detail(error);
                all.add(bounded(detail.isEmpty() ? text : text + " (" + detail + ")"));
                if (all.size() == MOST_WORDS) {
                    break;
                }
            }
        } catch (IllegalArgumentException e) {
            // A proxy's page, or nothing.
        }
        return all;
    }

    private static String word(JsonTree error, String name) {
        return error.fields().get(name) instanceof JsonTree.Text text ? text.value() : "";
    }

    /** Text, or what docker-registry makes of an error of its file system: the number of Linux's errno(3), and no words. */
    private static String detail(JsonTree error) {
        if (error.fields().get("detail") instanceof JsonTree.Fields fields
                && fields.all().get("Enclosed") instanceof JsonTree.Fields enclosed
                && enclosed.all().containsKey("Err")) {
            try {
                long number = enclosed.number("Err");
                return number == NO_SPACE || number == QUOTA_EXCEEDED ? "no space left on device" : "";
            } catch (IllegalArgumentException e) {
                return "";
            }
        }
        return word(error, "detail");
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_WORDS ? text : text.substring(0, LONGEST_WORDS) + "…";
    }

    boolean says(String code) {
        return words.stream().anyMatch(word -> word.startsWith(code + ":"));
    }

    private boolean full() {
        return status == 507
                || words.stream().anyMatch(word -> word.contains("no space left") || word.contains("quota exceeded"));
    }

    /**
     * @param doing {@code push to}, {@code pull from}
     * @param what was asked for, or sent: {@code the blob `sha256:…`}
     */
    DrydockException exception(String doing, String place, String domain, String what, boolean known) {
        String cannot = "cannot " + doing + " `" + place + "`: ";
        Problem problem = problem(cannot, domain, what, known);
        for (String word : words) {
            problem = problem.because(word);
        }
        return problem.exception();
    }

    private Problem problem(String cannot, String domain, String what, boolean known) {
        if (full()) {
            return Problem.input("registry/full", cannot + "the registry is out of space (" + status + ")")
                    .help("free some space there, or raise its quota");
        }
        return switch (status) {
            case 401 ->
                Problem.input(
                                "registry/login",
                                cannot + (known ? "it does not accept your login" : "it asks for a login"))
                        .help("run `drydock login " + domain + "`");
            case 403 ->
                Problem.input("registry/denied", cannot + (known ? "your login may not" : "nobody may without a login"))
                        .help(
                                known
                                        ? "ask its owner for the permission, or use another login"
                                        : "run `drydock login " + domain + "`");
            case 404 ->
                Problem.input("registry/missing", cannot + "it does not have " + what)
                        .help("check the name; some registries want a repository to be made first");
            case 413 ->
                Problem.input("registry/too-large", cannot + "it refuses " + what + " as too large")
                        .help("raise the limit of the registry, or of the proxy in front of it");
            case 429 ->
                Problem.passing("registry/busy", cannot + "it has had too many requests")
                        .help(
                                known
                                        ? "try again later"
                                        : "log in with `drydock login " + domain + "`: limits are wider then");
            default -> {
                String text = cannot + "it answered " + status + " to " + what;
                yield passes(status)
                        ? Problem.passing("registry/failing", text).help("try again later")
                        : Problem.input("registry/answer", text);
            }
        };
    }
}
