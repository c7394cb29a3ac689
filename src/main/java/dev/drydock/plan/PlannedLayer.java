package dev.drydock.plan;

import dev.drydock.oci.Digest;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one layer, in order.
 *
 * <p>Its name is {@code base}, {@code runtime}, {@code dependencies} or {@code app}.
 */
public final class PlannedLayer {
    /** The base system. */
    public static final String BASE = "base";
    /** The interpreter, and what it and native code need of Debian. */
    public static final String RUNTIME = "runtime";
    /** What the lock names. */
    public static final String DEPENDENCIES = "dependencies";
    /** The user's own files. */
    public static final String APP = "app";

    /** Raised when layers are put together differently. */
    private static final String FORMAT = "layer 2";

    private final String name;
    private final List<Input> inputs;
    private @Nullable Digest key;

    public PlannedLayer(String name, List<Input> inputs) {
        this.name = name;
        this.inputs = List.copyOf(inputs);
    }

    public String name() {
        return name;
    }

    public List<Input> inputs() {
        return inputs;
    }

    /** Whether it is of the image that the app's image stands on, which other apps of the same language may share. */
    public boolean isOfBaseImage() {
        return name.equals(BASE) || name.equals(RUNTIME);
    }

    /** Covers every input; made once, since it takes the digests of all files of an app. */
    public synchronized Digest key() {
        if (key == null) {
            key = Digest.of(inputs.stream()
                    .map(input -> Digest.of(input.key()).hex())
                    .collect(Collectors.joining("\n", FORMAT + "\n", "\n")));
        }
        return key;
    }
}
