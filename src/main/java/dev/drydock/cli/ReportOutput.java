package dev.drydock.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * In which form a report is written, and where to: standard output, or the file of {@code -o}, whose ending tells the form where
 * {@code --format} does not.
 *
 * @param format {@code text} or another of {@link #FORMATS}
 * @param file absent for standard output
 */
record ReportOutput(String format, Optional<String> file) {
    static final List<String> FORMATS = List.of("text", "markdown", "csv", "json", "html");
    static final Option FILE = Option.value(
            "FILE", "where to (default: standard output); .html, .json, .csv or .md tell the form", "-o", "--output");
    private static final Map<String, String> ENDINGS =
            Map.of(".html", "html", ".htm", "html", ".json", "json", ".csv", "csv", ".md", "markdown", ".txt", "text");

    /** @param page what the file could be called where the user asks for HTML and names none */
    static ReportOutput parse(Arguments arguments, String page) {
        Optional<String> file = arguments.value("--output").filter(name -> !name.equals("-"));
        String format = arguments.has("--json")
                ? "json"
                : arguments
                        .value("--format")
                        .or(() -> file.flatMap(ReportOutput::ending))
                        .orElse("text");
        // a page is nothing to read in a terminal; System.console() is there only where both input and output are one
        if (format.equals("html") && !arguments.has("--output") && System.console() != null) {
            throw BuildCommand.usage("`--format html` makes a page for a browser", "add `-o " + page + "`");
        }
        return new ReportOutput(format, file);
    }

    private static Optional<String> ending(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int dot = lower.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : Optional.ofNullable(ENDINGS.get(lower.substring(dot)));
    }

    void write(String text, Terminal terminal) throws IOException {
        if (file.isEmpty()) {
            terminal.out().print(text);
        } else {
            Outputs.replace(file.get(), text);
            terminal.err().println("wrote " + Terminal.safe(file.get()));
        }
    }
}
