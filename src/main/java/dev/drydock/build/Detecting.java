package dev.drydock.build;

import dev.drydock.app.App;
import dev.drydock.app.Directory;
import dev.drydock.app.Settings;
import dev.drydock.plan.Recipe;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which app a directory holds. */
public final class Detecting {
    private Detecting() {}

    /** @param language asked for, where the user did */
    public static Builder.Found app(Directory directory, Settings settings, Optional<String> language)
            throws IOException {
        List<Recipe> recipes = Recipes.all().stream()
                .filter(recipe -> language.isEmpty() || language.get().equals(recipe.language()))
                .toList();
        List<Builder.Found> found = new ArrayList<>();
        for (Recipe recipe : recipes) {
            Optional<App> app = recipe.detect(directory, settings);
            app.ifPresent(a -> found.add(new Builder.Found(a, recipe)));
        }
        if (found.isEmpty()) {
            throw Problem.input("app/none", "found no app in `" + directory.name() + "`")
                    .because("looked for " + recipes.stream().map(Recipe::signs).collect(Collectors.joining("; ")))
                    .help("name the directory that holds one")
                    .exception();
        }
        if (found.size() > 1) {
            throw Problem.input(
                            "app/two",
                            "found more than one app in `" + directory.name() + "`: "
                                    + found.stream()
                                            .map(f -> f.recipe().language())
                                            .collect(Collectors.joining(", ")))
                    .help("choose one with `--language`, such as `--language "
                            + found.getFirst().recipe().language() + "`")
                    .exception();
        }
        return found.getFirst();
    }
}
