package dev.drydock.dockerfile;

/**
 * A document that stands in the Dockerfile itself.
 *
 * @param name of its end mark, without quotes
 * @param expand whether variables in it are replaced: not where the name is quoted
 * @param chomp whether tabs at the start of its lines are taken off ({@code <<-})
 * @param content as written, with line ends
 * @param word where {@code <<NAME} stands
 * @param body the lines of the content, end mark not included
 */
public record Heredoc(
        String name, int descriptor, boolean expand, boolean chomp, String content, Span word, Span body) {
    /** The content as the build sees it: without the tabs that {@code <<-} takes off. */
    public String text() {
        if (!chomp) {
            return content;
        }
        StringBuilder out = new StringBuilder(content.length());
        boolean lineStart = true;
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (!(lineStart && c == '\t')) {
                out.append(c);
                lineStart = c == '\n';
            }
        }
        return out.toString();
    }
}
