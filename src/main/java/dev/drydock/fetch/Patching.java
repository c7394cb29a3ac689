package dev.drydock.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The one method that the JDK's older client does not know, by its newer one; loaded only where it is needed. Its answers are small, so that the
 * newer one's lack of time-outs within a body does no harm.
 */
final class Patching implements AutoCloseable {
    private static final int LARGEST_ANSWER = 1 << 16;

    private final HttpClient client;

    Patching(SSLContext context, Proxies proxies, boolean withUser, Duration connect) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect)
                .sslContext(context)
                .proxy(new ProxySelector() {
                    @Override
                    public List<java.net.Proxy> select(URI uri) {
                        return List.of(
                                proxies.choose(uri, java.util.Optional.empty()).proxy());
                    }

                    @Override
                    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
                });
        // With one, the client answers challenges of servers by itself, or fails.
        client = (withUser ? builder.authenticator(proxies) : builder).build();
    }

    /** @param content a fresh stream of {@code size} bytes */
    Connections.Patched send(
            URI uri, SortedMap<String, String> headers, long size, Supplier<InputStream> content, Duration longest)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(longest)
                .method(
                        "PATCH",
                        HttpRequest.BodyPublishers.fromPublisher(
                                HttpRequest.BodyPublishers.ofInputStream(content), size));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase("Expect")) {
                request.expectContinue(true);
            } else {
                request.setHeader(header.getKey(), header.getValue());
            }
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return new Connections.Patched(
                        response.statusCode(), response.headers().map(), body.readNBytes(LARGEST_ANSWER));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
