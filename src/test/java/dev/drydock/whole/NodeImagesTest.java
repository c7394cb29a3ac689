package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.archive.Certificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of Node in all variants: each answers, speaks TLS to whom it is told to believe, knows all languages and time zones. */
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeImagesTest {
    private static final String SERVER = """
            const http = require('node:http');
            const server = http.createServer((request, response) => response.end('Node ' + process.version.split('.')[0]));
            server.listen(process.env.PORT || 8080);
            process.on('SIGTERM', () => server.close());
            """;

    /** Prints whom an HTTPS client believes: this server by its own authority, or nobody. */
    private static final String TLS = """
            const https = require('node:https'), fs = require('node:fs'), tls = require('node:tls');
            const server = https.createServer(
                { key: fs.readFileSync('tls/key.pem'), cert: fs.readFileSync('tls/certificate.pem') },
                (request, response) => response.end('private'));
            server.listen(0, '127.0.0.1', () => {
                const done = text => { console.log(text, tls.rootCertificates.length > 100); server.close(); server.closeAllConnections(); };
                https.get({ host: '127.0.0.1', port: server.address().port, servername: 'localhost', agent: false,
                            checkServerIdentity: (host, certificate) => tls.checkServerIdentity('localhost', certificate) },
                    response => response.on('data', data => done(String(data))))
                    .on('error', error => done(error.code));
            });
            """;

    private static final String INTL = """
            const assert = require('node:assert');
            const crypto = require('node:crypto');
            const long = (locale, zone) => new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', hour: 'numeric',
                minute: 'numeric', hour12: false, timeZone: zone }).format(new Date(Date.UTC(2026, 6, 1, 21, 5)));
            assert.match(long('ru', 'Europe/Moscow'), /^2 июля/);
            assert.match(long('ja', 'Asia/Tokyo'), /^7月2日/);
            assert.match(long('ar-EG', 'Africa/Cairo'), /يوليو/);
            assert.match(long('de', 'Asia/Kathmandu'), /2\\. Juli.*02:50/);
            assert.equal(new Intl.NumberFormat('hi').format(1234567), '12,34,567');
            assert.equal(new Intl.PluralRules('pl').select(3), 'few');
            assert.deepEqual(['z', 'ä', 'a'].sort(new Intl.Collator('sv').compare), ['a', 'z', 'ä']);
            assert.equal(new Intl.DisplayNames('th', { type: 'region' }).of('JP'), 'ญี่ปุ่น');
            assert.equal([...new Intl.Segmenter('zh', { granularity: 'word' }).segment('你好世界')].length, 2);
            assert.ok(Intl.supportedValuesOf('timeZone').length > 400);
            assert.equal('İ'.toLocaleLowerCase('tr'), 'i');
            assert.equal(new TextDecoder('shift_jis').decode(Uint8Array.of(0x82, 0xa0)), 'あ');
            assert.equal(crypto.scryptSync('a', 'b', 16).length, 16);
            const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
            assert.ok(crypto.verify(null, Buffer.from('x'), publicKey, crypto.sign(null, Buffer.from('x'), privateKey)));
            assert.equal(require('node:zlib').brotliDecompressSync(require('node:zlib').brotliCompressSync('x')).toString(), 'x');
            assert.equal(process.getuid(), 65532);
            console.log('works');
            """;

    private Path home = Path.of("");

    @BeforeAll
    void app(@TempDir Path directory) throws IOException {
        home = directory;
        Path app = Files.createDirectories(home.resolve("kit"));
        Files.createDirectories(app.resolve("tls"));
        Files.writeString(
                app.resolve("package.json"), "{\"name\": \"kit\", \"scripts\": {\"start\": \"node server.js\"}}");
        Files.writeString(app.resolve("server.js"), SERVER);
        Files.writeString(app.resolve("secure.js"), TLS);
        Files.writeString(app.resolve("languages.js"), INTL);
        Certificate.make(app.resolve("tls"), "DNS:localhost");
    }

    private static String node(String image, String variable, String script) throws IOException {
        return Docker.started()
                .run(
                        "run",
                        "--rm",
                        "--network=host",
                        "--read-only",
                        "--cap-drop=ALL",
                        "-e",
                        variable,
                        "--entrypoint=/usr/local/bin/node",
                        image,
                        script)
                .ok()
                .out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"distroless", "debug", "standard"})
    void everyVariantWorks(String variant) throws IOException {
        Map<String, String> environment = new TreeMap<>(Docker.started().environment());
        environment.put("DRYDOCK_ENGINE", "/usr/bin/docker");
        String image = "kit:" + variant;
        Program.drydock(
                        home,
                        environment,
                        "build",
                        home.resolve("kit").toString(),
                        "--variant=" + variant,
                        "--tag=" + image,
                        "--load",
                        "--progress=quiet")
                .ok();
        Docker.Container container = Docker.started().start(image);
        try {
            assertThat(container.get("/")).isEqualTo("Node v24");
            long[] ended = container.terminate();
            assertThat(ended[0]).as(container.logs()).isIn(0L, 143L);
            // far less where nothing else keeps the machine busy; after ten seconds Docker would kill
            assertThat(ended[1]).as("milliseconds").isLessThan(9_000);
        } finally {
            container.remove();
        }
        assertThat(node(image, "UNUSED=1", "secure.js")).isEqualTo("DEPTH_ZERO_SELF_SIGNED_CERT true\n");
        assertThat(node(image, "NODE_EXTRA_CA_CERTS=/app/tls/certificate.pem", "secure.js"))
                .isEqualTo("private true\n");
        assertThat(node(image, "UNUSED=1", "languages.js")).isEqualTo("works\n");
        shell(image, variant);
    }

    /** A shell where the variant has one, and npm where it is for people. */
    private static void shell(String image, String variant) throws IOException {
        Program.Run run = Docker.started()
                .run(
                        "run",
                        "--rm",
                        "--network=host",
                        "--entrypoint=/bin/sh",
                        image,
                        "-c",
                        "id -u; command -v npm && npm --version | cut -d. -f1 | grep -c . ; true");
        switch (variant) {
            case "distroless" -> assertThat(run.exit()).isEqualTo(127);
            case "debug" -> assertThat(run.ok().out()).isEqualTo("65532\n");
            default -> assertThat(run.ok().out()).isEqualTo("65532\n/usr/local/bin/npm\n1\n");
        }
    }
}
