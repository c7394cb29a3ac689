package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One instruction of a Dockerfile. Words are as written; see {@link Expansion} for their variables. */
public sealed interface Instruction {
    Head head();

    default Span span() {
        return head().span();
    }

    /** The words in which BuildKit replaces variables (Dockerfile reference, "Environment replacement"). */
    default List<Word> expandable() {
        return List.of();
    }

    /** What the container starts: the command of CMD or ENTRYPOINT. */
    default Optional<CommandForm> start() {
        return Optional.empty();
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

    record Cmd(Head head, CommandForm command) implements Instruction {
        @Override
        public Optional<CommandForm> start() {
            return Optional.of(command);
        }
    }

    record Entrypoint(Head head, CommandForm command) implements Instruction {
        @Override
        public Optional<CommandForm> start() {
            return Optional.of(command);
        }
    }

    /** @param command empty for {@code NONE} */
    record Healthcheck(Head head, Optional<CommandForm> command) implements Instruction {}

    /** COPY and ADD. */
    sealed interface Transfer extends Instruction {
        /** Paths, addresses; heredocs not among them. */
        List<Word> sources();

        List<Heredoc> contents();

        Word destination();

        @Override
        default List<Word> expandable() {
            List<Word> words = new ArrayList<>(sources());
            words.add(destination());
            return words;
        }
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

        @Override
        public List<Word> expandable() {
            return assignments.stream().map(Assignment::value).toList();
        }
    }

    record Label(Head head, List<Assignment> assignments) implements Instruction {
        public Label {
            assignments = List.copyOf(assignments);
        }

        @Override
        public List<Word> expandable() {
            return assignments.stream().map(Assignment::value).toList();
        }
    }

    /** An argument and its default. */
    record Definition(Word name, Optional<Word> value) {}

    record Arg(Head head, List<Definition> definitions) implements Instruction {
        public Arg {
            definitions = List.copyOf(definitions);
        }

        @Override
        public List<Word> expandable() {
            return definitions.stream()
                    .flatMap(definition -> definition.value().stream())
                    .toList();
        }
    }

    record Expose(Head head, List<Word> ports) implements Instruction {
        public Expose {
            ports = List.copyOf(ports);
        }

        @Override
        public List<Word> expandable() {
            return ports;
        }
    }

    /** @param json whether the paths are a JSON array */
    record Volume(Head head, List<Word> paths, boolean json) implements Instruction {
        public Volume {
            paths = List.copyOf(paths);
        }

        @Override
        public List<Word> expandable() {
            return paths;
        }
    }

    record User(Head head, Word user) implements Instruction {
        @Override
        public List<Word> expandable() {
            return List.of(user);
        }
    }

    record Workdir(Head head, Word path) implements Instruction {
        @Override
        public List<Word> expandable() {
            return List.of(path);
        }
    }

    record StopSignal(Head head, Word signal) implements Instruction {
        @Override
        public List<Word> expandable() {
            return List.of(signal);
        }
    }

    record Maintainer(Head head, Word name) implements Instruction {}

    record Shell(Head head, List<Word> words) implements Instruction {
        public Shell {
            words = List.copyOf(words);
        }
    }

    record Onbuild(Head head, Instruction trigger) implements Instruction {}
}
