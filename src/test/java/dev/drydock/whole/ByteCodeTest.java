package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is compiled and what is not, by the real interpreter of an image. */
@Tag("real")
class ByteCodeTest {
    @TempDir
    Path home;

    private Path app(String... files) throws IOException {
        Path app = Files.createDirectories(home.resolve("shop"));
        Files.writeString(app.resolve("requirements.txt"), "itsdangerous==2.2.0\n");
        Files.writeString(app.resolve("app.py"), "import itsdangerous\nprint('runs')\n");
        for (int i = 0; i < files.length; i += 2) {
            Path file = app.resolve(files[i]);
            Files.createDirectories(file.getParent());
            Files.write(file, files[i + 1].getBytes(StandardCharsets.ISO_8859_1));
        }
        return app;
    }

    /** Path to the first 16 bytes, of the byte code in the image. */
    private SortedMap<String, String> byteCode(Path app) throws IOException {
        Path file = home.resolve("shop.tar");
        Program.drydock(home, Map.of(), "build", app.toString(), "-q", "--output=type=tar,dest=" + file)
                .ok();
        SortedMap<String, String> found = new TreeMap<>();
        try (TarReader tar =
                new TarReader("image", new BufferedInputStream(Files.newInputStream(file)), Limits.PACKAGE)) {
            for (Optional<Entry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                if (entry.get().path().endsWith(".pyc")) {
                    found.put(
                            entry.get().path(),
                            HexFormat.of().formatHex(tar.content().readNBytes(16)));
                }
            }
        }
        return found;
    }

    private static SortedSet<String> of(SortedMap<String, String> code, String prefix) {
        return new TreeSet<>(code.subMap(prefix, prefix + "\uffff").keySet());
    }

    @Test
    void whatCompilesIsCompiledWhateverItsEncoding() throws IOException {
        SortedMap<String, String> code = byteCode(app(
                "latin.py",
                "# -*- coding: latin-1 -*-\nname = 'caf\u00e9'\n",
                "russian.py",
                "# -*- coding: koi8-r -*-\nx = 1\n",
                "broken.py",
                "print 'Python 2'\n",
                "undeclared.py",
                "name = 'caf\u00e9'\n",
                "nothing.py",
                "",
                "deep.py",
                "x = " + "(".repeat(5000) + ")".repeat(5000) + "\n",
                "warns.py",
                "x = '\\d' is 'a'\n",
                "pkg/__init__.py",
                "",
                "pkg/inner/mod.py",
                "from .. import inner\n",
                "templates/page.txt",
                "no module\n"));
        assertThat(of(code, "app/"))
                .containsExactly(
                        "app/__pycache__/app.cpython-313.pyc",
                        "app/__pycache__/latin.cpython-313.pyc",
                        "app/__pycache__/nothing.cpython-313.pyc",
                        "app/__pycache__/russian.cpython-313.pyc",
                        "app/__pycache__/warns.cpython-313.pyc",
                        "app/pkg/__pycache__/__init__.cpython-313.pyc",
                        "app/pkg/inner/__pycache__/mod.cpython-313.pyc");
        // the magic number of 3.13, and the flag of code that is never checked against its source (PEP 552)
        assertThat(code.values()).allSatisfy(head -> assertThat(head).startsWith("f30d0d0a01000000"));
        // of the library, what is imported and what Python loads itself
        assertThat(of(code, "usr/lib/"))
                .contains(
                        "usr/lib/python3.13/__pycache__/hmac.cpython-313.pyc",
                        "usr/lib/python3.13/json/__pycache__/decoder.cpython-313.pyc")
                .doesNotContain("usr/lib/python3.13/sqlite3/__pycache__/dbapi2.cpython-313.pyc");
        assertThat(code)
                .containsKey("usr/local/lib/python3.13/dist-packages/itsdangerous/__pycache__/signer.cpython-313.pyc");
    }

    /** The piece of the library is made once, and taken again where other packages need the same of it. */
    @Test
    void theLibraryIsCompiledOnce() throws IOException {
        Path app = app();
        assertThat(made(app))
                .contains("made byte code of itsdangerous\n", "made byte code of all the standard library\n");
        Files.writeString(app.resolve("requirements.txt"), "itsdangerous==2.1.2\n");
        assertThat(made(app))
                .contains("made byte code of itsdangerous\n")
                .doesNotContain(
                        "made byte code of all the standard library\n", "made byte code of the standard library\n");
    }

    private String made(Path app) throws IOException {
        return Program.drydock(home, Map.of(), "build", app.toString(), "--progress=plain")
                .ok()
                .err();
    }
}
