package dev.drydock.dockerfile;

/**
 * A word of an instruction.
 *
 * @param text as written, with quotes, escapes and variables; of a JSON form, the decoded string
 * @param span where it stands
 */
public record Word(String text, Span span) {
    /** A word that stands nowhere yet: for a file that is to be written. */
    public static Word of(String text) {
        return new Word(text, Span.at(1, 1));
    }
}
