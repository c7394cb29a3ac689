package dev.drydock.dockerfile;

import dev.drydock.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A Dockerfile as it is written.
 *
 * @param name for messages: {@code Dockerfile}
 * @param lines its physical lines, without line ends
 * @param escape backslash or backtick
 * @param instructions in order, those that could be read
 * @param comments all of them, in order; directives are not among them
 * @param emptyContinuations empty lines inside an instruction, which a later version of Docker will refuse
 * @param mistakes for which BuildKit refuses the file, in order; with any of them, instructions may be missing
 */
public record Dockerfile(
        String name,
        List<String> lines,
        char escape,
        List<Directive> directives,
        List<Instruction> instructions,
        List<Comment> comments,
        List<Span> emptyContinuations,
        List<Mistake> mistakes) {

    /** What BuildKit takes is far smaller; what is bigger is not a Dockerfile. */
    public static final int LARGEST = 16 * 1024 * 1024;

    public Dockerfile {
        lines = List.copyOf(lines);
        directives = List.copyOf(directives);
        instructions = List.copyOf(instructions);
        comments = List.copyOf(comments);
        emptyContinuations = List.copyOf(emptyContinuations);
        mistakes = List.copyOf(mistakes);
    }

    /**
     * Reads a Dockerfile. What is wrong inside it is among the {@link #mistakes()}.
     *
     * @param name for messages
     * @throws dev.drydock.problem.DrydockException where it is no text, larger than 16 MiB, or has a line that BuildKit cannot read
     *     (64 KiB and more)
     */
    public static Dockerfile read(String name, byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw Problem.input(
                            "dockerfile/too-large",
                            "`" + name + "` is larger than " + LARGEST / 1024 / 1024 + " MiB: not a Dockerfile")
                    .exception();
        }
        return new FileParser(name, SourceLines.of(name, bytes)).parse();
    }

    public Optional<Directive> directive(String directive) {
        return directives.stream().filter(each -> each.name().equals(directive)).findFirst();
    }
}
