package dev.drydock.build;

import dev.drydock.debian.DebInput;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Recipe;

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

    /** What apps of the recipe need. Returns at once. */
    public static void start(Recipe recipe) {
        start(recipe::prepare);
    }

    private static void start(Runnable work) {
        Thread.ofPlatform().daemon().name("ahead").start(work);
    }
}
