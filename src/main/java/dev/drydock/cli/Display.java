package dev.drydock.cli;

import dev.drydock.lock.JsonTree;
import dev.drydock.progress.Progress;
import dev.drydock.report.Quantities;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Shows progress as it was asked for: redrawn in place on a terminal, a line an event elsewhere, JSON for machines, or not at all. */
final class Display implements Progress, AutoCloseable {
    private static final long REDRAW_MILLIS = 100;
    private static final int MOST_SHOWN = 8;
    private static final int USUAL_COLUMNS = 80;
    private static final int FEWEST_COLUMNS = 20;

    /** How progress is shown. */
    enum Mode {
        TTY,
        PLAIN,
        RAWJSON,
        QUIET
    }

    private final PrintStream err;
    private final Mode mode;
    private final Terminal terminal;
    private final long start = System.nanoTime();
    private final List<Running> running = Collections.synchronizedList(new ArrayList<>());
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong fetched = new AtomicLong();
    private final Thread painter;
    private final int columns;
    private volatile boolean closed;
    private int drawn;

    Display(Terminal terminal, Mode mode) {
        this.err = terminal.err();
        this.mode = mode;
        this.terminal = terminal;
        this.columns = columns(terminal);
        this.painter = Thread.ofPlatform().daemon().name("progress").unstarted(this::paint);
        if (mode == Mode.TTY) {
            painter.start();
        }
    }

    /** The width of the terminal when the launcher asked it; a row that it would wrap could not be erased again. */
    private static int columns(Terminal terminal) {
        for (String name : List.of("DRYDOCK_COLUMNS", "COLUMNS")) {
            String value = terminal.environment().getOrDefault(name, "");
            if (value.matches("[1-9][0-9]{0,3}")) {
                return Math.max(FEWEST_COLUMNS, Integer.parseInt(value));
            }
        }
        return USUAL_COLUMNS;
    }

    /** The row, cut where it would not fit. A column stays free: some terminals wrap when the last one is written. */
    static String fitted(String row, int columns) {
        StringBuilder out = new StringBuilder();
        int width = 0;
        for (int at = 0; at < row.length(); at = row.offsetByCodePoints(at, 1)) {
            int character = row.codePointAt(at);
            // East Asian wide characters and emoji all lie above this (Unicode Annex 11).
            width += character >= 0x1100 ? 2 : 1;
            if (width > columns - 1) {
                return out.isEmpty() ? "…" : out.substring(0, out.offsetByCodePoints(out.length(), -1)) + "…";
            }
            out.appendCodePoint(character);
        }
        return row;
    }

    /** {@code auto} is a terminal's redrawing where there is one. */
    static Mode mode(String name, Terminal terminal) {
        return switch (name) {
            case "tty" -> Mode.TTY;
            case "plain" -> Mode.PLAIN;
            case "rawjson" -> Mode.RAWJSON;
            case "quiet" -> Mode.QUIET;
            default ->
                terminal.interactive()
                                && !terminal.environment()
                                        .getOrDefault("TERM", "dumb")
                                        .equals("dumb")
                        ? Mode.TTY
                        : Mode.PLAIN;
        };
    }

    /** What was noted, in the order in which it was said. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    private final class Running implements Task {
        private final Kind kind;
        private final String label;
        private final long size;
        private final long since = System.nanoTime();
        private final AtomicLong done = new AtomicLong();

        Running(Kind kind, String label, long size) {
            this.kind = kind;
            this.label = Terminal.safe(label);
            this.size = size;
        }

        @Override
        public void advance(long bytes) {
            done.addAndGet(bytes);
            if (kind == Kind.FETCH) {
                fetched.addAndGet(bytes);
            }
        }

        @Override
        public void close() {
            running.remove(this);
            switch (mode) {
                case PLAIN ->
                    line(verb(kind) + " " + label + (done.get() > 0 ? " (" + Quantities.size(done.get()) + ")" : ""));
                case RAWJSON -> json("done", this);
                case TTY, QUIET -> {}
            }
        }
    }

    @Override
    public Task start(Kind kind, String label, long size) {
        Running task = new Running(kind, label, size);
        running.add(task);
        if (mode == Mode.RAWJSON) {
            json("start", task);
        }
        return task;
    }

    @Override
    public void note(String text) {
        notes.add(text);
        switch (mode) {
            case PLAIN -> line("note: " + Terminal.safe(text));
            case TTY -> above("note: " + Terminal.safe(text));
            case RAWJSON -> err.println("{\"event\": \"note\", \"text\": " + JsonTree.quoted(text) + "}");
            case QUIET -> {}
        }
    }

    private static String verb(Progress.Kind kind) {
        return switch (kind) {
            case RESOLVE -> "resolved";
            case FETCH -> "fetched";
            case MAKE -> "made";
            case WRITE -> "wrote";
        };
    }

    private static String doing(Progress.Kind kind) {
        return switch (kind) {
            case RESOLVE -> "resolving";
            case FETCH -> "fetching";
            case MAKE -> "making";
            case WRITE -> "writing";
        };
    }

    private synchronized void line(String text) {
        err.println(text);
    }

    private synchronized void above(String text) {
        err.print(erase() + text + "\n");
        drawn = 0;
        err.flush();
    }

    private synchronized void json(String event, Running task) {
        err.println("{\"event\": \"" + event + "\", \"kind\": \""
                + task.kind.name().toLowerCase(java.util.Locale.ROOT) + "\", \"label\": "
                + JsonTree.quoted(task.label) + ", \"size\": " + task.size + ", \"bytes\": " + task.done.get()
                + ", \"ms\": "
                + (System.nanoTime() - task.since) / 1_000_000 + "}");
    }

    private void paint() {
        while (!closed) {
            try {
                Thread.sleep(REDRAW_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            draw();
        }
    }

    private String erase() {
        return drawn == 0 ? "" : "\u001b[" + drawn + "A\u001b[0J";
    }

    private synchronized void draw() {
        if (closed) {
            return;
        }
        List<Running> now = List.copyOf(running);
        StringBuilder frame = new StringBuilder(erase());
        double seconds = (System.nanoTime() - start) / 1e9;
        String head = String.format(java.util.Locale.ROOT, "drydock %.1f s", seconds);
        String traffic = fetched.get() == 0
                ? ""
                : "  fetched " + Quantities.size(fetched.get()) + " ("
                        + Quantities.size((long) (fetched.get() / seconds)) + "/s)";
        frame.append(terminal.bold(head)).append(fitted(traffic, columns - head.length()));
        frame.append('\n');
        int shown = 0;
        for (Running task : now) {
            if (shown == MOST_SHOWN) {
                frame.append("  and ").append(now.size() - shown).append(" more\n");
                shown++;
                break;
            }
            frame.append("  ").append(row(task)).append('\n');
            shown++;
        }
        drawn = shown + 1;
        err.print(frame);
        err.flush();
    }

    private String row(Running task) {
        String bytes = task.done.get() == 0
                ? ""
                : task.size > 0
                        ? "  " + Quantities.size(task.done.get()) + " of " + Quantities.size(task.size)
                        : "  " + Quantities.size(task.done.get());
        String row = doing(task.kind) + " " + task.label + bytes;
        return fitted(row, columns - 2);
    }

    @Override
    public synchronized void close() {
        closed = true;
        painter.interrupt();
        if (mode == Mode.TTY && drawn > 0) {
            err.print(erase());
            err.flush();
            drawn = 0;
        }
    }
}
