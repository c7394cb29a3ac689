package dev.drydock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.app.CommandLine.NeedsShell;
import dev.drydock.app.CommandLine.Words;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\0',
            value = {
                "gunicorn app:app ¦ gunicorn|app:app",
                "  gunicorn \t app:app   ¦ gunicorn|app:app",
                "node 'my server.js' ¦ node|my server.js",
                "node \"my server.js\" ¦ node|my server.js",
                "node my\\ server.js ¦ node|my server.js",
                "node pre'fix'\"ed\" ¦ node|prefixed",
                "node '' \"\" x ¦ node|||x",
                "node 'a|b' \"c;d\" e\\&f ¦ node|a/b|c;d|e&f",
                "node '$HOME' ¦ node|$HOME",
                "node \"\\$HOME \\\"q\\\" \\\\ \\n\" ¦ node|$HOME \"q\" \\ \\n",
                "node \\* '*' \"?\" ¦ node|*|*|?",
                "node a#b a~b ¦ node|a#b|a~b",
                "node --opt=1 A=b ¦ node|--opt=1|A=b",
                "exec gunicorn app:app ¦ gunicorn|app:app",
                "'if' x ¦ if|x",
                "node if ¦ node|if",
                "node a$ b ¦ node|a$|b",
                "node \"a$\" ¦ node|a$",
                "./run {a,b} ¦ ./run|{a,b}",
                "node é 日本 ¦ node|é|日本",
            })
    void splitsAsAShellWould(String text, String words) {
        List<String> expected = List.of(words.replace("a/b", "a\0b").split("\\|", -1)).stream()
                .map(w -> w.replace('\0', '|'))
                .toList();
        assertThat(CommandLine.split(text)).isEqualTo(new Words(new TreeMap<>(), expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\0',
            value = {
                "a && b ¦ `&&` runs more than one command",
                "a || b ¦ `||` runs more than one command",
                "a; b ¦ `;` runs more than one command",
                "a | b ¦ `|` connects two commands",
                "a & ¦ `&` runs a command in the background",
                "a > log ¦ `>` redirects a stream",
                "a 2>&1 ¦ `>` redirects a stream",
                "a < in ¦ `<` redirects a stream",
                "(a) ¦ `(` groups commands",
                "a *.js ¦ `*` stands for file names",
                "a b? ¦ `?` stands for file names",
                "[ -f x ] ¦ `[` stands for file names",
                "a $(b) ¦ `$(` runs another command inside it",
                "a \"$(b)\" ¦ `$(` runs another command inside it",
                "a `b` ¦ `` ` `` runs another command inside it",
                "a \"`b`\" ¦ `` ` `` runs another command inside it",
                "a $PORT ¦ `$PORT` is only known when the container starts",
                "a \"${PORT}\" ¦ `$PORT` is only known when the container starts",
                "a ${PORT%x} ¦ `${PORT…}` changes the value of a variable",
                "a ${PORT ¦ `${PORT…}` changes the value of a variable",
                "a ${PORT:-$X} ¦ `${PORT…}` changes the value of a variable",
                "a $1 ¦ `$1` is a variable of the shell",
                "a $@ ¦ `$@` is a variable of the shell",
                "a ${#x} ¦ `${` is a variable of the shell",
                "a $'x' ¦ `$'` is a variable of the shell",
                "a ~/b ¦ `~` stands for a home directory",
                "a # b ¦ `#` starts a comment",
                "cd src ¦ `cd` is a word of the shell",
                "exec ¦ `exec` is a word of the shell",
                "exec -a name node ¦ `exec` is a word of the shell",
                "if true ¦ `if` is a word of the shell",
                ". ./env ¦ `.` is a word of the shell",
                "a 'b ¦ the quote `'` is not closed",
                "a \"b ¦ the quote `\"` is not closed",
                "a b\\ ¦ nothing follows the last `\\`",
                "A=b ¦ it only sets variables",
                "'' ¦ ",
            })
    void namesWhatOnlyAShellCanDo(String text, String reason) {
        if (reason == null) {
            assertThat(CommandLine.split(text)).isEqualTo(new Words(new TreeMap<>(), List.of("")));
            return;
        }
        assertThat(CommandLine.split(text)).isEqualTo(new NeedsShell(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\t\n"})
    void nothingIsNoCommand(String text) {
        assertThat(CommandLine.split(text)).isEqualTo(new NeedsShell("it is empty"));
    }

    @Test
    void controlCharactersAndLines() {
        assertThat(CommandLine.split("a\nb")).isEqualTo(new NeedsShell("it has more than one line"));
        assertThat(CommandLine.split("a\u0007b")).isEqualTo(new NeedsShell("it holds the control character U+0007"));
        assertThat(CommandLine.split("a '\0'")).isEqualTo(new NeedsShell("it holds the control character U+0000"));
        assertThat(CommandLine.split("a \\\n b")).isEqualTo(new Words(new TreeMap<>(), List.of("a", "b")));
        assertThat(CommandLine.split("a".repeat(200_000)))
                .isEqualTo(new NeedsShell("it is longer than 131072 characters"));
    }

    @Test
    void assignmentsBeforeTheCommandAreEnvironment() {
        assertThat(CommandLine.split("NODE_ENV=production A='b c' node x=y"))
                .isEqualTo(
                        new Words(new TreeMap<>(Map.of("NODE_ENV", "production", "A", "b c")), List.of("node", "x=y")));
        assertThat(CommandLine.split("\"A\"=b node")).isEqualTo(new Words(new TreeMap<>(), List.of("A=b", "node")));
        assertThat(CommandLine.split("1A=b node")).isEqualTo(new Words(new TreeMap<>(), List.of("1A=b", "node")));
    }

    @Test
    void knownVariablesAreReplaced() {
        Map<String, String> port = Map.of("PORT", "8080", "TWO", "a b");
        for (String text : List.of("g -b 0:$PORT", "g -b 0:${PORT}", "g -b \"0:$PORT\"", "g -b 0:${PORT:-5000}")) {
            assertThat(CommandLine.split(text, port))
                    .isEqualTo(new Words(new TreeMap<>(), List.of("g", "-b", "0:8080")));
        }
        assertThat(CommandLine.split("g ${OTHER:-5000}", port))
                .isEqualTo(new Words(new TreeMap<>(), List.of("g", "5000")));
        assertThat(CommandLine.split("g \"$TWO\"", port)).isEqualTo(new Words(new TreeMap<>(), List.of("g", "a b")));
        assertThat(CommandLine.split("g $TWO", port))
                .isEqualTo(new NeedsShell("the value `a b` of a variable stands outside quotes"));
    }

    @Property
    void whatIsQuotedComesBackAsItWas(@ForAll @Size(max = 6) List<String> arguments) {
        List<String> words = new java.util.ArrayList<>(List.of("program"));
        arguments.forEach(argument -> words.add(argument.replace("\0", "")));
        String line = String.join(
                " ",
                words.stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .toList());
        assertThat(CommandLine.split(line)).isEqualTo(new Words(new TreeMap<>(), words));
    }

    @Property
    void aWordNeverHoldsWhatTheShellWouldHaveActedOn(@ForAll @NotEmpty String text) {
        if (text.chars().noneMatch(c -> "'\"\\".indexOf(c) >= 0)
                && CommandLine.split(text) instanceof Words(var environment, var words)) {
            words.forEach(word -> assertThat(word).doesNotContain(" ", "\t", "\n", "|", ";", "&", "`", "*"));
        }
    }

    @FuzzTest
    void nothingBreaksIt(byte[] bytes) {
        String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        switch (CommandLine.split(text, Map.of("PORT", "8080"))) {
            case Words(var environment, var words) -> assertThat(words).isNotEmpty();
            case NeedsShell(var reason) -> assertThat(reason).isNotBlank();
        }
    }
}
