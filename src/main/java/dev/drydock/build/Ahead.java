package dev.drydock.build;

import dev.drydock.app.App;
import dev.drydock.debian.DebInput;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Recipe;
import dev.drydock.plan.Workshop;
import java.io.IOException;

/**
 * Loads what a build comes to need while another thread is still busy with what comes before: on two processors that hides a good part of what a
 * short build waits for. Nothing depends on it.
 */
public final class Ahead {
    private Ahead() {}

    /** What nearly every build needs. Returns at once. */
    public static void start() {
        start(() -> {
            Digest.sha256();
            DebInput.prepare();
        });
    }

    /** What a build of the app by the recipe needs. Returns at once. */
    static void start(Recipe recipe, App app, Workshop workshop) {
        start(() -> {
            try {
                recipe.prepare(app, workshop);
            } catch (IOException | RuntimeException e) {
                // Whoever needs it comes to the same, and tells of it.
            }
        });
    }

    private static void start(Runnable work) {
        Thread.ofPlatform().daemon().name("ahead").start(work);
    }
}
