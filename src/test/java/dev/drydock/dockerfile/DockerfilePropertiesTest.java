package dev.drydock.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.problem.DrydockException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read as the same; and nothing breaks the parser. */
class DockerfilePropertiesTest {
    private static Arbitrary<Word> word() {
        return Arbitraries.strings()
                .withChars("abcXYZ019./-_:@ж")
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(text -> !text.startsWith("--"))
                .map(Word::of);
    }

    private static Arbitrary<Word> anyText() {
        return Arbitraries.strings()
                .withChars("ab \"\\'$[],\t\n\u0001ж💧")
                .ofMaxLength(8)
                .map(Word::of);
    }

    private static Arbitrary<CommandForm> command() {
        Arbitrary<CommandForm> exec = anyText().list().ofMaxSize(4).map(CommandForm.Exec::new);
        Arbitrary<CommandForm> shell = word().list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(words -> new CommandForm.Shell(
                        LogicalText.of(
                                String.join(" ", words.stream().map(Word::text).toList())),
                        List.of(),
                        ""));
        return Arbitraries.oneOf(exec, shell);
    }

    private static Arbitrary<Heredoc> heredoc() {
        return Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('A', 'Z')
                                .ofMinLength(1)
                                .ofMaxLength(4),
                        Arbitraries.of(true, false),
                        Arbitraries.strings()
                                .withChars("ab #\\\"$")
                                .ofMaxLength(6)
                                .list()
                                .ofMaxSize(3))
                .as((name, expand, lines) -> new Heredoc(
                        name,
                        0,
                        expand,
                        false,
                        String.join("", lines.stream().map(line -> line + " \n").toList()),
                        Span.at(1, 1),
                        Span.at(1, 1)));
    }

    @Provide
    Arbitrary<List<Instruction>> instructions() {
        Arbitrary<Flag> from = Arbitraries.strings()
                .withChars("ab c\"'\\,=")
                .ofMaxLength(6)
                .map(value -> new Flag("from", Optional.of(value), Span.at(1, 1)));
        Arbitrary<Instruction> copy = Combinators.combine(
                        from.optional(),
                        word().list().ofMinSize(1).ofMaxSize(3),
                        heredoc().list().ofMaxSize(1),
                        word())
                .as((flag, sources, documents, destination) -> new Instruction.Copy(
                        Head.of("COPY", flag.stream().toArray(Flag[]::new)), sources, documents, destination));
        Arbitrary<Instruction> copyJson = anyText()
                .list()
                .ofMinSize(2)
                .ofMaxSize(3)
                .filter(words -> words.stream().noneMatch(word -> word.text().contains("<")))
                .map(words -> new Instruction.Copy(
                        Head.of("COPY"),
                        words.subList(0, words.size() - 1),
                        List.of(),
                        new Word(words.getLast().text() + " ", words.getLast().span())));
        Arbitrary<Instruction> env = Combinators.combine(word(), word())
                .as((name, value) -> new Instruction.Env(
                        Head.of("ENV"),
                        List.of(
                                new Instruction.Assignment(name, value, false),
                                new Instruction.Assignment(value, name, false))));
        Arbitrary<Instruction> simple = Arbitraries.oneOf(
                command().map(each -> new Instruction.Run(Head.of("RUN"), each, List.of())),
                command().map(each -> new Instruction.Cmd(Head.of("CMD"), each)),
                command().map(each -> new Instruction.Entrypoint(Head.of("entrypoint"), each)),
                command()
                        .filter(each -> !(each instanceof CommandForm.Exec(var words) && words.isEmpty()))
                        .map(each -> new Instruction.Healthcheck(Head.of("HEALTHCHECK"), Optional.of(each))),
                word().list().ofMinSize(1).ofMaxSize(3).map(words -> new Instruction.Expose(Head.of("EXPOSE"), words)),
                word().map(each -> new Instruction.User(Head.of("USER"), each)),
                word().map(each -> new Instruction.Workdir(Head.of("WORKDIR"), each)),
                word().map(each -> new Instruction.StopSignal(Head.of("STOPSIGNAL"), each)),
                anyText().list().ofMinSize(1).ofMaxSize(3).map(words -> new Instruction.Shell(Head.of("SHELL"), words)),
                word().map(each -> new Instruction.Arg(
                        Head.of("ARG"), List.of(new Instruction.Definition(each, Optional.of(each))))));
        Arbitrary<Instruction> one = Arbitraries.oneOf(simple, copy, copyJson, env);
        Arbitrary<Instruction> onbuild = one.map(each -> new Instruction.Onbuild(Head.of("ONBUILD"), each));
        return Arbitraries.oneOf(one, onbuild).list().ofMinSize(1).ofMaxSize(5);
    }

    @Property(tries = 500)
    void whatIsWrittenIsReadAsTheSame(@ForAll("instructions") List<Instruction> instructions) {
        List<Instruction> all = new ArrayList<>(
                List.of(new Instruction.From(Head.of("FROM"), Word.of("a"), Optional.empty(), Optional.empty())));
        all.addAll(instructions);
        String text = DockerfileWriter.write(all);
        Dockerfile file = DockerfileTest.read(text);
        assertThat(file.mistakes()).as(text).isEmpty();
        assertThat(file.instructions().stream()
                        .map(DockerfilePropertiesTest::bare)
                        .toList())
                .as(text)
                .isEqualTo(all.stream().map(DockerfilePropertiesTest::bare).toList());
        assertThat(DockerfileWriter.write(file.instructions())).isEqualTo(text);
    }

    /** Without places: the text of a record, with every span taken out. */
    private static String bare(Instruction instruction) {
        return instruction
                .toString()
                .replaceAll(
                        "Span\\[start=Position\\[line=\\d+, column=\\d+], end=Position\\[line=\\d+, column=\\d+]]", "");
    }

    @FuzzTest
    void nothingBreaksTheParser(byte[] bytes) {
        Dockerfile file;
        try {
            file = Dockerfile.read("Dockerfile", bytes);
        } catch (DrydockException wrong) {
            assertThat(wrong.problems()).isNotEmpty();
            return;
        }
        for (Instruction instruction : file.instructions()) {
            Span span = instruction.span();
            assertThat(span.start()).isLessThanOrEqualTo(span.end());
            assertThat(span.end().line()).isLessThanOrEqualTo(file.lines().size());
        }
        if (file.mistakes().isEmpty()) {
            Stages stages = Stages.of(file);
            if (!stages.all().isEmpty()) {
                stages.needed(stages.last());
                stages.circular();
            }
            file.instructions().forEach(each -> {
                if (each instanceof Instruction.Run run) {
                    Script.of(run.command()).commands().forEach(Script.Call::name);
                }
            });
        }
    }

    @FuzzTest
    void nothingBreaksExpansion(byte[] bytes) {
        String word = new String(bytes, StandardCharsets.UTF_8);
        Expansion.of(
                word,
                '\\',
                name -> Optional.ofNullable(new TreeMap<>(java.util.Map.of("a", "b/c", "e", "")).get(name)));
    }
}
