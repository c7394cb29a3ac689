package dev.drydock.dockerfile;

import java.util.List;

/** How a command is given. */
public sealed interface CommandForm {
    /** Whether it says nothing. */
    boolean isEmpty();

    /**
     * Text for a shell.
     *
     * @param text on one line, continuations joined; may be empty
     * @param jsonFault where the text starts like a JSON array but is none, what is wrong with it: the shell gets it as it stands; else empty
     */
    record Shell(LogicalText text, List<Heredoc> heredocs, String jsonFault) implements CommandForm {
        public Shell {
            heredocs = List.copyOf(heredocs);
        }

        @Override
        public boolean isEmpty() {
            return text.length() == 0;
        }
    }

    /** Words for the system itself: the JSON form. */
    record Exec(List<Word> words) implements CommandForm {
        public Exec {
            words = List.copyOf(words);
        }

        @Override
        public boolean isEmpty() {
            return words.isEmpty();
        }

        public List<String> texts() {
            return words.stream().map(Word::text).toList();
        }
    }
}
