package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportsTest {
    private static final String LIBRARY = "usr/lib/python3.13/";
    private static final String SITE = "usr/local/lib/python3.13/dist-packages/";

    /** Lines of {@code path: names}, below the root. */
    private static Imports imports(String root, String... lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String[] parts = line.split(": ?", 2);
            text.append(root).append(parts[0]).append('\t').append(parts[1]).append('\n');
        }
        return Imports.parse(root, text.toString());
    }

    private static List<String> reached(Imports library, Imports... users) {
        return library.reached(List.of(users)).stream()
                .map(path -> path.substring(LIBRARY.length()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "usr/lib/python3.13/json/decoder.py, json.decoder, json",
        "usr/lib/python3.13/json/__init__.py, json, json",
        "usr/lib/python3.13/json.py, json, ''",
        "usr/lib/python3.13/a/b/__init__.py, a.b, a.b",
        "usr/lib/python3.13/a/b/c.py, a.b.c, a.b",
    })
    void modulesHaveNamesAndPackages(String path, String name, String packageName) {
        assertThat(Imports.name(LIBRARY, path)).contains(name);
        assertThat(Imports.packageOf(name, path)).isEqualTo(packageName);
    }

    @ParameterizedTest
    @CsvSource({
        "usr/lib/python3/json.py",
        "usr/lib/python3.13/__init__.py",
        "usr/lib/python3.13/.py",
        "usr/lib/python3.1"
    })
    void whatLiesElsewhereIsNoModule(String path) {
        assertThat(Imports.name(LIBRARY, path)).isEmpty();
    }

    @Test
    void theLibraryIsReachedThroughItsUsersAndItself() {
        Imports library = imports(
                LIBRARY,
                "decimal.py: _decimal numbers",
                "numbers.py: abc",
                "email/__init__.py:",
                "email/parser.py: email.feedparser email.feedparser.FeedParser",
                "email/feedparser.py:",
                "email/unused.py: tkinter",
                "tkinter.py:");
        Imports flask =
                imports(SITE, "flask/__init__.py: flask.app", "flask/app.py: decimal", "flask/never.py: tkinter");
        Imports mail = imports(SITE, "mail.py: email.parser.Parser");
        assertThat(reached(library)).isEmpty();
        assertThat(reached(library, flask)).containsExactly("decimal.py", "numbers.py");
        // the package of what is imported is loaded first
        assertThat(reached(library, flask, mail))
                .containsExactly(
                        "decimal.py", "email/__init__.py", "email/feedparser.py", "email/parser.py", "numbers.py");
    }

    @Test
    void whatPythonItselfLoadsIsAlwaysReached() {
        assertThat(reached(
                        imports(LIBRARY, "json/__init__.py: json.decoder", "json/decoder.py: re", "re.py:", "cgi.py:")))
                .containsExactly("json/__init__.py", "json/decoder.py", "re.py");
    }

    @Test
    void programsOfPackagesAreReachedToo() {
        Imports library = imports(LIBRARY, "argparse.py:", "cmd.py:");
        assertThat(reached(
                        library,
                        imports(SITE, "tool/__init__.py:", "tool/__main__.py: argparse", "tool/shell.py: cmd")))
                .containsExactly("argparse.py");
    }

    @Test
    void aModuleOfTheLibraryHidesOneOfTheUsers() {
        Imports library = imports(LIBRARY, "typing.py: abc", "abc.py:", "cmd.py:");
        assertThat(reached(library, imports(SITE, "typing.py: cmd"))).containsExactly("abc.py", "typing.py");
    }

    @Test
    void modulesThatImportEachOtherComeToAnEnd() {
        Imports library = imports(LIBRARY, "a.py: b", "b.py: a");
        assertThat(reached(library, imports(SITE, "user.py: a"))).containsExactly("a.py", "b.py");
    }

    /** A Python whose byte code cannot be read gets all of its library. */
    @Test
    void whereNothingCanBeToldAllIsReached() {
        Imports library = imports(LIBRARY, "a.py:", "b.py:");
        assertThat(reached(library, imports(SITE, "user.py: ?"))).containsExactly("a.py", "b.py");
        assertThat(reached(imports(LIBRARY, "a.py: ?", "b.py:"), imports(SITE, "user.py: a")))
                .containsExactly("a.py", "b.py");
    }

    @Test
    void byteCodeIsBesideItsSource() {
        SourcePaths paths = new SourcePaths("cpython-313");
        assertThat(paths.code("usr/lib/python3.13/re.py"))
                .isEqualTo("usr/lib/python3.13/__pycache__/re.cpython-313.pyc");
        for (String source : List.of("app/main.py", "a/b.c.py", "a/__init__.py", "a/.py")) {
            assertThat(paths.source(paths.code(source))).contains(source);
        }
        for (String other : List.of("a/b.py", "a/b.cpython-313.pyc", "a/__pycache__/b.cpython-312.pyc", "")) {
            assertThat(paths.source(other)).isEqualTo(Optional.empty());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "app/main.py, true",
        "main.py, false",
        "app/main.pyc, false",
        "usr/bin/tool.py, false",
        "usr/local/bin/tool.py, false",
        "usr/share/doc/a.py, false",
        "usr/lib/python3.13/re.py, true",
    })
    void programsAndDataAreNoModules(String path, boolean module) {
        assertThat(SourcePaths.isModule(path)).isEqualTo(module);
    }
}
