package dev.drydock.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Exit;
import dev.drydock.progress.Progress;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFetcherTest {
    private static final Patience QUICK = new Patience(4, Duration.ofMillis(1), Duration.ofMillis(5));
    private static final String CONTENT = "0123456789".repeat(1000);
    private static final Integrity INTEGRITY = Integrity.sha256(Digest.of(CONTENT));

    @TempDir
    Path directory;

    private Cache cache;
    private Server server;

    @BeforeEach
    void start() throws IOException {
        cache = Cache.open(directory.resolve("cache"));
        server = new Server();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        cache.close();
    }

    private HttpFetcher fetcher(Credentials credentials, boolean offline) {
        return new HttpFetcher(cache, Map.of(), credentials, Progress.NONE, QUICK, offline);
    }

    private Path fetch(URI... addresses) throws IOException {
        return fetcher(Credentials.NONE, false)
                .file("flask 3.1.3", INTEGRITY, OptionalLong.of(CONTENT.length()), () -> List.of(addresses));
    }

    private Optional<Path> document(URI uri) throws IOException {
        return fetcher(Credentials.NONE, false).document("index of flask", uri, Collections.emptySortedMap(), 1000);
    }

    private void fails(Exit exit, String text, URI... addresses) {
        assertThatThrownBy(() -> fetch(addresses))
                .isInstanceOfSatisfying(
                        DrydockException.class, e -> assertThat(e.exit()).isEqualTo(exit))
                .hasMessage(text);
        assertThat(cache.artifact(INTEGRITY)).doesNotExist();
    }

    @Test
    void aFileComesOnceAndThenFromTheCache() throws IOException {
        server.answer("/a", 200, CONTENT);
        assertThat(fetch(server.uri("/a"))).hasContent(CONTENT).isEqualTo(cache.artifact(INTEGRITY));
        assertThat(fetch(server.uri("/a"))).hasContent(CONTENT);
        assertThat(fetcher(Credentials.NONE, true).file("flask 3.1.3", INTEGRITY, OptionalLong.empty(), () -> {
                    throw new IOException("not to be asked");
                }))
                .hasContent(CONTENT);
        assertThat(server.requests()).hasSize(1);
        assertThat(cache.scratch()).isEmptyDirectory();
    }

    @Test
    void aBadEntryOfTheCacheIsFetchedAgain() throws IOException {
        server.answer("/a", 200, CONTENT);
        Files.writeString(fetch(server.uri("/a")), "bad");
        assertThat(fetch(server.uri("/a"))).hasContent(CONTENT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void theNextLocationIsAskedWhereOneHasItNot() throws IOException {
        server.answer("/c", 200, CONTENT);
        server.answer("/b", 200, CONTENT.replace('0', 'x'));
        assertThat(fetch(server.uri("/a"), server.uri("/b"), server.uri("/c"))).hasContent(CONTENT);
        assertThat(server.requests()).extracting(Server.Request::target).containsExactly("/a", "/b", "/c");
    }

    @Test
    void missingEverywhere() {
        fails(Exit.INPUT, """
                error[fetch/missing]: cannot fetch `flask 3.1.3`: the mirror does not have it
                  from %s
                  help: if it has left the mirror, run `drydock lock` to take what is there now""".formatted(server.uri("/a")), server.uri("/a"), server.uri("/b"));
        fails(Exit.INPUT, """
                error[fetch/nowhere]: no mirror offers `flask 3.1.3`
                  help: check `drydock mirrors`; if the lock is old, run `drydock lock`""");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 503})
    void aBusyServerIsAskedAgain(int status) throws IOException {
        server.answer("/a", status, "", "Retry-After: 100000")
                .answer("/a", status, "no")
                .answer("/a", 200, CONTENT);
        assertThat(fetch(server.uri("/a"))).hasContent(CONTENT);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void aServerThatStaysBusyIsAPassingFault() {
        server.answer("/a", 503, "secret body");
        fails(Exit.PASSING, """
                error[fetch/unreachable]: cannot fetch `flask 3.1.3`
                  from %s
                  caused by: the server answered 503
                  help: try again; what has come is kept""".formatted(server.uri("/a")), server.uri("/a"));
        assertThat(server.requests()).hasSize(QUICK.attempts());
    }

    @Test
    void anUnreachablePortIsAPassingFault() throws IOException {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/a");
        }
        fails(Exit.PASSING, """
                error[fetch/unreachable]: cannot fetch `flask 3.1.3`
                  from %s
                  caused by: Connection refused
                  help: try again; what has come is kept""".formatted(nobody), nobody);
    }

    @Test
    void aBrokenConnectionIsTakenUpWhereItEnded() throws IOException {
        String first = CONTENT.substring(0, 4000);
        server.answer("/a", Server.bytes(200, first, CONTENT.length()))
                .answer("/a", 206, CONTENT.substring(4000), "Content-Range: bytes 4000-9999/10000");
        assertThat(fetch(server.uri("/a"))).hasContent(CONTENT);
        assertThat(server.requests().stream().map(request -> request.header("Range")))
                .containsExactly(Optional.empty(), Optional.of("bytes=4000-"));
    }

    @Test
    void aServerThatKnowsNoRangesStartsAgain() throws IOException {
        server.answer("/a", Server.bytes(200, CONTENT.substring(0, 4000), CONTENT.length()))
                .answer("/a", 200, CONTENT);
        assertThat(fetch(server.uri("/a"))).hasContent(CONTENT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aRangeThatCannotBeHadStartsAgain() throws IOException {
        server.answer("/a", Server.bytes(200, CONTENT.substring(0, 4000), CONTENT.length()))
                .answer("/a", 416, "")
                .answer("/a", 200, CONTENT);
        assertThat(fetch(server.uri("/a"))).hasContent(CONTENT);
        assertThat(server.requests().stream().map(request -> request.header("Range")))
                .containsExactly(Optional.empty(), Optional.of("bytes=4000-"), Optional.empty());
    }

    @Test
    void anotherRangeThanAskedForIsRefused() {
        server.answer("/a", Server.bytes(200, CONTENT.substring(0, 4000), CONTENT.length()))
                .answer("/a", 206, CONTENT.substring(5000), "Content-Range: bytes 5000-9999/10000");
        fails(Exit.INPUT, """
                error[fetch/answer]: cannot fetch `flask 3.1.3`: the server answered 206
                  from %s""".formatted(server.uri("/a")), server.uri("/a"));
    }

    @Test
    void anotherFileThanTheLockNames() {
        String other = CONTENT.replace('0', 'x');
        server.answer("/a", 200, other);
        fails(
                Exit.INPUT,
                mismatch("sha256 mismatch after 10000 bytes: expected `"
                        + Digest.of(CONTENT).brief() + "…`, got `"
                        + Digest.of(other).brief() + "…`"),
                server.uri("/a"));
        assertThat(server.requests()).hasSize(1);
    }

    private String mismatch(String cause) {
        return """
                error[fetch/digest]: cannot use `flask 3.1.3`
                  from %s
                  caused by: %s
                  help: the mirror served another file than the lock names; if you trust it, run `drydock lock`""".formatted(server.uri("/a"), cause);
    }

    @Test
    void aFileOfAnotherSizeThanDeclared() {
        server.answer("/a", 200, CONTENT + "x");
        fails(Exit.INPUT, mismatch("expected 10000 bytes, got more"), server.uri("/a"));
        server.answer("/b", 200, CONTENT.substring(1));
        fails(Exit.INPUT, mismatch("expected 10000 bytes, got 9999").replace("/a\n", "/b\n"), server.uri("/b"));
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 407})
    void deniedTellsWhereCredentialsAreAndShowsNone(int status) {
        server.answer("/a?token=hidden", status, "hidden");
        URI plain = server.uri("/a");
        URI uri = URI.create("http://user:hidden@127.0.0.1:" + plain.getPort() + "/a?token=hidden#hidden");
        fails(Exit.INPUT, """
                error[fetch/denied]: cannot fetch `flask 3.1.3`: the server answered %d
                  from %s
                  help: check the credentials in the package client's own configuration""".formatted(status, plain), uri);
        assertThatThrownBy(() -> document(uri)).hasMessage("""
                error[fetch/denied]: cannot fetch the index of flask: the server answered %d
                  from %s
                  help: check the credentials in the package client's own configuration""".formatted(status, plain));
    }

    @Test
    void authorizationGoesToItsOwnOriginAlone() throws IOException {
        try (Server other = new Server()) {
            server.answer("/a", 302, "", "Location: /b").answer("/b", 307, "", "Location: " + other.uri("/c"));
            other.answer("/c", 200, CONTENT);
            int port = server.uri("/").getPort();
            HttpFetcher fetcher =
                    fetcher(uri -> uri.getPort() == port ? Optional.of("Bearer hidden") : Optional.empty(), false);
            assertThat(fetcher.file("flask 3.1.3", INTEGRITY, OptionalLong.empty(), () -> List.of(server.uri("/a"))))
                    .hasContent(CONTENT);
            assertThat(server.requests()).hasSize(2).allMatch(r -> r.header("Authorization")
                    .equals(Optional.of("Bearer hidden")));
            assertThat(other.requests()).hasSize(1).allMatch(r -> r.header("Authorization")
                    .isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "file:///etc/hidden, to `file`",
        "ftp://127.0.0.1/hidden, to `ftp`",
        "jar:file:/hidden!/x, to `jar`",
        "'http://hidden host/', to a broken address",
        "http:///hidden, to a broken address",
        "http:hidden, to a broken address",
        "'http://[hidden', to a broken address",
    })
    void redirectsElsewhereAreRefused(String location, String said) {
        server.answer("/a", 302, "", "Location: " + location);
        String message = "caused by: refused to follow a redirect from " + server.uri("/a") + " " + said + "\n";
        assertThatThrownBy(() -> fetch(server.uri("/a")))
                .isInstanceOf(DrydockException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("hidden");
        assertThatThrownBy(() -> document(server.uri("/a")))
                .isInstanceOf(DrydockException.class)
                .hasMessageContaining(message);
    }

    @Test
    void redirectsInACircleEnd() {
        server.answer("/a", 302, "", "Location: /b?token=hidden").answer("/b?token=hidden", 302, "", "Location: /a");
        fails(Exit.PASSING, """
                error[fetch/unreachable]: cannot fetch `flask 3.1.3`
                  from %1$s
                  caused by: more than 8 redirects from %1$s
                  help: try again; what has come is kept""".formatted(server.uri("/a")), server.uri("/a"));
    }

    @Test
    void rubbishInsteadOfHttpIsAPassingFault() {
        server.answer("/a", "rubbish\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> fetch(server.uri("/a")))
                .isInstanceOfSatisfying(
                        DrydockException.class, e -> assertThat(e.exit()).isEqualTo(Exit.PASSING));
    }

    @Test
    void offlineFetchesNothing() {
        HttpFetcher fetcher = fetcher(Credentials.NONE, true);
        assertThatThrownBy(() ->
                        fetcher.file("flask 3.1.3", INTEGRITY, OptionalLong.empty(), () -> List.of(server.uri("/a"))))
                .hasMessage("""
                        error[fetch/offline]: `flask 3.1.3` is not in the cache, and `--offline` forbids fetching it
                          help: build once without `--offline`""");
        assertThatThrownBy(() -> fetcher.document("index", server.uri("/a"), Collections.emptySortedMap(), 9))
                .hasMessage("""
                        error[fetch/offline]: the index is not in the cache, and `--offline` forbids fetching it
                          help: build once without `--offline`""");
        assertThat(server.requests()).isEmpty();
    }

    private interface Asking {
        Path ask() throws IOException;
    }

    private static void together(Asking asking) throws Exception {
        CountDownLatch start = new CountDownLatch(20);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Path>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(executor.submit(() -> {
                    start.countDown();
                    start.await();
                    return asking.ask();
                }));
            }
            for (Future<Path> each : all) {
                assertThat(each.get()).exists();
            }
        }
    }

    @Test
    void twentyThatAskAtOnceMakeOneRequest() throws Exception {
        HttpFetcher fetcher = fetcher(Credentials.NONE, false);
        server.answer("/a", 200, CONTENT).answer("/d", 200, "document");
        together(() -> fetcher.file("flask", INTEGRITY, OptionalLong.empty(), () -> List.of(server.uri("/a"))));
        together(() -> fetcher.document("index", server.uri("/d"), Collections.emptySortedMap(), 99)
                .orElseThrow());
        assertThat(server.requests()).extracting(Server.Request::target).containsExactly("/a", "/d");
    }

    @Test
    void aFailureMayBeTriedAgainInTheSameProcess() throws IOException {
        HttpFetcher fetcher = fetcher(Credentials.NONE, false);
        Asking asking = () -> fetcher.file("flask", INTEGRITY, OptionalLong.empty(), () -> List.of(server.uri("/a")));
        assertThatThrownBy(asking::ask).isInstanceOf(DrydockException.class);
        server.answer("/a", 200, CONTENT);
        assertThat(asking.ask()).hasContent(CONTENT);
    }

    @Test
    void aDocumentIsAskedForAgainWithItsValidators() throws IOException {
        URI uri = server.uri("/d");
        server.answer("/d", 200, "one", "ETag: \"1\"", "Last-Modified: Tue, 24 Nov 2026 00:00:00 GMT")
                .answer("/d", 304, "")
                .answer("/d", 200, "two", "ETag: \"2\"")
                .answer("/d", 404, "");
        assertThat(document(uri).orElseThrow()).hasContent("one");
        assertThat(document(uri).orElseThrow()).hasContent("one");
        assertThat(document(uri).orElseThrow()).hasContent("two");
        assertThat(document(uri)).isEmpty();
        assertThat(server.requests().stream()
                        .map(r -> r.header("If-None-Match").orElse("-") + " "
                                + r.header("If-Modified-Since").orElse("-")))
                .containsExactly(
                        "- -", "\"1\" Tue, 24 Nov 2026 00:00:00 GMT", "\"1\" Tue, 24 Nov 2026 00:00:00 GMT", "\"2\" -");
        assertThat(fetcher(Credentials.NONE, true)
                        .document("d", uri, Collections.emptySortedMap(), 99)
                        .orElseThrow())
                .hasContent("two");
    }

    @Test
    void aDamagedDocumentIsFetchedAgainWithoutACondition() throws IOException {
        URI uri = server.uri("/d");
        server.answer("/d", 200, "one", "ETag: \"1\"");
        Files.writeString(document(uri).orElseThrow(), "bad");
        assertThat(document(uri).orElseThrow()).hasContent("one");
        Path validators = cache.entry(Bucket.DOCUMENTS, HttpFetcher.key(uri, Collections.emptySortedMap()));
        for (String damage : List.of("", "\n", "rubbish", "\u0000\u0000\n\u0000")) {
            Files.writeString(validators, damage);
            assertThat(document(uri).orElseThrow()).hasContent("one");
        }
        assertThat(server.requests()).hasSize(6).allMatch(r -> r.header("If-None-Match")
                .isEmpty());
    }

    @Test
    void aDocumentIsBoundedAndWholeOrNothing() throws IOException {
        server.answer("/large", 200, "x".repeat(1001));
        assertThatThrownBy(() -> document(server.uri("/large"))).hasMessage("""
                error[fetch/too-large]: the index of flask is larger than 1000 bytes
                  from %s""".formatted(server.uri("/large")));
        server.answer("/cut", Server.bytes(200, "half", 8)).answer("/cut", 200, "complete");
        assertThat(document(server.uri("/cut")).orElseThrow()).hasContent("complete");
        server.answer("/gone", Server.bytes(200, "half", 8));
        assertThatThrownBy(() -> document(server.uri("/gone")))
                .isInstanceOfSatisfying(
                        DrydockException.class, e -> assertThat(e.exit()).isEqualTo(Exit.PASSING))
                .hasMessageStartingWith("error[fetch/unreachable]: cannot fetch the index of flask\n");
    }

    @Test
    void addressesAreShownWithoutWhatMayBeSecret() {
        assertThat(Redaction.of(URI.create("https://u:p@mirror.example:8443/a%20b;v=1?token=t#f")))
                .isEqualTo("https://mirror.example:8443/a%20b;v=1");
        assertThat(Redaction.of(URI.create("https://mirror.example"))).isEqualTo("https://mirror.example");
    }
}
