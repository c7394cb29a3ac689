package dev.drydock.build;

import dev.drydock.node.NodeRecipe;
import dev.drydock.plan.Recipe;
import dev.drydock.python.PythonRecipe;
import java.util.List;

/** The languages that Drydock knows: a new one is a line here. */
final class Recipes {
    private Recipes() {}

    static List<Recipe> all() {
        return List.of(new PythonRecipe(System.getenv()), new NodeRecipe());
    }
}
