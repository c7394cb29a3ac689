package dev.drydock.python;

/** uv's error lines, without the marks that a terminal shows around them. */
final class UvWords {
    private UvWords() {}

    static String plain(String line) {
        String text = line;
        for (String mark : new String[] {"error:", "cause:", "Caused by:", "hint:", "×", "╰─▶", "help:", "├─▶", "│"}) {
            if (text.startsWith(mark)) {
                text = text.substring(mark.length()).strip();
            }
        }
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
