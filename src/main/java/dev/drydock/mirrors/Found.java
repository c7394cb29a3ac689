package dev.drydock.mirrors;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One line of {@code drydock mirrors}: a kind with its mirror, or with the problems that say why there is none. */
public record Found(String kind, Optional<Mirror> mirror, List<Problem> problems) {
    public Found {
        problems = List.copyOf(problems);
    }

    static Found of(String kind, Supplier<Mirror> finder) {
        try {
            return new Found(kind, Optional.of(finder.get()), List.of());
        } catch (DrydockException e) {
            return new Found(kind, Optional.empty(), e.problems());
        }
    }
}
