package dev.drydock.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One GET over HTTP, redirects followed by hand: an Authorization header is asked for anew at every hop and so reaches only its own
 * origin, and nothing that began under TLS ends without it.
 *
 * <p>The JDK's older client, since it has what is needed here: a time-out for every read. The newer one bounds only the wait
 * for the headers, and a server that stalls in the body would hang a build for ever.
 */
final class Http {
    private static final int MOST_REDIRECTS = 8;

    private final Connections connections;
    private final Credentials credentials;

    Http(Map<String, String> environment, Credentials credentials) {
        this.connections = new Connections(environment, List.of(), false);
        this.credentials = credentials;
    }

    /** @param body closed by the caller; empty bodies too */
    record Response(int status, URI uri, HttpURLConnection connection, InputStream body) implements AutoCloseable {
        Optional<String> header(String name) {
            return Optional.ofNullable(connection.getHeaderField(name));
        }

        /** Bytes that the server says will follow, or -1. */
        long length() {
            return connection.getContentLengthLong();
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    Response get(URI start, SortedMap<String, String> headers) throws IOException {
        URI uri = start;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            Response response = once(uri, headers);
            String location = response.connection().getHeaderField("Location");
            if (!redirects(response.status()) || location == null) {
                return response;
            }
            response.close();
            URI next = resolved(uri, location);
            if (!"https".equals(next.getScheme())
                    && !("http".equals(next.getScheme()) && "http".equals(uri.getScheme()))) {
                throw new IOException(
                        "refused to follow a redirect from " + Redaction.of(uri) + " to `" + next.getScheme() + "`");
            }
            uri = next;
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects from " + Redaction.of(start));
    }

    /** What a server sends may be no address at all; it is not repeated in the message, since it may hold a token. */
    private static URI resolved(URI uri, String location) throws IOException {
        try {
            URI next = uri.resolve(location);
            if (next.getHost() != null || !String.valueOf(next.getScheme()).startsWith("http")) {
                return next;
            }
        } catch (IllegalArgumentException e) {
            // Said below, as for an address without a host.
        }
        throw new IOException("refused to follow a redirect from " + Redaction.of(uri) + " to a broken address");
    }

    private Response once(URI uri, SortedMap<String, String> headers) throws IOException {
        HttpURLConnection connection = connections.open(uri, credentials.proxy(uri));
        connection.setRequestProperty("Accept", "*/*");
        headers.forEach(connection::setRequestProperty);
        credentials.authorization(uri).ifPresent(value -> connection.setRequestProperty("Authorization", value));
        int status = connection.getResponseCode();
        InputStream body = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        return new Response(status, uri, connection, body == null ? InputStream.nullInputStream() : body);
    }

    private static boolean redirects(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }
}
