package dev.drydock.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server said.
 *
 * @param uri after redirects
 * @param connection that has the headers; absent where the JDK keeps them to itself, or gives them apart
 * @param named the headers where there is no connection
 * @param body closed with this
 */
record Answer(
        int status, URI uri, Optional<HttpURLConnection> connection, Map<String, List<String>> named, InputStream body)
        implements AutoCloseable {
    /** Of a body that is read for its words. */
    private static final int LONGEST = 1 << 16;

    Optional<String> header(String name) {
        return connection.isPresent()
                ? connection.map(c -> c.getHeaderField(name))
                : headers(name).stream().findFirst();
    }

    /** All values of a header that may come more than once. */
    List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        Map<@Nullable String, List<String>> all = new LinkedHashMap<>(named);
        connection.ifPresent(c -> all.putAll(c.getHeaderFields()));
        all.forEach((key, value) -> {
            if (key != null && key.equalsIgnoreCase(name)) {
                values.addAll(value);
            }
        });
        return values;
    }

    byte[] bytes(int most) throws IOException {
        return body.readNBytes(most);
    }

    /** Bytes that the server says will follow, or -1. */
    long length() {
        return connection.map(HttpURLConnection::getContentLengthLong).orElse(-1L);
    }

    boolean good() {
        return status >= 200 && status < 300;
    }

    /** The rest of a small body is read, so that the connection can be used again. */
    @Override
    public void close() {
        try (body) {
            body.readNBytes(LONGEST);
        } catch (IOException e) {
            // Nobody wants it any more.
        }
    }
}
