package dev.drydock.whole;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands before a registry that speaks plain HTTP, and counts what clients send: requests and bytes, heads included. */
final class CountingProxy implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("(GET|HEAD|POST|PUT|PATCH) /v2/(\\S*) HTTP/1\\.1\r\n");

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final int target;
    private final AtomicLong bytes = new AtomicLong();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    /** @param domain {@code 127.0.0.1:5000} */
    CountingProxy(String domain) throws IOException {
        target = Integer.parseInt(domain.substring(domain.indexOf(':') + 1));
        Thread.ofVirtual().start(this::serve);
    }

    String domain() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Bytes that were sent to the registry. */
    long bytes() {
        return bytes.get();
    }

    /** As {@code PUT app/manifests/1}. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    void forget() {
        bytes.set(0);
        requests.clear();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket server = new Socket("127.0.0.1", target);
                Thread.ofVirtual().start(() -> pass(client, server, true));
                Thread.ofVirtual().start(() -> pass(server, client, false));
            } catch (IOException e) {
                // The test has ended.
            }
        }
    }

    private void pass(Socket from, Socket to, boolean counted) {
        byte[] buffer = new byte[1 << 16];
        String tail = "";
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (counted) {
                    bytes.addAndGet(n);
                    tail = noted(tail + new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One of both went away.
        }
    }

    /** @return what may be the beginning of a line that goes on in the next block */
    private String noted(String text) {
        Matcher matcher = REQUEST.matcher(text);
        int end = 0;
        while (matcher.find()) {
            requests.add(matcher.group(1) + " " + matcher.group(2));
            end = matcher.end();
        }
        return text.substring(Math.max(end, text.length() - 600));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
