package dev.drydock.cli;

import dev.drydock.lock.JsonTree;
import dev.drydock.plan.PlannedLayer;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import dev.drydock.report.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code drydock dev} says: a line for each thing that happens, for people or as JSON; only digests where quiet was asked for. */
final class DevLines {
    private final Terminal terminal;
    private final boolean json;
    private final boolean quiet;
    private final boolean trace;

    DevLines(Arguments arguments, Terminal terminal) {
        this.terminal = terminal;
        this.json = arguments.has("--json");
        this.quiet = arguments.has("--quiet");
        this.trace = arguments.has("--trace");
    }

    synchronized void built(Outcome outcome, boolean relocked, long millis) {
        if (json) {
            json("built", image(outcome) + ", \"ms\": " + millis + ", \"relocked\": " + relocked);
        } else if (quiet) {
            say(outcome.digest().toString());
        } else {
            String lock = relocked ? "  `drydock.lock` updated" : "";
            say("built in " + time(millis) + "  sha256:" + outcome.digest().brief() + layer(outcome) + lock);
        }
    }

    /** The layer that a save changes. */
    private static String layer(Outcome outcome) {
        return outcome.images().getFirst().layers().stream()
                .filter(layer -> layer.title().startsWith(PlannedLayer.APP + ": "))
                .findFirst()
                .map(layer -> "  app layer " + Quantities.size(layer.size()))
                .orElse("");
    }

    private static String image(Outcome outcome) {
        return "\"image.name\": " + JsonTree.quoted(outcome.names().getFirst()) + ", \"containerimage.digest\": "
                + JsonTree.quoted(outcome.digest().toString());
    }

    synchronized void unchanged(Outcome outcome, long millis) {
        if (json) {
            json("unchanged", image(outcome) + ", \"ms\": " + millis);
        } else if (!quiet) {
            say("the same image in " + time(millis) + "  sha256:"
                    + outcome.digest().brief());
        }
    }

    synchronized void delivered(List<String> places, long millis) {
        for (String place : places) {
            if (json) {
                json("delivered", "\"place\": " + JsonTree.quoted(place) + ", \"ms\": " + millis);
            } else if (!quiet) {
                say(place + " in " + time(millis));
            }
        }
    }

    synchronized void started(List<String> addresses, long millis) {
        if (json) {
            List<String> quoted = addresses.stream().map(JsonTree::quoted).toList();
            json("started", "\"addresses\": [" + String.join(", ", quoted) + "], \"ms\": " + millis);
        } else if (!quiet) {
            say("started in " + time(millis) + (addresses.isEmpty() ? "" : "  " + String.join("  ", addresses)));
        }
    }

    synchronized void ended(int exit) {
        if (json) {
            json("ended", "\"exit\": " + exit);
        } else {
            terminal.err().println("the app ended with exit code " + exit + "; the next save starts it again");
        }
    }

    synchronized void watching(String directory) {
        if (json) {
            json("watching", "\"directory\": " + JsonTree.quoted(directory));
        } else if (!quiet) {
            terminal.err().println("watching " + Terminal.safe(directory) + "; Ctrl-C ends it");
        }
    }

    synchronized void failed(DrydockException failure) {
        if (json) {
            List<String> problems = new ArrayList<>();
            for (Problem problem : failure.problems()) {
                problems.add("{\"code\": " + JsonTree.quoted(problem.code()) + ", \"message\": "
                        + JsonTree.quoted(problem.message()) + ", \"text\": " + JsonTree.quoted(problem.text()) + "}");
            }
            json("failed", "\"errors\": [" + String.join(", ", problems) + "]");
        } else {
            Failures.print(failure, terminal, trace);
        }
    }

    /** What the app in the container says. */
    synchronized void log(String line) {
        if (json) {
            json("log", "\"line\": " + JsonTree.quoted(line));
        } else {
            terminal.err().println(terminal.dim("app | ") + Terminal.safe(line));
        }
    }

    synchronized void note(String text) {
        if (json) {
            json("note", "\"text\": " + JsonTree.quoted(text));
        } else if (!quiet) {
            terminal.err().println("note: " + Terminal.safe(text));
        }
    }

    private void json(String event, String members) {
        terminal.out().println("{\"event\": \"" + event + "\", " + members + "}");
        terminal.out().flush();
    }

    /** At once, whoever reads it. */
    private void say(String text) {
        terminal.out().println(Terminal.safe(text));
        terminal.out().flush();
    }

    private static String time(long millis) {
        return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
    }
}
