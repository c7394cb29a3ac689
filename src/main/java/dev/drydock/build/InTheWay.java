package dev.drydock.build;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Member;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Whether a base has something else where the app's files need directories: engines unpack through such links, each in its own way, and a file
 * would vanish.
 */
final class InTheWay {
    private InTheWay() {}

    /** @throws DrydockException {@code base/in-the-way}, all of them together */
    static void check(List<Member> below, List<Piece> pieces, String name) {
        List<Problem> problems = problems(
                below,
                below.isEmpty()
                        ? List.of()
                        : pieces.stream()
                                .flatMap(piece -> piece.members().stream())
                                .toList(),
                name);
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
    }

    static List<Problem> problems(List<Member> below, List<Member> own, String name) {
        Map<String, Entry.Kind> there = new HashMap<>();
        below.forEach(member -> there.put(member.entry().path(), member.entry().kind()));
        TreeSet<String> wrong = new TreeSet<>();
        for (Member member : own) {
            String path = member.entry().path();
            for (String parent : Member.parents(path)) {
                if (there.getOrDefault(parent, Entry.Kind.DIRECTORY) != Entry.Kind.DIRECTORY) {
                    wrong.add(parent);
                }
            }
            boolean folder = member.entry().kind() == Entry.Kind.DIRECTORY;
            if (there.containsKey(path) && folder != (there.get(path) == Entry.Kind.DIRECTORY)) {
                wrong.add(path);
            }
        }
        List<Problem> problems = new ArrayList<>();
        for (String path : wrong) {
            boolean folder = there.get(path) == Entry.Kind.DIRECTORY;
            problems.add(Problem.input(
                            "base/in-the-way",
                            "the base `" + name + "` has a " + (folder ? "directory" : "file or link") + " `/" + path
                                    + "` where the app has a " + (folder ? "file" : "directory"))
                    .help("use a base without it"));
        }
        return problems;
    }
}
