package dev.drydock.cli;

import dev.drydock.fetch.Connections;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Exit;
import dev.drydock.problem.Problem;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The program: finds the command, runs it, says what went wrong, exits. */
public final class Main {
    /** What a shell shows of a program that SIGPIPE ended (128 + 13). */
    private static final int CLOSED_PIPE = 141;

    private Main() {}

    public static void main(String[] arguments) {
        Runtime.getRuntime().addShutdownHook(new Thread(Main::endPrograms));
        Connections.alone();
        // Flushed at the end of a line on err only: data on out can be large.
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        PrintStream out = new PrintStream(output, false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(out, err, System.getenv(), System.getenv("DRYDOCK_STDERR_TTY") != null);
        int exit = run(Arrays.asList(arguments), terminal);
        exit = ended(exit, output, terminal);
        leaveToSignal();
        // Threads of clients that are still asleep must not keep a finished program alive.
        Runtime.getRuntime().halt(exit);
    }

    /** Those that a build runs would go on without it, in a directory that is no more. Only where a signal ends this process. */
    private static void endPrograms() {
        Ending.run();
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Waits for ever where a signal is ending the process: what fails now fails because working files are being removed, which is nothing to
     * tell, and the exit code is to be the signal's, as after Ctrl-C in any program (128 + 2, 128 + 15).
     */
    private static void leaveToSignal() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
        } catch (IllegalStateException ending) {
            while (true) {
                try {
                    Thread.sleep(1000);
                } catch (InterruptedException e) {
                    // Nobody is left who could mean it.
                }
            }
        }
    }

    /** Says what could not be said on standard output. @return the exit code */
    static int ended(int exit, StandardOutput output, Terminal terminal) {
        terminal.out().flush();
        if (output.hasLostItsReader()) {
            return exit == 0 ? CLOSED_PIPE : exit;
        }
        Optional<DrydockException> problem = output.problem();
        problem.ifPresent(e -> Failures.print(e, terminal, false));
        return exit == 0 && problem.isPresent() ? Exit.INPUT.code() : exit;
    }

    /** Runs one command line. @return the exit code */
    static int run(List<String> arguments, Terminal terminal) {
        try {
            return dispatch(arguments, terminal);
        } catch (DrydockException e) {
            leaveToSignal();
            Failures.print(e, terminal, arguments.contains("--trace"));
            return e.exit().code();
        } catch (IOException e) {
            leaveToSignal();
            DrydockException problem = Failures.unexpected(e);
            Failures.print(problem, terminal, arguments.contains("--trace"));
            return problem.exit().code();
        } catch (RuntimeException | Error e) {
            leaveToSignal();
            Failures.defect(e, terminal);
            return Exit.DEFECT.code();
        }
    }

    private static int dispatch(List<String> arguments, Terminal terminal) throws IOException {
        if (arguments.isEmpty()
                || List.of("--help", "-h", "help").contains(arguments.getFirst()) && arguments.size() == 1) {
            terminal.out().print(Help.of(Commands.groups()));
            return arguments.isEmpty() ? Exit.USAGE.code() : 0;
        }
        String first = arguments.getFirst();
        if (first.equals("--version") || first.equals("-V")) {
            return new VersionCommand().run(Arguments.parse(new VersionCommand(), List.of()), terminal);
        }
        boolean help = first.equals("help");
        String name = help ? arguments.get(1) : first;
        Command command = Commands.find(name).orElseThrow(() -> unknown(name));
        List<String> rest = arguments.subList(1, arguments.size());
        if (help || asksForHelp(rest)) {
            terminal.out().print(Help.of(command));
            return 0;
        }
        return command.run(Arguments.parse(command, rest), terminal);
    }

    private static boolean asksForHelp(List<String> rest) {
        int end = rest.indexOf("--");
        List<String> options = end < 0 ? rest : rest.subList(0, end);
        return options.contains("--help") || options.contains("-h");
    }

    private static DrydockException unknown(String name) {
        Problem problem = name.startsWith("-")
                ? Problem.usage("cli/usage", "expected a command, got the option `" + name + "`")
                : Problem.usage("cli/unknown-command", "unknown command `" + name + "`");
        Optional<String> near = Nearest.of(name, Commands.names());
        return problem.help(near.map(n -> "did you mean `drydock " + n + "`?").orElse("see `drydock --help`"))
                .exception();
    }
}
