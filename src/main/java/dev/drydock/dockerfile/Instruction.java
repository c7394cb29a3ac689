package dev.drydock.dockerfile;

import java.util.List;
import java.util.Optional;

/** One instruction of a Dockerfile. Words are as written; see {@link Expansion} for their variables. */
public sealed interface Instruction {
    Head head();

    default Span span() {
        return head().span();
    }

    /** In upper case: {@code RUN}. */
    default String keyword() {
        return head().keyword().text().toUpperCase(java.util.Locale.ROOT);
    }

    /**
     * @param name of the stage, as written
     * @param as the keyword between them, as written
     */
    record From(Head head, Word base, Optional<Word> as, Optional<Word> name) implements Instruction {}

    record Run(Head head, CommandForm command, List<Mount> mounts) implements Instruction {
        public Run {
            mounts = List.copyOf(mounts);
        }
    }

    record Cmd(Head head, CommandForm command) implements Instruction {}

    record Entrypoint(Head head, CommandForm command) implements Instruction {}

    /** @param command empty for {@code NONE} */
    record Healthcheck(Head head, Optional<CommandForm> command) implements Instruction {}

    /** COPY and ADD. */
    sealed interface Transfer extends Instruction {
        /** Paths, addresses; heredocs not among them. */
        List<Word> sources();

        List<Heredoc> contents();

        Word destination();
    }

    record Copy(Head head, List<Word> sources, List<Heredoc> contents, Word destination) implements Transfer {
        public Copy {
            sources = List.copyOf(sources);
            contents = List.copyOf(contents);
        }
    }

    record Add(Head head, List<Word> sources, List<Heredoc> contents, Word destination) implements Transfer {
        public Add {
            sources = List.copyOf(sources);
            contents = List.copyOf(contents);
        }
    }

    /** @param old whether it is {@code NAME VALUE}, without {@code =} */
    record Assignment(Word name, Word value, boolean old) {}

    record Env(Head head, List<Assignment> assignments) implements Instruction {
        public Env {
            assignments = List.copyOf(assignments);
        }
    }

    record Label(Head head, List<Assignment> assignments) implements Instruction {
        public Label {
            assignments = List.copyOf(assignments);
        }
    }

    /** An argument and its default. */
    record Definition(Word name, Optional<Word> value) {}

    record Arg(Head head, List<Definition> definitions) implements Instruction {
        public Arg {
            definitions = List.copyOf(definitions);
        }
    }

    record Expose(Head head, List<Word> ports) implements Instruction {
        public Expose {
            ports = List.copyOf(ports);
        }
    }

    /** @param json whether the paths are a JSON array */
    record Volume(Head head, List<Word> paths, boolean json) implements Instruction {
        public Volume {
            paths = List.copyOf(paths);
        }
    }

    record User(Head head, Word user) implements Instruction {}

    record Workdir(Head head, Word path) implements Instruction {}

    record StopSignal(Head head, Word signal) implements Instruction {}

    record Maintainer(Head head, Word name) implements Instruction {}

    record Shell(Head head, List<Word> words) implements Instruction {
        public Shell {
            words = List.copyOf(words);
        }
    }

    record Onbuild(Head head, Instruction trigger) implements Instruction {}
}
