package dev.drydock.build;

import dev.drydock.app.App;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.oci.Image;
import dev.drydock.plan.Plan;
import java.util.List;

/**
 * A finished build.
 *
 * @param relocked whether drydock.lock had to be made or changed
 */
public record Built(App app, boolean relocked, List<One> images) {
    /** The image of one target. */
    public record One(Target target, LockedTarget locked, Plan plan, Image image) {}

    public Built {
        images = List.copyOf(images);
    }
}
