package dev.drydock.cli;

import dev.drydock.mirrors.Found;
import dev.drydock.mirrors.Machine;
import dev.drydock.mirrors.UserMirrors;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code drydock mirrors}: where packages come from on this machine. */
final class MirrorsCommand implements Command {
    @Override
    public String name() {
        return "mirrors";
    }

    @Override
    public String summary() {
        return "show where packages come from on this machine, or set it";
    }

    @Override
    public List<String> operands() {
        return List.of("[set|unset]", "[KIND]", "[URL]");
    }

    @Override
    public List<Option> options() {
        List<Option> options = new ArrayList<>(Places.MIRRORS);
        options.add(Places.CACHE_DIR);
        return options;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock mirrors                                            # what was found, and where",
                "drydock mirrors set debian https://mirror.example/debian   # kept in your configuration",
                "drydock mirrors unset debian");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        List<String> words = arguments.positional();
        if (words.isEmpty()) {
            return show(arguments, terminal);
        }
        UserMirrors own = new UserMirrors(Machine.current());
        if (words.getFirst().equals("set") && words.size() == 3) {
            own.set(words.get(1), words.get(2));
            return 0;
        }
        if (words.getFirst().equals("unset") && words.size() == 2) {
            own.unset(words.get(1));
            return 0;
        }
        throw Problem.usage(
                        "cli/usage",
                        "expected `drydock mirrors`, `drydock mirrors set KIND URL` or `drydock mirrors unset KIND`")
                .help("the kinds are " + String.join(", ", UserMirrors.KINDS))
                .exception();
    }

    private static int show(Arguments arguments, Terminal terminal) throws IOException {
        List<Found> all;
        try (Cache cache = Places.cache(arguments, terminal)) {
            all = Network.open(arguments, terminal, cache, Progress.NONE, false, Instant.now())
                    .mirrors()
                    .all();
        }
        for (Found found : all) {
            String name =
                    found.kind() + " ".repeat(Math.max(1, 17 - found.kind().length()));
            if (found.mirror().isPresent()) {
                String secret = found.mirror().get().authorization().isPresent() ? ", with credentials" : "";
                terminal.out()
                        .println(name
                                + Terminal.safe(found.mirror().get().uri() + "  (from "
                                        + found.mirror().get().foundIn() + secret + ")"));
            } else {
                terminal.out()
                        .println(name + "none: "
                                + Terminal.safe(found.problems().getFirst().message()));
            }
        }
        return 0;
    }
}
