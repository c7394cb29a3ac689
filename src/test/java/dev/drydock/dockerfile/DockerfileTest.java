package dev.drydock.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileTest {
    static Dockerfile read(String text) {
        return Dockerfile.read("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
    }

    private static Instruction only(String text) {
        Dockerfile file = read("FROM a\n" + text);
        assertThat(file.mistakes()).isEmpty();
        assertThat(file.instructions()).hasSize(2);
        return file.instructions().getLast();
    }

    private static String written(String text) {
        Dockerfile file = read(text);
        assertThat(file.mistakes()).isEmpty();
        return DockerfileWriter.write(file.instructions());
    }

    /** Each line: what stands in the file (`⏎` is a line end), and what it comes to as written by the writer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\0',
            value = {
                // continuation
                "RUN a \\⏎  b ¦ RUN a   b",
                "RUN a\\⏎b ¦ RUN ab",
                "RUN a \\  ⏎ b ¦ RUN a  b",
                "RUN a \\⏎# a comment⏎ b ¦ RUN a  b",
                "RUN a \\⏎  # indented \\⏎ b ¦ RUN a  b",
                "RUN a \\⏎⏎   ⏎ b ¦ RUN a  b",
                "RUN a \\⏎\\⏎b ¦ RUN a b",
                "RUN a\\\\⏎RUN b ¦ RUN a\\\\⏎RUN b",
                "RUN a \\ ¦ RUN a",
                "   RUN a ¦ RUN a",
                "run a ¦ run a",
                "RUN\ta ¦ RUN a",
                // JSON forms
                "CMD [\"a\", \"b c\"] ¦ CMD [\"a\", \"b c\"]",
                "CMD [] ¦ CMD []",
                "CMD [ \"a\\u0041\\n\" ] ¦ CMD [\"aA\\u000a\"]",
                "CMD ['a'] ¦ CMD ['a']",
                "CMD [\"a\" ¦ CMD [\"a\"",
                "CMD [\"a\"] && b ¦ CMD [\"a\"] && b",
                "CMD [\"a\",] ¦ CMD [\"a\",]",
                "CMD [\"a\", \\⏎ \"b\"] ¦ CMD [\"a\", \"b\"]",
                "COPY [\"a b\", \"c\"] ¦ COPY [\"a b\", \"c\"]",
                "COPY [\"a\", \"c\"] ¦ COPY a c",
                "SHELL [\"sh\", \"-c\"] ¦ SHELL [\"sh\", \"-c\"]",
                "VOLUME [\"/a\", \"/b\"] ¦ VOLUME [\"/a\", \"/b\"]",
                "VOLUME /a /b ¦ VOLUME /a /b",
                // flags
                "COPY --from=x --chown=1:1 a b ¦ COPY --from=x --chown=1:1 a b",
                "COPY --link a b ¦ COPY --link a b",
                "COPY --link=false --exclude=*.md --exclude=x a b ¦ COPY --link=false --exclude=*.md --exclude=x a b",
                "COPY -- --a b ¦ COPY -- --a b",
                "RUN --mount=type=cache,target=\"/x y\" a ¦ RUN --mount=type=cache,target=/x\\ y a",
                "RUN --network=none --security=insecure a ¦ RUN --network=none --security=insecure a",
                "RUN \u0085 --network=x ¦ RUN -- --network=x",
                "RUN a --network=none ¦ RUN a --network=none",
                "HEALTHCHECK --interval=1m30s --retries=3 CMD a b ¦ HEALTHCHECK --interval=1m30s --retries=3 CMD a b",
                "HEALTHCHECK NONE ¦ HEALTHCHECK NONE",
                "HEALTHCHECK cmd [\"a\"] ¦ HEALTHCHECK CMD [\"a\"]",
                "ADD --checksum=sha256:0 --keep-git-dir=true https://x/y /z ¦ ADD --checksum=sha256:0 --keep-git-dir=true https://x/y /z",
                // assignments
                "ENV a=b c=\"d e\" f='g h' i=j\\ k ¦ ENV a=b c=\"d e\" f='g h' i=j\\ k",
                "ENV a b c ¦ ENV a b c",
                "ENV a=b \\⏎ c=d ¦ ENV a=b c=d",
                "ENV a=$b${c:-d e} ¦ !expected `name=value` after `ENV`, got `e}`",
                "ARG a b=c d=\"e f\" ¦ ARG a b=c d=\"e f\"",
                "LABEL a.b=c \"d e\"=f ¦ LABEL a.b=c \"d e\"=f",
                // the rest
                "EXPOSE 80 443/tcp ¦ EXPOSE 80 443/tcp",
                "USER 1:2 ¦ USER 1:2",
                "WORKDIR /a b ¦ WORKDIR /a b",
                "STOPSIGNAL SIGINT ¦ STOPSIGNAL SIGINT",
                "MAINTAINER A <a@b> ¦ MAINTAINER A <a@b>",
                "ONBUILD RUN a ¦ ONBUILD RUN a",
                "ONBUILD COPY --from=a b c ¦ ONBUILD COPY --from=a b c",
                // heredocs
                "RUN <<EOF⏎a⏎b⏎EOF ¦ RUN <<EOF⏎a⏎b⏎EOF",
                "RUN <<-EOF⏎\ta⏎\tEOF ¦ RUN <<-EOF⏎\ta⏎EOF",
                "RUN <<'EOF' cat⏎$a⏎EOF ¦ RUN <<'EOF' cat⏎$a⏎EOF",
                "COPY <<\"EOF\" <<X /d/⏎a⏎EOF⏎b⏎X ¦ COPY <<\"EOF\" <<X /d/⏎a⏎EOF⏎b⏎X",
                "RUN 3<<EOF a⏎b⏎EOF ¦ RUN 3<<EOF a⏎b⏎EOF",
                "RUN echo \"<<EOF\" ¦ RUN echo \"<<EOF\"",
                "RUN echo \\<<EOF ¦ RUN echo \\<<EOF",
                "RUN cat <<< word ¦ RUN cat <<< word",
                "ONBUILD RUN <<EOF⏎a⏎EOF ¦ ONBUILD RUN <<EOF⏎a⏎EOF",
                "RUN [\"a\", \"<<EOF\"] ¦ RUN [\"a\", \"<<EOF\"]",
                "ENV a=<<EOF ¦ ENV a=<<EOF",
                "RUN <<EOF⏎# no comment⏎EOF ¦ RUN <<EOF⏎# no comment⏎EOF",
            })
    void readsAndWrites(String text, String expected) {
        String source = "FROM a\n" + text.replace('⏎', '\n');
        if (expected.startsWith("!")) {
            assertThat(read(source).mistakes()).extracting(Mistake::message).containsExactly(expected.substring(1));
            return;
        }
        String once = written(source);
        assertThat(once).isEqualTo("FROM a\n" + expected.replace('⏎', '\n') + "\n");
        assertThat(written(once)).isEqualTo(once);
    }

    @Test
    void anEscapeAloneIsNoInstruction() {
        assertThat(read("FROM a\n\\\n# c\n").mistakes())
                .containsExactly(new Mistake(
                        "there is nothing but `\\` where an instruction should be",
                        Optional.of("take the line away"),
                        Span.of(2, 1, 2, 2)));
    }

    /** Each line: what is wrong, the message, the remedy, and where: line, column, end column. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\0',
            value = {
                "RUNN a ¦ there is no instruction `RUNN` ¦ did you mean `RUN`? ¦ 2:1-5",
                "COPI a b ¦ there is no instruction `COPI` ¦ did you mean `COPY`? ¦ 2:1-5",
                "&& b ¦ there is no instruction `&&` ¦ a line that goes on needs a `\\` at the end of the one before ¦ 2:1-3",
                "FROM ¦ expected `FROM image` or `FROM image AS name` ¦ - ¦ 2:1-5",
                "FROM a b ¦ expected `FROM image` or `FROM image AS name` ¦ - ¦ 2:6-9",
                "FROM a AS 1b ¦ `1b` cannot be the name of a stage ¦ start it with a letter; letters, digits, `-`, `_` and `.` may follow ¦ 2:11-13",
                "COPY a ¦ `COPY` needs a source and a destination, got one argument ¦ - ¦ 2:1-5",
                "ADD ¦ `ADD` needs a source and a destination, got neither ¦ - ¦ 2:1-4",
                "COPY a <<EOF⏎EOF ¦ `COPY` cannot write into a heredoc ¦ - ¦ 2:8-13",
                "COPY <<E /k${A: ¦ `COPY` needs a source ¦ - ¦ 2:6-9",
                "COPY --form=a b c ¦ `COPY` has no flag `--form` ¦ did you mean `--from`? ¦ 2:6-14",
                "COPY --link=maybe b c ¦ expected true or false for `--link`, got `maybe` ¦ - ¦ 2:6-18",
                "COPY --from b c ¦ the flag `--from` needs a value ¦ write it as `--from=…` ¦ 2:6-12",
                "COPY --chown=1 --chown=2 b c ¦ the flag `--chown` is given twice ¦ - ¦ 2:16-25",
                "RUN --network=bridge a ¦ expected default or none or host for `--network`, got `bridge` ¦ - ¦ 2:5-21",
                "RUN --security=none a ¦ expected sandbox or insecure for `--security`, got `none` ¦ - ¦ 2:5-20",
                "VOLUME a \u0085 b ¦ a path of `VOLUME` is empty ¦ - ¦ 2:10-11",
                "ENV --x a=b ¦ `ENV` has no flag `--x` ¦ `ENV` takes no flags ¦ 2:5-8",
                "ENV a ¦ `ENV` needs a name and a value ¦ write it as `ENV name=value` ¦ 2:5-6",
                "ENV =a ¦ an assignment of `ENV` has no name ¦ - ¦ 2:5-7",
                "ENV a=b c ¦ expected `name=value` after `ENV`, got `c` ¦ put a value that holds spaces in quotes ¦ 2:9-10",
                "ARG =a ¦ an `ARG` has no name ¦ - ¦ 2:5-7",
                "ARG ¦ `ARG` needs an argument ¦ - ¦ 2:1-4",
                "USER ¦ `USER` needs an argument ¦ - ¦ 2:1-5",
                "CMD [\"a\", 1] ¦ a JSON array after `CMD` may hold strings only ¦ put every element in double quotes ¦ 2:5-13",
                "SHELL sh -c ¦ `SHELL` needs the JSON form ¦ write it as `SHELL [\"/bin/bash\", \"-c\"]` ¦ 2:7-12",
                "HEALTHCHECK ls ¦ expected `CMD` or `NONE` after `HEALTHCHECK`, got `ls` ¦ - ¦ 2:13-15",
                "HEALTHCHECK CMD ¦ no command follows `HEALTHCHECK CMD` ¦ - ¦ 2:13-16",
                "HEALTHCHECK --interval=5 CMD a ¦ expected a time for `--interval`, got `5` ¦ write it as `30s`, `1m30s` or `500ms` ¦ 2:13-25",
                "HEALTHCHECK --retries=-1 CMD a ¦ expected a number for `--retries`, got `-1` ¦ - ¦ 2:13-25",
                "HEALTHCHECK NONE a ¦ `HEALTHCHECK NONE` takes no arguments ¦ - ¦ 2:18-19",
                "ONBUILD FROM a ¦ `FROM` cannot follow `ONBUILD` ¦ - ¦ 2:9-13",
                "ONBUILD ONBUILD RUN a ¦ `ONBUILD` cannot follow `ONBUILD` ¦ - ¦ 2:9-16",
                "RUN <<EOF⏎a ¦ the heredoc `EOF` has no end ¦ end it with a line that holds `EOF` and nothing else ¦ 2:5-10",
                "RUN --mount=type=x,target=/a b ¦ there is no mount of type `x` ¦ expected bind, cache, tmpfs, secret or ssh ¦ 2:5-29",
                "RUN --mount=typ=bind b ¦ `--mount` has no option `typ` ¦ it takes type, from, source, target, readonly, readwrite, id, sharing, required, size, mode, uid, gid, env ¦ 2:5-21",
                "RUN --mount=from=$X,target=/a b ¦ `from` of a mount takes no variable ¦ give the image a stage of its own, `FROM … AS name`, and mount from that ¦ 2:5-30",
            })
    void tellsMistakes(String text, String message, String help, String place) {
        Dockerfile file = read("FROM a\n" + text.replace('⏎', '\n') + "\nUSER 1");
        // What is behind the mistake is read all the same, unless a heredoc took it.
        assertThat(file.mistakes()).hasSize(1);
        Mistake mistake = file.mistakes().getFirst();
        assertThat(mistake.message()).isEqualTo(message);
        assertThat(mistake.help().orElse("-")).isEqualTo(help);
        Span span = mistake.span();
        assertThat(span.line() + ":" + span.start().column() + "-" + span.end().column())
                .isEqualTo(place);
    }

    @Test
    void allMistakesAreTold() {
        assertThat(read("RUN a\nFRUM x\nFROM a\nCOPY\nENV x=1\n").mistakes())
                .extracting(mistake -> mistake.span().line() + " " + mistake.message())
                .containsExactly(
                        "1 `RUN` stands before the first `FROM`",
                        "2 there is no instruction `FRUM`",
                        "4 `COPY` needs a source and a destination, got neither");
        assertThat(read("# nothing\n\n").mistakes())
                .extracting(Mistake::message)
                .containsExactly("the file holds no instruction");
    }

    @Test
    void directives() {
        Dockerfile file = read(
                "# syntax=docker/dockerfile:1\n#Escape = `\n# check=skip=all\n# other=1\n# escape=\\\nFROM a\nRUN b `\n c");
        assertThat(file.directives())
                .extracting(each -> each.name() + " " + each.value())
                .containsExactly("syntax docker/dockerfile:1", "escape `", "check skip=all");
        assertThat(file.escape()).isEqualTo('`');
        assertThat(file.comments()).extracting(Comment::text).containsExactly("other=1", "escape=\\");
        assertThat(DockerfileWriter.write(file.instructions())).isEqualTo("FROM a\nRUN b  c\n");
        assertThat(read("\n# escape=`\nFROM a").escape()).isEqualTo('\\');
        assertThat(read("# escape=x\nFROM a").mistakes())
                .extracting(Mistake::message)
                .containsExactly("expected a backslash or a backtick for the directive `escape`, got `x`");
        assertThat(read("# syntax=a\n# syntax=b\nFROM a").mistakes())
                .extracting(Mistake::message)
                .containsExactly("the directive `syntax` stands twice");
    }

    @Test
    void placesAreExact() {
        Dockerfile file = read("\uFEFF# a\r\nFROM  base\tAS  x\r\n  RUN one \\\r\n   # c\n\n  --two=ж \\\n three\r\n");
        Instruction.From from = (Instruction.From) file.instructions().getFirst();
        assertThat(from.base().span()).isEqualTo(Span.of(2, 7, 2, 11));
        assertThat(from.name()).map(Word::span).isEqualTo(Optional.of(Span.of(2, 16, 2, 17)));
        Instruction.Run run = (Instruction.Run) file.instructions().getLast();
        assertThat(run.span()).isEqualTo(Span.of(3, 3, 7, 7));
        assertThat(Script.of(run.command()).commands().getFirst().words())
                .extracting(Word::text, Word::span)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("one", Span.of(3, 7, 3, 10)),
                        org.assertj.core.groups.Tuple.tuple("--two=ж", Span.of(6, 3, 6, 10)),
                        org.assertj.core.groups.Tuple.tuple("three", Span.of(7, 2, 7, 7)));
        assertThat(file.emptyContinuations()).containsExactly(Span.at(5, 1));
        assertThat(file.instructions().getFirst().head().comments())
                .extracting(Comment::text)
                .containsExactly("a");
    }

    @Test
    void heredocsAreDocuments() {
        Instruction.Copy copy = (Instruction.Copy) only("COPY <<-A <<'B' c /d/\n\t\tx\n\tA\ny $z\nB\n");
        assertThat(copy.sources()).extracting(Word::text).containsExactly("c");
        assertThat(copy.contents()).extracting(Heredoc::name).containsExactly("A", "B");
        assertThat(copy.contents()).extracting(Heredoc::expand).containsExactly(true, false);
        assertThat(copy.contents()).extracting(Heredoc::text).containsExactly("x\n", "y $z\n");
        assertThat(copy.contents().getFirst().body()).isEqualTo(Span.of(3, 1, 4, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\0',
            value = {
                "a && b || c; d & e ¦ a / b / c / d / e",
                "a | b | c ¦ a| / b| / c",
                "(cd x; y) && { z; } ¦ cd x / y / { z / }",
                "a 'b c' \"d \\\" $e\" f\\ g ¦ a <b c> <d \" $e> <f g>",
                "a > b 2>&1 <c >>d e ¦ a e",
                "a &>/dev/null && b ¦ a / b",
                "X=1 Y=$(date; ls) a ¦ X=1 <Y=$(date; ls)> a",
                "a # b && c ¦ a",
                "a #b ¦ a",
                "a b#c ¦ a b#c",
                "a `b; c` ¦ a <`b; c`>",
                "a \"$(b \"c d\")\" e ¦ a <$(b \"c d\")> e",
                "if a; then b; fi ¦ if a / then b / fi",
                "a '' ¦ a <>",
                "a 'b ¦ a b",
            })
    void splitsShellScripts(String text, String expected) {
        Script script = Script.of(new CommandForm.Shell(LogicalText.of(text), List.of(), ""));
        String shown = script.commands().stream()
                .map(call -> call.words().stream()
                                .map(Word::text)
                                .map(word -> word.isEmpty() || word.contains(" ") ? "<" + word + ">" : word)
                                .collect(Collectors.joining(" "))
                        + (call.piped() ? "|" : ""))
                .collect(Collectors.joining(" / "));
        assertThat(shown).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "sudo -E apt-get update, apt-get",
        "env A=1 /usr/bin/pip x, pip",
        "A=1 B=2 npm ci, npm",
        "then make, make",
        "A=1, ''",
        "exec \"$@\", $@"
    })
    void namesTheProgram(String text, String program) {
        Script script = Script.of(new CommandForm.Shell(LogicalText.of(text), List.of(), ""));
        assertThat(script.commands().getFirst().name()).isEqualTo(program);
    }

    @Test
    void readsScriptsInAllForms() {
        assertThat(Script.of(((Instruction.Run) only("RUN [\"sh\", \"-ec\", \"a && b\"]")).command())
                        .calls("b"))
                .isTrue();
        assertThat(Script.of(((Instruction.Run) only("RUN [\"a\", \"b\"]")).command())
                        .calls("a"))
                .isTrue();
        assertThat(Script.of(((Instruction.Run) only("RUN <<E\nset -e\na\nb\nE")).command())
                        .calls("b"))
                .isTrue();
        assertThat(Script.of(((Instruction.Run) only("RUN bash <<E\nb\nE")).command())
                        .calls("b"))
                .isTrue();
        assertThat(Script.of(((Instruction.Run) only("RUN python3 <<E\nb\nE")).command())
                        .calls("b"))
                .isFalse();
    }

    @Test
    void refusesWhatIsNoDockerfile() {
        assertThatThrownBy(() -> read("FROM a\nRUN \0")).hasMessage("""
                        error[dockerfile/binary]: `Dockerfile` is not text: it holds a NUL byte
                          in Dockerfile:2
                          help: name a Dockerfile, or a directory that holds one""");
        assertThatThrownBy(() -> read("FROM a\nRUN " + "x".repeat(10_000_000))).hasMessage("""
                        error[dockerfile/long-line]: a line has 10000004 bytes; BuildKit reads no more than 65535
                          in Dockerfile:2
                          help: break the line with a continuation, or move its text into a file""");
        assertThatThrownBy(() -> Dockerfile.read("Dockerfile", new byte[Dockerfile.LARGEST + 1]))
                .hasMessage("error[dockerfile/too-large]: `Dockerfile` is larger than 16 MiB: not a Dockerfile");
    }

    @Test
    void anEndlessContinuationEnds() {
        String text = "FROM a\nRUN " + "x \\\n".repeat(2_000_000);
        Dockerfile file = read(text);
        assertThat(file.mistakes()).isEmpty();
        Instruction.Run run = (Instruction.Run) file.instructions().getLast();
        assertThat(Script.of(run.command()).commands().getFirst().words()).hasSize(2_000_000);
        assertThat(read("FROM a\nENV " + "a=b \\\n".repeat(100_000)).instructions())
                .hasSize(2);
        assertThat(read("FROM a\nRUN " + "<<E ".repeat(10_000)).mistakes()).hasSize(1);
        assertThat(read("FROM a\nRUN " + "${a:-".repeat(10_000) + "<<E").mistakes())
                .isEmpty();
        assertThat(read("FROM a\nCMD " + "[".repeat(60_000)).mistakes()).isEmpty();
    }
}
