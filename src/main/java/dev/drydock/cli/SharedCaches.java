package dev.drydock.cli;

import dev.drydock.fleet.Fleet;
import dev.drydock.fleet.Place;
import dev.drydock.fleet.Seal;
import dev.drydock.progress.Progress;
import dev.drydock.registry.Neighbours;
import dev.drydock.registry.Registries;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The caches that machines share in registries, as the command line and the environment name them. An app's own settings cannot: whoever
 * writes a repository would choose whom its builders believe.
 */
final class SharedCaches {
    private static final String FROM = "--cache-from";
    private static final String TO = "--cache-to";
    private static final String KEY = "DRYDOCK_CACHE_KEY";

    static final List<Option> OPTIONS = List.of(
            Option.values(
                    "REF[,only=downloads]",
                    "take from the cache that machines share in this repository (DRYDOCK_CACHE_FROM)",
                    FROM),
            Option.values(
                    "REF[,only=downloads]",
                    "and put into this one what it lacks, when the build has succeeded (DRYDOCK_CACHE_TO)",
                    TO));

    private SharedCaches() {}

    /** What the command line itself has wrong, said before any work. @throws DrydockException {@code cli/usage}, {@code cache/…} */
    static void check(Arguments arguments, Terminal terminal) {
        for (String option : List.of(FROM, TO)) {
            if (arguments.has(option) && arguments.has("--offline")) {
                throw BuildCommand.usage("`" + option + "` and `--offline` contradict each other", "give one of them");
            }
        }
        places(FROM, "DRYDOCK_CACHE_FROM", arguments, terminal);
        places(TO, "DRYDOCK_CACHE_TO", arguments, terminal);
        seal(terminal);
    }

    /** None where the network may not be used. */
    static Fleet open(Arguments arguments, Terminal terminal, Cache cache, Progress progress) throws IOException {
        Registries registries = RegistryOptions.registries(arguments, terminal, Fleet.PATIENCE);
        return new Fleet(
                places(FROM, "DRYDOCK_CACHE_FROM", arguments, terminal),
                places(TO, "DRYDOCK_CACHE_TO", arguments, terminal),
                registries,
                Neighbours.of(cache),
                seal(terminal),
                progress);
    }

    /** Those of the command line, else those of the variable, apart by spaces. */
    private static List<Place> places(String option, String variable, Arguments arguments, Terminal terminal) {
        if (arguments.has("--offline")
                || (!arguments.has(option)
                        && Places.variable(terminal, variable).isEmpty())) {
            // The usual case, which is looked at before all else: it is not to load a class for it.
            return List.of();
        }
        List<String> named = arguments.has(option)
                ? arguments.all(option)
                : Places.variable(terminal, variable).stream()
                        .flatMap(text -> Stream.of(text.strip().split("\\s+")))
                        .toList();
        return named.stream().distinct().map(Place::parse).toList();
    }

    private static Optional<Seal> seal(Terminal terminal) {
        return Places.variable(terminal, KEY).map(secret -> Seal.of(secret, KEY));
    }
}
