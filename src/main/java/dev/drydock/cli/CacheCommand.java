package dev.drydock.cli;

import dev.drydock.problem.Problem;
import dev.drydock.report.Quantities;
import dev.drydock.store.Cache;
import dev.drydock.store.Keeping;
import java.io.IOException;
import java.util.List;

/** {@code drydock cache}: what is kept, whether it is sound, and making room. */
final class CacheCommand implements Command {
    @Override
    public String name() {
        return "cache";
    }

    @Override
    public String summary() {
        return "show, verify or prune what is kept between builds";
    }

    @Override
    public List<String> operands() {
        return List.of("info|verify|prune");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.value(
                        "DAYS",
                        "prune what was written more than so many days ago (default: everything)",
                        "--older-than"),
                Places.CACHE_DIR);
    }

    @Override
    public List<String> examples() {
        return List.of("drydock cache info", "drydock cache verify", "drydock cache prune --older-than 30");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        String what = arguments.operand(0, this);
        Keeping keeping = new Keeping(Places.cacheDirectory(arguments, terminal));
        return switch (what) {
            case "info" -> info(keeping, terminal);
            case "verify" -> verify(keeping, arguments, terminal);
            case "prune" -> prune(keeping, arguments, terminal);
            default ->
                throw Problem.usage("cli/usage", "expected info, verify or prune, got `" + what + "`")
                        .help("see `drydock cache --help`")
                        .exception();
        };
    }

    private static int info(Keeping keeping, Terminal terminal) throws IOException {
        terminal.out().println(keeping.root());
        long files = 0;
        long bytes = 0;
        for (Keeping.Use use : keeping.buckets()) {
            files += use.files();
            bytes += use.bytes();
            row(terminal, use.bucket().directory(), use.files(), use.bytes());
        }
        row(terminal, "in all", files, bytes);
        return 0;
    }

    private static void row(Terminal terminal, String name, long files, long bytes) {
        terminal.out()
                .println(String.format(
                        java.util.Locale.ROOT, "  %-14s %7d files %10s", name, files, Quantities.size(bytes)));
    }

    private int verify(Keeping keeping, Arguments arguments, Terminal terminal) throws IOException {
        try (Cache cache = Places.cache(arguments, terminal)) {
            Keeping.Verified verified = keeping.verify(cache);
            verified.bad().forEach(name -> terminal.out().println("bad: " + name + " (set aside)"));
            terminal.out()
                    .println(verified.good() + " entries are what they should be, "
                            + verified.bad().size() + " are not");
            return verified.bad().isEmpty() ? 0 : 1;
        }
    }

    private static int prune(Keeping keeping, Arguments arguments, Terminal terminal) throws IOException {
        long days = arguments.value("--older-than").map(CacheCommand::days).orElse(0L);
        Keeping.Pruned pruned = keeping.prune(days);
        terminal.out().println("removed " + pruned.files() + " files, " + Quantities.size(pruned.bytes()));
        return 0;
    }

    private static long days(String text) {
        if (!text.matches("\\d{1,5}")) {
            throw Problem.usage("cli/usage", "expected a number of days, got `" + text + "`")
                    .exception();
        }
        return Long.parseLong(text);
    }
}
