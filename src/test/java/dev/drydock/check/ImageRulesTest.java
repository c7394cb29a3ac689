package dev.drydock.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.archive.TarWriter;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.Images;
import dev.drydock.oci.Layer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Images with one thing wrong each, and what is found in them: no more, no less. */
class ImageRulesTest {
    private static final Options OPTIONS = new Options(Set.of("labels"), Map.of(), List.of(), RulesTest.TODAY);

    private static List<String> found(String name, OptionalLong maximum, Layer... layers) {
        SecretFiles secrets = new SecretFiles();
        ImageContents image = Images.read(name, secrets, layers);
        return ImageRules.check(image, secrets, maximum, OPTIONS).findings().stream()
                .map(finding -> finding.rule().id() + ": " + finding.message())
                .toList();
    }

    private static List<String> found(Layer... layers) {
        return found("test", OptionalLong.empty(), layers);
    }

    private static void put(TarWriter tar, String path, int mode, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        tar.file(path, mode, bytes.length, new ByteArrayInputStream(bytes));
    }

    @Test
    void nothingIsWrong() {
        assertThat(found(Images.layer("one", tar -> {
                    put(tar, "app/run", 0755, "x");
                    put(tar, "etc/ssl/certs/a.key", 0644, "x");
                    put(tar, "app/node_modules/a/test.key", 0644, "x");
                    put(tar, "etc/passwd", 0644, "root:x:0:0:root:/root:/sbin/nologin\n");
                    put(tar, "etc/shadow", 0640, "root:*:1::::::\n");
                    tar.directory("tmp", 01777, 0);
                })))
                .isEmpty();
    }

    @Test
    void permissions() {
        assertThat(found(Images.layer("one", tar -> {
                    put(tar, "usr/bin/su", 04755, "x");
                    put(tar, "app/data", 0666, "x");
                    tar.directory("srv", 0777, 0);
                })))
                .containsExactly(
                        "files/mode: 2 may be changed by everybody: `/app/data`, `/srv`",
                        "files/setuid: 1 run with another's rights, whoever starts them: `/usr/bin/su`");
    }

    @Test
    void shellsMatterInDistrolessImagesOnly() {
        Layer shell = Images.layer("one", tar -> put(tar, "usr/bin/busybox", 0755, "x"));
        assertThat(found(shell)).isEmpty();
        assertThat(found("shop:distroless", OptionalLong.empty(), shell))
                .containsExactly("files/shell: a distroless image holds `/usr/bin/busybox`");
        Layer records = Images.layer("two", tar -> {
            tar.directory("var/lib/dpkg/status.d", 0755, 0);
            put(tar, "usr/bin/apt-get", 0755, "x");
        });
        assertThat(found(records)).containsExactly("files/shell: a distroless image holds `/usr/bin/apt-get`");
    }

    @Test
    void accountsWithoutAPassword() {
        assertThat(found(Images.layer("one", tar -> {
                    put(tar, "etc/passwd", 0644, "root:x:0:0:root:/root:/bin/sh\nann::1:1::/:/bin/sh\n");
                    put(tar, "etc/shadow", 0640, "root::1::::::\n");
                })))
                .containsExactly("files/password: anybody may log in without a password as `root`, `ann`");
    }

    @Test
    void secretsOfAnyLayer() {
        Layer one = Images.layer("one", tar -> {
            put(tar, "root/.npmrc", 0600, "x");
            put(tar, "app/server.key", 0600, "x");
        });
        Layer two = Images.layer("two", tar -> put(tar, "root/.wh..npmrc", 0600, ""));
        assertThat(found(one))
                .containsExactly(
                        "secrets/file: layer 1 holds what is usually secret: `/app/server.key`, `/root/.npmrc`");
        assertThat(found(one, two))
                .containsExactly(
                        "secrets/file: layer 1 holds what is usually secret: `/app/server.key`, `/root/.npmrc`; deleted later, and still there for whoever has the image");
        assertThat(found(Images.layer("RUN curl https://ann:hunter2@host.example", tar -> put(tar, "a", 0644, "x"))))
                .containsExactly("secrets/value: a password in an address stands in the history of layer 1 (`ann:…@`)");
    }

    private static final String KEY =
            "-----BEGIN PRIVATE KEY-----\n" + "MC4CAQAwBQYDK2Vw".repeat(4) + "\n-----END PRIVATE KEY-----\n";

    static Stream<Arguments> contents() {
        String token = "ghp_" + "0123456789abcdefghijklmnopqrstuvwxyz";
        return Stream.of(
                Arguments.of("app/config.py", "TOKEN = '" + token + "'\n", "a GitHub token"),
                Arguments.of("app/config.py", "x".repeat(69_610) + " " + token, "a GitHub token"),
                Arguments.of("app/config.py", "\0" + token, ""),
                Arguments.of("app/config.py", "TOKEN = 'ghp_short'\n", ""),
                Arguments.of("app/tls.txt", KEY, "a private key"),
                Arguments.of("app/tls.json", "\"" + KEY.replace("\n", "\\n") + "\"", "a private key"),
                Arguments.of("app/tls.py", "if '-----BEGIN PRIVATE KEY-----' in text:\n    raise ValueError\n", ""),
                Arguments.of("usr/lib/python3/dist-packages/test/key.txt", KEY, ""),
                Arguments.of("app/node_modules/a/key.txt", KEY, ""),
                Arguments.of("app/settings", "DB=postgres://shop:k8Dq2x@db.internal/shop", "a password in an address"),
                Arguments.of("app/settings", "DB=postgres://shop:shop@db.internal/shop", ""),
                Arguments.of("app/settings", "DB=postgres://shop:k8Dq2x@localhost/shop", ""),
                Arguments.of("app/settings", "DB=postgres://shop:password@db.internal/shop", ""),
                Arguments.of("app/settings", "see https://user:k8Dq2x@www.example.com/", ""),
                Arguments.of("app/settings", "f'https://{user}:{password}@{host}/'", ""),
                Arguments.of(
                        "app/settings",
                        "a://u:k8Dq2x@localhost/ b://u:k8Dq2x@db.internal/",
                        "a password in an address"));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void secretsInFiles(String path, String content, String kind) {
        List<String> found = found(Images.layer("one", tar -> put(tar, path, 0644, content)));
        if (kind.isEmpty()) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found)
                    .singleElement()
                    .asString()
                    .startsWith("secrets/value: " + kind + " stands in `/" + path + "` in layer 1 (`");
        }
    }

    @Test
    void secretsInFilesThatWereDeleted() {
        Layer one = Images.layer("one", tar -> put(tar, "app/a.txt", 0600, KEY));
        Layer two = Images.layer("two", tar -> put(tar, "app/.wh.a.txt", 0600, ""));
        assertThat(found(one, two))
                .containsExactly(
                        "secrets/value: a private key stands in `/app/a.txt` in layer 1, which a later one hides (`-----BEGIN … PRIVATE KEY-----`)");
    }

    @Test
    void bytes() {
        Layer one = Images.layer("one", tar -> Images.sized(tar, "big", 2_000_000));
        Layer two = Images.layer("two", tar -> Images.file(tar, ".wh.big", ""));
        assertThat(found(one)).isEmpty();
        assertThat(found(one, two))
                .containsExactly(
                        "size/reclaimable: 2.0 MB lie in layers and no container sees them, most of all `/big` (2.0 MB)");
        assertThat(found("test", OptionalLong.of(100), two))
                .singleElement()
                .asString()
                .startsWith("size/budget: a pull moves 0.0 MB, more than 0.0 MB");
        assertThat(found("test", OptionalLong.of(1_000_000), two)).isEmpty();
    }
}
