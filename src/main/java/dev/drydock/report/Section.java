package dev.drydock.report;

/**
 * A part of a report.
 *
 * @param title our own words
 * @param table what there is
 * @param closing one line after it, our own words; empty for none
 */
public record Section(String title, Table table, String closing) {
    public Section(String title, Table table) {
        this(title, table, "");
    }

    /** Cut to the first rows, with a line on how many there are. @param more how to see them all */
    public Section top(int most, String more) {
        int left = table.rows().size() - most;
        if (left <= 0) {
            return this;
        }
        String rest = "and " + left + " more" + (more.isEmpty() ? "" : ": " + more);
        return new Section(title, table.top(most), closing.isEmpty() ? rest : rest + "; " + closing);
    }

    public String terminal() {
        return title + "\n" + (table.rows().isEmpty() ? "  none\n" : table.terminal())
                + (closing.isEmpty() ? "" : "  " + Plain.line(closing) + "\n");
    }

    public String markdown() {
        return "## " + title + "\n\n" + (table.rows().isEmpty() ? "None.\n" : table.markdown())
                + (closing.isEmpty() ? "" : "\n" + Plain.markdown(closing) + "\n");
    }
}
