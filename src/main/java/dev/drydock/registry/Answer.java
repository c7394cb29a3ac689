package dev.drydock.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server said.
 *
 * @param uri after redirects
 * @param connection absent where the JDK keeps the headers to itself
 * @param body closed with this
 */
record Answer(int status, URI uri, Optional<HttpURLConnection> connection, InputStream body) implements AutoCloseable {
    /** Of a body that is read for its words. */
    private static final int LONGEST = 1 << 16;

    Optional<String> header(String name) {
        return connection.map(c -> c.getHeaderField(name));
    }

    /** All values of a header that may come more than once. */
    List<String> headers(String name) {
        List<String> values = new ArrayList<>();
        if (connection.isPresent()) {
            Map<@Nullable String, List<String>> all = connection.get().getHeaderFields();
            all.forEach((key, value) -> {
                if (key != null && key.equalsIgnoreCase(name)) {
                    values.addAll(value);
                }
            });
        }
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
