package dev.drydock.archive;

import dev.drydock.problem.DrydockException;
import java.util.List;
import java.util.Map;

/** What holds of every entry that a reader lets through, and of every refusal. */
final class EntryChecks {
    private EntryChecks() {}

    static void check(Entry entry, Map<String, Entry.Kind> seen) {
        String path = entry.path();
        checkPath(path);
        for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
            Entry.Kind parent = seen.get(path.substring(0, at));
            if (parent != null && parent != Entry.Kind.DIRECTORY) {
                throw new AssertionError("below " + parent + ": " + path);
            }
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("a control character");
        }
        if (seen.put(path, entry.kind()) != null && entry.kind() != Entry.Kind.DIRECTORY) {
            throw new AssertionError("twice: " + path);
        }
        if (entry.mode() != (entry.mode() & 07777) || entry.size() < 0) {
            throw new AssertionError("mode or size: " + entry);
        }
    }

    static void checkPath(String path) {
        if (!path.isEmpty()) {
            for (String part : path.split("/", -1)) {
                if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                    throw new AssertionError("a part that leads elsewhere: " + path);
                }
            }
        }
    }

    static void checkRefusal(DrydockException refused) {
        List<String> codes = refused.problems().stream().map(p -> p.code()).toList();
        if (!codes.stream().allMatch(code -> code.startsWith("archive/"))) {
            throw new AssertionError("codes " + codes);
        }
        String text = refused.problems().getFirst().text();
        if (text.length() > 2000 || text.chars().anyMatch(c -> c != '\n' && Character.isISOControl(c))) {
            throw new AssertionError("a message not for terminals: " + text);
        }
    }
}
