package dev.drydock.check;

import dev.drydock.dockerfile.Comment;
import dev.drydock.dockerfile.Dockerfile;
import dev.drydock.dockerfile.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What comments of a Dockerfile silence: {@code # drydock ignore=base/latest}, {@code # hadolint ignore=DL3007}, {@code # check=skip=…}; over an
 * instruction for that one, as {@code global ignore} or as the directive for the whole file.
 */
final class Suppressions {
    /** @param from the first line, and {@code to} the last, where the names are silent */
    private record Silent(List<String> names, int from, int to) {}

    private final List<Silent> all = new ArrayList<>();

    private Suppressions() {}

    static Suppressions of(Dockerfile file) {
        Suppressions result = new Suppressions();
        file.directive("check").ifPresent(directive -> result.check(directive.value(), 1, Integer.MAX_VALUE));
        for (Comment comment : file.comments()) {
            result.comment(comment, 1, Integer.MAX_VALUE, true);
        }
        for (Instruction instruction : file.instructions()) {
            for (Comment comment : instruction.head().comments()) {
                result.comment(
                        comment,
                        instruction.span().start().line(),
                        instruction.span().end().line(),
                        false);
            }
        }
        return result;
    }

    private void comment(Comment comment, int from, int to, boolean global) {
        String text = comment.text();
        for (String tool : List.of("drydock", "hadolint")) {
            String start = tool + (global ? " global ignore=" : " ignore=");
            if (text.toLowerCase(Locale.ROOT).startsWith(start)) {
                names(text.substring(start.length()), from, to);
            }
        }
        if (!global && text.startsWith("check=")) {
            check(text.substring("check=".length()), from, to);
        }
    }

    /** {@code skip=A,B;error=true}. */
    private void check(String options, int from, int to) {
        for (String option : options.split(";")) {
            int equals = option.indexOf('=');
            if (equals > 0 && option.substring(0, equals).strip().equalsIgnoreCase("skip")) {
                names(option.substring(equals + 1), from, to);
            }
        }
    }

    /** Names up to another {@code #}, behind which stands the reason. */
    private void names(String text, int from, int to) {
        int reason = text.indexOf('#');
        List<String> names = new ArrayList<>();
        for (String name : (reason < 0 ? text : text.substring(0, reason)).split("[,\\s]+")) {
            if (!name.isBlank()) {
                names.add(name);
            }
        }
        all.add(new Silent(names, from, to));
    }

    boolean silence(Finding finding) {
        int line = finding.span().line();
        return all.stream()
                .filter(silent -> silent.from() <= line && line <= silent.to())
                .flatMap(silent -> silent.names().stream())
                .anyMatch(name -> finding.rule().isMeantBy(name) || (name.equals("all")));
    }
}
