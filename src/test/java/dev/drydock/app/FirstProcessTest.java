package dev.drydock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstProcessTest {
    private record Plain(String server) implements App.Facts {
        @Override
        public SortedMap<String, String> told() {
            return new TreeMap<>();
        }

        @Override
        public boolean endsOnSignal(List<String> command) {
            return command.contains(server);
        }
    }

    @TempDir
    Path root;

    private App app(String settings, String start) throws IOException {
        Files.writeString(root.resolve("drydock.toml"), settings);
        Settings read = SettingsReader.read(root, Map.of(), Settings.NONE);
        return new App(
                "python",
                "shop",
                Optional.empty(),
                DirectoryReader.read(root, read),
                read,
                new Start(List.of(start.split(" ")), "the test", List.of()),
                new Plain("gunicorn"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | python main.py | main.py | print('x') | tini (no file of the app handles SIGTERM)",
                "'' | python -m gunicorn | main.py | print('x') | none (the app handles SIGTERM)",
                "'' | python main.py | main.py | signal.signal(signal.SIGTERM, end) | none (the app handles SIGTERM)",
                "'' | node server.js | src/end.mjs | process.on('SIGTERM', end) | none (the app handles SIGTERM)",
                "'' | node server.js | notes.md | SIGTERM | tini (no file of the app handles SIGTERM)",
                "init = true | python -m gunicorn | main.py | print('x') | tini (the settings say so)",
                "init = false | python main.py | main.py | print('x') | none (the settings say so)",
                "cmd = ['python', 'main.py'] | python -m gunicorn | main.py | print('x') | tini (no file of the app handles SIGTERM)",
            })
    void decides(String settings, String start, String file, String text, String expected) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
        assertThat(FirstProcess.told(app(settings, start))).isEqualTo(expected);
    }

    @Test
    void goesBeforeTheEntryPoint() {
        assertThat(FirstProcess.above(List.of("python", "main.py")))
                .containsExactly("/usr/bin/tini", "--", "python", "main.py");
        // Docker puts the arguments after it
        assertThat(FirstProcess.above(List.of())).containsExactly("/usr/bin/tini", "--");
    }
}
