package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wheels, installed as the binary distribution format says, or refused. */
final class WheelInputTest {
    private static final String NAME = "shop_kit-1.0-py3-none-any.whl";
    private static final String BROKEN = "error[python/broken-wheel]: cannot install `" + NAME + "`\n  caused by: ";

    @TempDir
    Path folder;

    private Path install(Wheels wheel) throws IOException {
        Path file = wheel.write(folder);
        Path out = Files.createTempDirectory(folder, "out");
        new WheelInput(Wheels.artifact(file), Layout.of(PythonRuntime.ALL.getFirst()), true)
                .write(new Workbench(folder, artifact -> file), new Workbench.Written(out));
        return out;
    }

    private static String tree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return String.join(
                    "\n",
                    files.filter(Files::isRegularFile)
                            .map(file -> root.relativize(file) + (Files.isExecutable(file) ? " x" : ""))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void putsEveryFileInItsPlace() throws IOException {
        Path out = install(new Wheels(NAME)
                .with("shop_kit/__init__.py", "x = 1\n")
                .with("shop_kit/__pycache__/__init__.cpython-313.pyc", "stale")
                .with("shop_kit-1.0.data/purelib/pure.py", "")
                .with("shop_kit-1.0.data/platlib/plat.py", "")
                .with("shop_kit-1.0.data/scripts/tool", "#!python -E\nprint(1)\n")
                .with("shop_kit-1.0.data/scripts/binary", "\u007fELF")
                .with("shop_kit-1.0.data/headers/kit.h", "")
                .with("shop_kit-1.0.data/data/share/kit/a,b.txt", "")
                .information(
                        "entry_points.txt", "[console_scripts]\nkit = shop_kit.cli:App.run [extra]\n[other]\na = b\n")
                .information("licenses/LICENSE", "free")
                .information("INSTALLER", "other"));
        assertThat(tree(out)).isEqualTo("""
                usr/local/bin/binary x
                usr/local/bin/kit x
                usr/local/bin/tool x
                usr/local/include/python3.13/shop-kit/kit.h
                usr/local/lib/python3.13/dist-packages/plat.py
                usr/local/lib/python3.13/dist-packages/pure.py
                usr/local/lib/python3.13/dist-packages/shop_kit-1.0.dist-info/INSTALLER
                usr/local/lib/python3.13/dist-packages/shop_kit-1.0.dist-info/METADATA
                usr/local/lib/python3.13/dist-packages/shop_kit-1.0.dist-info/RECORD
                usr/local/lib/python3.13/dist-packages/shop_kit-1.0.dist-info/REQUESTED
                usr/local/lib/python3.13/dist-packages/shop_kit-1.0.dist-info/WHEEL
                usr/local/lib/python3.13/dist-packages/shop_kit-1.0.dist-info/entry_points.txt
                usr/local/lib/python3.13/dist-packages/shop_kit-1.0.dist-info/licenses/LICENSE
                usr/local/lib/python3.13/dist-packages/shop_kit/__init__.py
                usr/local/share/kit/a,b.txt""");
        assertThat(out.resolve("usr/local/bin/tool")).hasContent("#!/usr/bin/python3.13\nprint(1)\n");
        assertThat(out.resolve("usr/local/bin/kit"))
                .hasContent("#!/usr/bin/python3.13\nimport sys\n\nfrom shop_kit.cli import App\n\n"
                        + "if __name__ == \"__main__\":\n    sys.exit(App.run())\n");
    }

    @Test
    void writesARecordOfWhatIsThere() throws IOException {
        Path out = install(new Wheels(NAME)
                .with("shop_kit.py", "x = 1\n")
                .with("shop_kit-1.0.data/data/share/a,b.txt", "")
                .information("entry_points.txt", "[console_scripts]\nkit = shop_kit:main\n"));
        Path site = out.resolve("usr/local/lib/python3.13/dist-packages");
        String record = Files.readString(site.resolve("shop_kit-1.0.dist-info/RECORD"));
        assertThat(record.lines())
                .contains(
                        "../../../bin/kit,"
                                + RecordFile.hashAndSize(Files.readAllBytes(out.resolve("usr/local/bin/kit"))),
                        "\"../../../share/a,b.txt\",sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0",
                        "shop_kit-1.0.dist-info/RECORD,,");
        for (RecordFile.Line line : RecordFile.parse(record).values()) {
            assertThat(site.resolve(line.path())).exists();
        }
        assertThat(record.lines()).hasSize((int) tree(out).lines().count());
    }

    @Test
    void hasAKeyForEverythingItDependsOn() throws IOException {
        var artifact = Wheels.artifact(new Wheels(NAME).write(folder));
        Layout trixie = Layout.of(PythonRuntime.ALL.getFirst());
        Layout bookworm = Layout.of(PythonRuntime.ALL.getLast());
        assertThat(Stream.of(
                                new WheelInput(artifact, trixie, true),
                                new WheelInput(artifact, trixie, false),
                                new WheelInput(artifact, bookworm, true))
                        .map(WheelInput::key)
                        .distinct())
                .hasSize(3);
    }

    static Stream<Arguments> bad() {
        String right = new Wheels(NAME).rightRecord();
        return Stream.of(
                bad(
                        "its RECORD does not name `extra.py`",
                        new Wheels(NAME).with("extra.py", "").record(right)),
                bad(
                        "its RECORD names `gone.py`, which it does not hold",
                        new Wheels(NAME)
                                .record(right + "gone.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n")),
                bad(
                        "its RECORD has no hash of `a.py`",
                        new Wheels(NAME).with("a.py", "").record(right + "a.py,,\n")),
                bad(
                        "`a.py` does not have the hash that its RECORD names",
                        new Wheels(NAME)
                                .with("a.py", "evil")
                                .record(right + "a.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,4\n")),
                bad(
                        "expected a hash of sha256 or better in RECORD, got `md5=abc`",
                        new Wheels(NAME).with("a.py", "").record(right + "a.py,md5=abc,0\n")),
                bad(
                        "expected `Wheel-Version: 1.0`, got `2.0`",
                        new Wheels(NAME).information("WHEEL", "Wheel-Version: 2.0\n")),
                bad("it has no `shop_kit-1.0.dist-info/WHEEL`", new Wheels(NAME).without("WHEEL")),
                bad("expected one `.dist-info` directory, got 2", new Wheels(NAME).with("b-1.dist-info/METADATA", "")),
                bad("it has files for the unknown scheme `etc`", new Wheels(NAME).with("shop_kit-1.0.data/etc/x", "")),
                bad(
                        "two of its files go to `/usr/local/lib/python3.13/dist-packages/a.py`",
                        new Wheels(NAME).with("a.py", "").with("shop_kit-1.0.data/purelib/a.py", "")),
                bad(
                        "not a name for a command: `../sh`",
                        new Wheels(NAME).information("entry_points.txt", "[console_scripts]\n../sh = a:b\n")),
                bad(
                        "expected `module:function` for the command `x`, got `a:b();import os`",
                        new Wheels(NAME).information("entry_points.txt", "[console_scripts]\nx = a:b();import os\n")));
    }

    private static Arguments bad(String cause, Wheels wheel) {
        return Arguments.of(cause, wheel);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesBadWheels(String cause, Wheels wheel) {
        assertThatThrownBy(() -> install(wheel))
                .hasMessage(BROKEN + cause + "\n  help: choose another version of `shop-kit`, or tell its authors");
    }

    @Test
    void refusesThePathsThatTheGateRefuses() {
        assertThatThrownBy(() -> install(new Wheels(NAME).with("../../etc/passwd", "")))
                .message()
                .startsWith("error[archive/");
    }
}
