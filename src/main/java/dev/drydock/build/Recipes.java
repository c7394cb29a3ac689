package dev.drydock.build;

import dev.drydock.node.NodeRecipe;
import dev.drydock.plan.Ground;
import dev.drydock.plan.Recipe;
import dev.drydock.python.PythonRecipe;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The languages that Drydock knows: a new one is a line here. */
final class Recipes {
    private Recipes() {}

    static List<Recipe> all() {
        return on(Optional.empty());
    }

    /** @param ground what the base image offers, where the user named one */
    static List<Recipe> on(Optional<Ground> ground) {
        return List.of(new PythonRecipe(System.getenv(), ground), new NodeRecipe(Clock.systemUTC(), ground));
    }
}
