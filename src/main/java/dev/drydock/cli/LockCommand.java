package dev.drydock.cli;

import dev.drydock.build.Builder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code drydock lock}: resolves everything anew. */
final class LockCommand implements Command {
    @Override
    public String name() {
        return "lock";
    }

    @Override
    public String summary() {
        return "resolve everything anew and keep it in drydock.lock";
    }

    @Override
    public List<String> operands() {
        return List.of("DIRECTORY");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(BuildOptions.APP);
        all.add(Bases.OPTION);
        all.addAll(BuildOptions.WORK);
        all.add(Places.STORE_DIR);
        all.addAll(Places.MIRRORS);
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock lock .                                          # take today's packages",
                "drydock lock . --platform linux/amd64,linux/arm64       # for both",
                "drydock lock . --locked                                 # only check that the lock fits, as CI does");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        boolean check = arguments.has("--locked");
        try (Session session = Session.open(arguments.operand(0, this), arguments, terminal, !check);
                Builder builder = session.builder()) {
            int artifacts = builder.lock().targets().values().stream()
                    .mapToInt(target -> target.artifacts().size())
                    .sum();
            session.display().close();
            if (!session.quiet()) {
                terminal.out()
                        .println((check ? "`drydock.lock` fits: " : "locked ") + artifacts
                                + " artifacts in `drydock.lock`");
            }
        }
        return 0;
    }
}
