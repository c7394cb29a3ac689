package dev.drydock.build;

import dev.drydock.app.App;
import dev.drydock.app.Directory;
import dev.drydock.app.Settings;
import dev.drydock.plan.Ground;
import dev.drydock.plan.Recipe;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which app a directory holds. */
public final class Detecting {
    private Detecting() {}

    /** The one app of the directory, or the one of the language that the settings name. */
    public static Builder.Found app(Directory directory, Settings settings) throws IOException {
        return app(directory, settings, Optional.empty());
    }

    /** @param ground what the base image offers, where the user named one */
    public static Builder.Found app(Directory directory, Settings settings, Optional<Ground> ground)
            throws IOException {
        Optional<String> language = settings.language();
        List<Recipe> recipes = Recipes.on(ground).stream()
                .filter(recipe -> language.isEmpty() || language.get().equals(recipe.language()))
                .toList();
        List<Builder.Found> found = new ArrayList<>();
        List<String> languages = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Recipe recipe : recipes) {
            try {
                Optional<App> app = recipe.detect(directory, settings);
                app.ifPresent(a -> found.add(new Builder.Found(a, recipe)));
                app.ifPresent(a -> languages.add(recipe.language()));
            } catch (DrydockException e) {
                // it is an app of this language all the same, and another one may be here too
                languages.add(recipe.language());
                problems.addAll(e.problems());
            }
        }
        if (languages.size() > 1) {
            problems.addFirst(two(directory, languages));
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        if (found.isEmpty()) {
            throw Problem.input("app/none", "found no app in `" + directory.name() + "`")
                    .because("looked for " + recipes.stream().map(Recipe::signs).collect(Collectors.joining("; ")))
                    .help("name the directory that holds one")
                    .exception();
        }
        return found.getFirst();
    }

    private static Problem two(Directory directory, List<String> languages) {
        return Problem.input(
                        "app/two",
                        "found more than one app in `" + directory.name() + "`: " + String.join(", ", languages))
                .help("choose one: `language = \"" + languages.getFirst() + "\"` in drydock.toml, or `--language "
                        + languages.getFirst() + "`");
    }
}
