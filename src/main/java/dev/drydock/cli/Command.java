package dev.drydock.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A command of the program: what it takes, and what it does. */
interface Command {
    Option HELP = Option.flag("show this help", "-h", "--help");
    Option TRACE = Option.flag("show the stack trace of an error", "--trace");

    String name();

    /** One line for the list of commands. */
    String summary();

    /** Names of what follows the options, in order; the last may end in {@code ...}; optional ones in brackets. */
    List<String> operands();

    List<Option> options();

    /** Whole command lines with a comment each: {@code drydock build . --load   # into Docker}. */
    List<String> examples();

    /** Does the work; what goes wrong is thrown. @return the exit code */
    int run(Arguments arguments, Terminal terminal) throws IOException;

    default List<Option> allOptions() {
        List<Option> all = new ArrayList<>(options());
        all.add(TRACE);
        all.add(HELP);
        return all;
    }
}
