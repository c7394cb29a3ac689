package dev.drydock.mirrors;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AptProxiesTest {
    private static final String SOURCES = """
            Types: deb
            URIs: %s
            Suites: trixie
            Components: main
            """;

    @TempDir
    Path directory;

    private Optional<String> proxy(String dump, String mirror, String asked) {
        MachineMirrors mirrors = new Root(directory)
                .program("apt-config", dump.replace(" / ", "\n"))
                .file("/etc/apt/sources.list.d/debian.sources", SOURCES.formatted(mirror))
                .mirrors();
        mirrors.debian();
        return mirrors.proxy(URI.create(asked));
    }

    /** Each dump as {@code apt-config} prints it, and {@code -} for nothing said. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Acquire::http::Proxy \"http://p.example:3128\"; | http://mirror.example/debian | http://p.example:3128",
                "Acquire::http::Proxy \"http://me:hidden@p.example:1/\"; | http://mirror.example/debian | http://me:hidden@p.example:1/",
                "Acquire::http::Proxy \"http://p.example:1\"; | https://mirror.example/debian | http://p.example:1",
                "Acquire::http::Proxy \"http://p.example:1\"; / Acquire::https::Proxy \"http://q.example:2\"; | https://mirror.example/debian | http://q.example:2",
                "Acquire::https::Proxy \"http://q.example:2\"; | http://mirror.example/debian | -",
                "Acquire::http::Proxy \"http://p.example:1\"; / Acquire::http::Proxy::mirror.example \"DIRECT\"; | http://mirror.example/debian | NONE",
                "Acquire::http::Proxy \"http://p.example:1\"; / Acquire::http::Proxy::other.example \"DIRECT\"; | http://mirror.example/debian | http://p.example:1",
                "Acquire::http::Proxy \"\"; / Acquire::http::Proxy::Mirror.Example \"http://q.example:2\"; | http://mirror.example/debian | http://q.example:2",
                "Acquire::http::Proxy \"DIRECT\"; | http://mirror.example/debian | NONE",
                "Acquire::http::Proxy \"\"; | http://mirror.example/debian | -",
                "broken | http://mirror.example/debian | -",
            })
    void asAptHasIt(String dump, String mirror, String expected) {
        String found = proxy(dump, mirror, mirror + "/dists/trixie/InRelease")
                .map(text -> text.isEmpty() ? "NONE" : text)
                .orElse("-");
        assertThat(found).isEqualTo(expected);
    }

    /** What is no Debian mirror is none of apt's business. */
    @Test
    void otherMirrorsAreLeftToTheEnvironment() {
        assertThat(proxy(
                        "Acquire::http::Proxy \"http://p.example:1\";",
                        "http://mirror.example/debian",
                        "http://other.example/x"))
                .isEmpty();
    }

    @Test
    void withoutAptNothingIsSaid() {
        MachineMirrors mirrors = new Root(directory)
                .file("/etc/apt/sources.list.d/debian.sources", SOURCES.formatted("http://mirror.example/debian"))
                .mirrors();
        mirrors.debian();
        assertThat(mirrors.proxy(URI.create("http://mirror.example/debian/x"))).isEmpty();
    }
}
