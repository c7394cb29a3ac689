package dev.drydock.plan;

import dev.drydock.oci.Config;
import dev.drydock.oci.Platform;
import java.util.List;

/** What goes where, the lowest layer first. */
public record Plan(Platform platform, List<PlannedLayer> layers, Config config) {
    public Plan {
        layers = List.copyOf(layers);
    }
}
