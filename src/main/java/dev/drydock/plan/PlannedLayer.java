package dev.drydock.plan;

import dev.drydock.oci.Digest;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The inputs of one layer, in order.
 *
 * @param name {@code base}, {@code runtime}, {@code system}, {@code dependencies}, {@code app}
 */
public record PlannedLayer(String name, List<Input> inputs) {
    /** The base system. */
    public static final String BASE = "base";
    /** The interpreter, and what it and native code need of Debian. */
    public static final String RUNTIME = "runtime";

    /** Raised when layers are put together differently. */
    private static final String FORMAT = "layer 2";

    public PlannedLayer {
        inputs = List.copyOf(inputs);
    }

    /** Whether it is below the app's own: what other apps of the same language may share. */
    public boolean isBelowApp() {
        return name.equals(BASE) || name.equals(RUNTIME);
    }

    /** Covers every input. */
    public Digest key() {
        return Digest.of(inputs.stream()
                .map(input -> Digest.of(input.key()).hex())
                .collect(Collectors.joining("\n", FORMAT + "\n", "\n")));
    }
}
