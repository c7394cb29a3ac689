package dev.drydock.cli;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.FullDisk;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** How failures are said. */
final class Failures {
    private Failures() {}

    static void print(DrydockException failure, Terminal terminal, boolean trace) {
        boolean first = true;
        for (Problem problem : failure.problems()) {
            if (!first) {
                terminal.err().println();
            }
            first = false;
            String text = Terminal.safe(problem.text());
            String head = "error[" + problem.code() + "]:";
            terminal.err().println(terminal.red(head) + text.substring(head.length()));
        }
        if (trace) {
            failure.printStackTrace(terminal.err());
        }
    }

    /** An I/O failure that no layer below gave words to: a full disk, a file without permission. */
    static DrydockException unexpected(IOException failure) {
        String text = String.valueOf(failure.getMessage());
        Problem problem =
                Problem.input("io/failed", "cannot read or write a file").because(failure);
        if (FullDisk.isMeantBy(failure)) {
            return Problem.input("io/full", "the disk is full")
                    .because(failure)
                    .help("free some space; nothing was left half made")
                    .exception();
        }
        return failure instanceof FileSystemException || text.contains("Read-only")
                ? problem.exception()
                : Problem.input("io/failed", "cannot go on")
                        .because(failure)
                        .help("run it again with `--trace` to see where")
                        .exception();
    }

    static void defect(Throwable failure, Terminal terminal) {
        if (failure instanceof OutOfMemoryError) {
            terminal.err()
                    .println(terminal.red("error[drydock/memory]:") + " the heap of "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MiB is too small for this");
            terminal.err()
                    .println("  help: give it more with the variable `DRYDOCK_HEAP`, such as `DRYDOCK_HEAP=512m`");
            return;
        }
        terminal.err()
                .println(terminal.red("error[drydock/defect]:") + " this is a defect of Drydock, not of your app");
        terminal.err().println("  help: please report it with the lines below");
        failure.printStackTrace(terminal.err());
    }
}
