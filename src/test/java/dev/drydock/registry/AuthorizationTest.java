package dev.drydock.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.fetch.Patience;
import dev.drydock.layout.TestImages;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.progress.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told which secret. */
class AuthorizationTest {
    private static final Patience PATIENCE = new Patience(3, Duration.ofMillis(1), Duration.ofMillis(5));
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("me:hunter2".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private Registries registries(ScriptedRegistry registry, String entry) throws IOException {
        Files.writeString(
                directory.resolve("config.json"), "{\"auths\": {\"" + registry.domain() + "\": " + entry + "}}");
        return new Registries(Map.of("DOCKER_CONFIG", directory.toString()), Access.USUAL, PATIENCE);
    }

    private Registries withPassword(ScriptedRegistry registry) throws IOException {
        return registries(registry, "{\"username\": \"me\", \"password\": \"hunter2\"}");
    }

    private static Repository repository(Registries registries, ScriptedRegistry registry, Registries.Use use)
            throws IOException {
        return registries.repository(Reference.parse(registry.domain() + "/team/app"), use);
    }

    /** Wants this header, and says how to get it. */
    private static void guard(ScriptedRegistry registry, String wanted, String challenge) {
        registry.hook = (exchange, request) -> {
            if (request.target().startsWith("/token") || request.authorization().equals(Optional.of(wanted))) {
                return false;
            }
            registry.body(exchange);
            exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
            ScriptedRegistry.error(exchange, 401, "UNAUTHORIZED", "authentication required");
            return true;
        };
    }

    private static void tokens(ScriptedRegistry registry, List<String> asked, String answer) {
        ScriptedRegistry.Hook guard = registry.hook;
        registry.hook = (exchange, request) -> {
            if (!request.target().startsWith("/token")) {
                return guard.answered(exchange, request);
            }
            String body = new String(registry.body(exchange), StandardCharsets.UTF_8);
            asked.add(request + " " + request.authorization().orElse("-") + " " + body);
            ScriptedRegistry.reply(exchange, 200, answer.getBytes(StandardCharsets.UTF_8));
            return true;
        };
    }

    @Test
    void aPasswordIsSentWhereItIsAskedFor() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            guard(registry, BASIC, "Basic realm=\"here\"");
            assertThat(repository(withPassword(registry), registry, Registries.Use.PULL)
                            .resolve("1"))
                    .isEmpty();
            assertThat(registry.raw().getFirst().authorization()).isEmpty();
            assertThatThrownBy(() -> repository(
                                    new Registries(Map.of(), Access.USUAL, PATIENCE), registry, Registries.Use.PULL)
                            .resolve("1"))
                    .hasMessage("error[registry/login]: cannot pull from `" + registry.domain()
                            + "/team/app`: it asks for a login\n  help: run `drydock login " + registry.domain() + "`");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"username\": \"me\", \"password\": \"hunter2\"} | GET /token?service=reg&scope=repository%3Ateam%2Fapp%3Apull%2Cpush&account=me BASIC ",
                "{\"identitytoken\": \"refresh\"} | POST /token - service=reg&grant_type=refresh_token&client_id=drydock&refresh_token=refresh&scope=repository%3Ateam%2Fapp%3Apull%2Cpush",
                "{} | GET /token?service=reg&scope=repository%3Ateam%2Fapp%3Apull%2Cpush - ",
            })
    void aTokenIsAskedFor(String entry, String request) throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            List<String> asked = new ArrayList<>();
            guard(
                    registry,
                    "Bearer tok",
                    "Bearer realm=\"" + registry.uri("/token")
                            + "\",service=\"reg\",scope=\"repository:team/app:pull\"");
            tokens(registry, asked, "{\"token\": \"tok\"}");
            new Pushing(registries(registry, entry), Neighbours.NONE, Progress.NONE)
                    .push(
                            TestImages.set(TestImages.file("large", "x".repeat(200_000)), TestImages.file("a", "b")),
                            List.of(Reference.parse(registry.domain() + "/team/app:1")));
            assertThat(asked)
                    .containsExactly((request.startsWith("GET") ? request + " " : request).replace("BASIC", BASIC));
            assertThat(registry.manifests).containsKey("team/app@1");
        }
    }

    /** A token that has run out in the middle of a push. */
    @Test
    void aTokenThatRunsOutIsAskedForAgain() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry()) {
            int[] served = {0};
            registry.hook = (exchange, request) -> {
                if (request.target().startsWith("/token")) {
                    served[0]++;
                    String token = "{\"access_token\": \"t" + served[0] + "\"}";
                    ScriptedRegistry.reply(exchange, 200, token.getBytes(StandardCharsets.UTF_8));
                    return true;
                }
                boolean put = request.method().equals("PUT");
                String wanted = put || served[0] > 1 ? "Bearer t2" : "Bearer t1";
                if (request.authorization().equals(Optional.of(wanted))) {
                    return false;
                }
                registry.body(exchange);
                exchange.getResponseHeaders()
                        .set("WWW-Authenticate", "Bearer realm=\"" + registry.uri("/token") + "\"");
                ScriptedRegistry.error(exchange, 401, "UNAUTHORIZED", "token expired");
                return true;
            };
            byte[] blob = new byte[300_000];
            Repository repository = repository(withPassword(registry), registry, Registries.Use.PUSH);
            repository.upload(
                    new Descriptor("a/b", Digest.of(blob), blob.length),
                    () -> new java.io.ByteArrayInputStream(blob),
                    n -> {});
            assertThat(served[0]).isEqualTo(2);
            assertThat(repository.has(Digest.of(blob))).isTrue();
        }
    }

    /** A storage that asks for a login asks in vain. */
    @Test
    void aChallengeOfAnotherOriginIsNotAnswered() throws IOException {
        try (ScriptedRegistry registry = new ScriptedRegistry();
                ScriptedRegistry storage = new ScriptedRegistry()) {
            guard(storage, "Basic never", "Basic realm=\"give it to me\"");
            registry.hook = (exchange, request) -> {
                if (request.target().equals("/v2/")) {
                    return false;
                }
                exchange.getResponseHeaders()
                        .set("Location", storage.uri(request.target()).toString());
                ScriptedRegistry.reply(exchange, 307, new byte[0]);
                return true;
            };
            Repository repository = repository(withPassword(registry), registry, Registries.Use.PULL);
            assertThatThrownBy(() -> repository.manifest("1")).hasMessageContaining("registry/login");
            assertThat(storage.raw())
                    .allMatch(request -> request.authorization().isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.example/, registry.example, https://registry.example/token, true",
        "https://registry.example/, registry.example, https://auth.registry.example/token, true",
        "https://registry-1.docker.io/, docker.io, https://auth.docker.io/token, true",
        "https://registry.gitlab.com/, registry.gitlab.com, https://gitlab.com/jwt/auth, true",
        "https://registry.example.com/, registry.example.com, https://example.com.evil.test/, false",
        "https://registry.example.com/, registry.example.com, https://evil.com/, false",
        "https://registry.one.co.uk/, registry.one.co.uk, https://auth.two.co.uk/, false",
        "https://one.azurecr.io/, one.azurecr.io, https://two.azurecr.io/, false",
        "https://10.1.0.1/, 10.1.0.1, https://10.2.0.1/, false",
        "https://registry.example/, registry.example, http://registry.example/token, false",
        "http://127.0.0.1:5000/, 127.0.0.1:5000, http://127.0.0.1:5001/token, true",
        "http://127.0.0.1:5000/, 127.0.0.1:5000, http://127.0.0.2:5001/token, false",
        "https://registry.example/, registry.example, https://me:pw@registry.example/token, false",
        "https://registry.example/, registry.example, /token, false",
        "https://registry.example/, registry.example, https://login.company.test/, false",
    })
    void realms(String registry, String domain, String realm, boolean allowed) {
        Realms realms = new Realms(URI.create(registry), domain, Set.of());
        if (allowed) {
            assertThat(realms.checked(realm, true)).isEqualTo(URI.create(realm));
        } else {
            assertThatThrownBy(() -> realms.checked(realm, true)).hasMessageContaining("error[registry/realm]");
        }
    }

    @Test
    void aRealmThatTheUserNamedIsAllowed() {
        Realms realms = new Realms(URI.create("https://a.test/"), "a.test", Set.of("login.company.test"));
        assertThat(realms.checked("https://login.company.test/t", true).getHost())
                .isEqualTo("login.company.test");
        assertThatThrownBy(() -> realms.checked("https://other.test/t", true))
                .hasMessage(
                        "error[registry/realm]: `a.test` wants its password to be sent to `other.test`, which is of"
                                + " another domain\n  help: if that is its token server, say so with `--auth-realm other.test`");
        assertThat(realms.checked("https://other.test/t", false).getHost()).isEqualTo("other.test");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bearer realm=\"https://a/t\",service=\"s\" | bearer {realm=https://a/t, service=s}",
                "Basic realm=here, Bearer realm=\"x, y\" , scope=\"a:b:pull,push\" | basic {realm=here};bearer {realm=x, y, scope=a:b:pull,push}",
                "Negotiate | negotiate {}",
                "BASIC realm=\"a\\\"b | basic {realm=a\"b}",
                "\"\"\" | ''",
                "Bearer realm | bearer {};realm {}",
            })
    void challenges(String header, String expected) {
        assertThat(Challenge.parse(List.of(header)).stream()
                        .map(challenge -> challenge.scheme() + " " + challenge.parameters())
                        .reduce((a, b) -> a + ";" + b)
                        .orElse(""))
                .isEqualTo(expected);
    }
}
