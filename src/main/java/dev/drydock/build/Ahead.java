package dev.drydock.build;

import dev.drydock.debian.DebInput;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Recipe;

/**
 * Loads what nearly every build comes to need while the app is still being looked at, by one thread: on two processors that hides a good
 * part of what a short build waits for. Nothing depends on it.
 */
public final class Ahead {
    private Ahead() {}

    /** Returns at once. */
    public static void start() {
        Thread.ofPlatform().daemon().name("ahead").start(() -> {
            Digest.sha256();
            DebInput.prepare();
            Recipes.all().forEach(Recipe::prepare);
        });
    }
}
