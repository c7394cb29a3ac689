package dev.drydock.app;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The Procfile of an app: one process type a line, {@code web: gunicorn app:app}. */
public final class Procfile {
    private static final String NAME = "Procfile";

    private Procfile() {}

    /**
     * The command of one process type, as it was written.
     *
     * @param command not yet split: only the caller knows which variables have a value
     * @param line in the Procfile, from 1
     */
    public record Entry(String command, int line) {
        /** {@code in Procfile:3}. */
        public String place() {
            return "in " + NAME + ":" + line;
        }
    }

    /**
     * The {@code web} process of the directory's Procfile; empty where there is no Procfile or no such process in it.
     *
     * @throws dev.drydock.problem.DrydockException where two lines define it, or the line holds no command
     */
    public static Optional<Entry> web(Directory directory) throws IOException {
        Optional<String> text = directory.text(NAME);
        return text.isEmpty() ? Optional.empty() : web(text.get());
    }

    static Optional<Entry> web(String text) {
        Optional<Entry> found = Optional.empty();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line =
                    i == 0 && lines.get(0).startsWith("\uFEFF") ? lines.get(0).substring(1) : lines.get(i);
            int colon = line.indexOf(':');
            if (colon < 0 || !line.substring(0, colon).strip().equals("web")) {
                continue;
            }
            Entry entry = new Entry(line.substring(colon + 1).strip(), i + 1);
            if (entry.command().isEmpty()) {
                throw Problem.input("app/procfile-empty", "the process `web` has no command")
                        .at(entry.place())
                        .help("write the command after the colon, or delete the line")
                        .exception();
            }
            if (found.isPresent()) {
                throw Problem.input("app/procfile-twice", "the process `web` is defined twice")
                        .at(found.get().place())
                        .at(entry.place())
                        .help("delete one of the two lines")
                        .exception();
            }
            found = Optional.of(entry);
        }
        return found;
    }
}
