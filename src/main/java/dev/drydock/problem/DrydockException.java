package dev.drydock.problem;

import java.util.List;
import java.util.stream.Collectors;

/** The one exception of Drydock: one or more problems found in one input, shown together. */
public final class DrydockException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public DrydockException(Problem problem) {
        this(List.of(problem));
    }

    /** @param problems at least one, in the order of the input */
    public DrydockException(List<Problem> problems) {
        super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an exception without a problem");
        }
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** The exit of the whole: the gravest, since a retry helps only where every problem may pass. */
    public Exit exit() {
        return problems.stream()
                .map(Problem::exit)
                .min(java.util.Comparator.comparing(DrydockException::rank))
                .orElseThrow();
    }

    private static int rank(Exit exit) {
        return switch (exit) {
            case DEFECT -> 0;
            case USAGE -> 1;
            case INPUT -> 2;
            case PASSING -> 3;
        };
    }
}
