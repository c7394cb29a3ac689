package dev.drydock.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static String chosen(String environment, String uri) {
        Map<String, String> variables = new HashMap<>();
        for (String each : environment.split(" ")) {
            variables.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        Proxy proxy =
                new Proxies(variables).choose(URI.create(uri), Optional.empty()).proxy();
        return proxy.address() instanceof InetSocketAddress address
                ? proxy.type() + " " + address.getHostString() + ":" + address.getPort()
                : "DIRECT";
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "http_proxy=http://p:1, http://mirror.example/x, HTTP p:1",
                "HTTP_PROXY=http://p:1, http://mirror.example/x, HTTP p:1",
                "http_proxy=http://low:1 HTTP_PROXY=http://up:2, http://mirror.example/x, HTTP low:1",
                "http_proxy=http://p:1, https://mirror.example/x, DIRECT",
                "HTTPS_PROXY=http://p:1, https://mirror.example/x, HTTP p:1",
                "all_proxy=http://p:1, https://mirror.example/x, HTTP p:1",
                "ALL_PROXY=http://p:1 https_proxy=http://q:2, https://mirror.example/x, HTTP q:2",
                "http_proxy=p:3128, http://mirror.example/x, HTTP p:3128",
                "http_proxy=http://u:secret@p, http://mirror.example/x, HTTP p:8080",
                "all_proxy=socks5://p:1080, http://mirror.example/x, SOCKS p:1080",
                "http_proxy=, http://mirror.example/x, DIRECT",
                "http_proxy=http://p:1 no_proxy=*, http://mirror.example/x, DIRECT",
                "http_proxy=http://p:1 no_proxy=mirror.example, http://mirror.example/x, DIRECT",
                "http_proxy=http://p:1 no_proxy=mirror.example, http://eu.mirror.example/x, DIRECT",
                "http_proxy=http://p:1 NO_PROXY=.mirror.example, http://eu.mirror.example/x, DIRECT",
                "http_proxy=http://p:1 NO_PROXY=.mirror.example, http://mirror.example/x, DIRECT",
                "http_proxy=http://p:1 no_proxy=mirror.example, http://notmirror.example/x, HTTP p:1",
                "http_proxy=http://p:1 no_proxy=example.mirror, http://mirror.example/x, HTTP p:1",
                "http_proxy=http://p:1 no_proxy=a.example+MIRROR.example, http://Mirror.Example/x, DIRECT",
                "http_proxy=http://p:1 no_proxy=mirror.example:81, http://mirror.example:81/x, DIRECT",
                "http_proxy=http://p:1 no_proxy=mirror.example:81, http://mirror.example:82/x, HTTP p:1",
                "http_proxy=http://p:1, http://localhost:1/x, DIRECT",
                "http_proxy=http://p:1, http://127.0.0.1:1/x, DIRECT",
                "http_proxy=http://p:1, http://[::1]:1/x, DIRECT",
            })
    void asCurlChooses(String environment, String uri, String expected) {
        assertThat(chosen(environment.replace('+', ','), uri)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"http://user:hidden@bad host:1", "http://", "http://hid_den:x"})
    void whatIsNoAddressIsNotRepeated(String value) {
        assertThatThrownBy(() -> new Proxies(Map.of("HTTP_PROXY", value))
                        .choose(URI.create("http://mirror.example/"), Optional.empty()))
                .hasMessage("""
                        error[fetch/proxy]: the value of `http_proxy` is not the address of a proxy
                          help: use an address such as `http://proxy.example:3128`""");
    }

    @Test
    void aRequestGoesThroughTheProxy() throws IOException {
        try (Server proxy = new Server()) {
            proxy.answer("http://mirror.example/a?b", 200, "through");
            Map<String, String> environment = Map.of("http_proxy", proxy.uri("").toString());
            try (Http.Response response = new Http(environment, Credentials.NONE)
                    .get(URI.create("http://mirror.example/a?b"), Collections.emptySortedMap())) {
                assertThat(new String(response.body().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("through");
            }
            assertThat(proxy.requests().getFirst().header("Host")).contains("mirror.example");
        }
    }

    /** What apt says of its mirrors goes before the environment, and may mean no proxy at all. */
    @Test
    void whatIsNamedGoesFirst() {
        Proxies proxies = new Proxies(Map.of("http_proxy", "http://p:1", "no_proxy", "mirror.example"));
        URI uri = URI.create("http://mirror.example/x");
        assertThat(proxies.choose(uri, Optional.of("http://q:2")).proxy())
                .isEqualTo(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("q", 2)));
        assertThat(proxies.choose(URI.create("http://other.example/x"), Optional.of(""))
                        .proxy())
                .isEqualTo(Proxy.NO_PROXY);
    }

    @Test
    void aProxyGetsItsPasswordAtOnceAndNobodyElseDoes() throws IOException {
        try (Server proxy = new Server()) {
            proxy.answer("http://mirror.example/a", 200, "through");
            String address = proxy.uri("").toString().replace("://", "://me:hid%40den@");
            try (Http.Response response = new Http(Map.of("http_proxy", address), Credentials.NONE)
                    .get(URI.create("http://mirror.example/a"), Collections.emptySortedMap())) {
                assertThat(response.status()).isEqualTo(200);
            }
            assertThat(proxy.requests()).hasSize(1);
            assertThat(proxy.requests().getFirst().header("Proxy-Authorization"))
                    .contains("Basic "
                            + Base64.getEncoder().encodeToString("me:hid@den".getBytes(StandardCharsets.UTF_8)));
            assertThat(new Proxies(Map.of("http_proxy", address))
                            .choose(URI.create("http://mirror.example/a"), Optional.empty())
                            .toString())
                    .doesNotContain("hid");
        }
    }

    /** For TLS the proxy is asked for a tunnel, and told who asks when it demands that; what fails then shows no password. */
    @Test
    void aTunnelIsAskedForWithThePassword() throws IOException {
        try (Server proxy = new Server()) {
            proxy.answer("mirror.example:443", 407, "", "Proxy-Authenticate: Basic realm=\"x\"")
                    .answer("mirror.example:443", 502, "");
            String address = proxy.uri("").toString().replace("://", "://me:hidden@");
            Http http = new Http(Map.of("https_proxy", address), Credentials.NONE);
            assertThatThrownBy(() -> http.get(URI.create("https://mirror.example/a"), Collections.emptySortedMap()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("502")
                    .hasMessageNotContaining("hidden");
            assertThat(proxy.requests()).hasSize(2);
            assertThat(proxy.requests().getFirst().header("Proxy-Authorization"))
                    .isEmpty();
            assertThat(proxy.requests().getLast().header("Proxy-Authorization"))
                    .contains("Basic "
                            + Base64.getEncoder().encodeToString("me:hidden".getBytes(StandardCharsets.UTF_8)));
        }
    }
}
