package dev.drydock.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A registry to train on, in memory and on loopback: it takes all that is pushed, and has it from then on. It is no server of the JDK, since
 * the classes of one would be in the cache too, and be loaded by every run.
 */
final class WarmUpRegistry implements AutoCloseable {
    /** What a TLS connection begins with (RFC 8446, section 5.1). */
    private static final int HANDSHAKE = 22;

    private static final String BAD = "400 Bad Request";

    private final ServerSocket server;
    private final @Nullable SSLContext tls;
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    private final Map<String, String> types = new ConcurrentHashMap<>();

    /** @param tls to answer over; none for plain HTTP */
    WarmUpRegistry(@Nullable SSLContext tls) throws IOException {
        this.tls = tls;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    /** As it stands in names of images. */
    String domain() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private static void thread(Runnable work) {
        Thread.ofPlatform().daemon().start(work);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                thread(() -> serve(socket));
            } catch (IOException e) {
                // Closed, or a connection that nobody misses.
            }
        }
    }

    private void serve(Socket socket) {
        try (Socket plain = socket) {
            plain.setTcpNoDelay(true);
            if (tls == null) {
                answerAll(plain.getInputStream(), plain.getOutputStream());
                return;
            }
            InputStream in = plain.getInputStream();
            int first = in.read();
            if (first != HANDSHAKE) {
                // The rest is left unread: whoever closes then breaks the connection.
                write(plain.getOutputStream(), BAD, "", new byte[0], true);
                return;
            }
            InputStream begun = new java.io.ByteArrayInputStream(new byte[] {(byte) first});
            try (Socket secure = tls.getSocketFactory().createSocket(plain, begun, true)) {
                answerAll(secure.getInputStream(), secure.getOutputStream());
            }
        } catch (IOException e) {
            // What is missed in training costs time, nothing else.
        }
    }

    private void answerAll(InputStream socket, OutputStream out) throws IOException {
        InputStream in = new BufferedInputStream(socket);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] words = line.split(" ", -1);
            int length = 0;
            String type = "";
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                int colon = header.indexOf(':');
                String value = header.substring(colon + 1).strip();
                switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
                    case "content-length" -> length = Integer.parseInt(value);
                    case "content-type" -> type = value;
                    default -> {
                        // Nothing here depends on it.
                    }
                }
            }
            answer(words[0], words[1], type, in.readNBytes(length), out);
        }
    }

    private void answer(String method, String path, String type, byte[] body, OutputStream out) throws IOException {
        int digest = path.indexOf("?digest=");
        switch (method) {
            case "POST" -> write(out, "202 Accepted", "Location: " + path + "1\r\n", new byte[0], true);
            case "PUT" -> {
                String name = digest < 0 ? path : path.substring(0, path.indexOf("uploads/"));
                String key = digest < 0 ? "" : path.substring(digest + 8).replace("%3A", ":");
                contents.put(name + key, body);
                types.put(name + key, type);
                write(out, "201 Created", "", new byte[0], true);
            }
            default -> {
                byte[] content = path.equals("/v2/") ? "{}".getBytes(StandardCharsets.UTF_8) : contents.get(path);
                String header = "Content-Type: " + types.getOrDefault(path, "application/json") + "\r\n";
                boolean withBody = method.equals("GET");
                write(
                        out,
                        content == null ? "404 Not Found" : "200 OK",
                        header,
                        content == null ? "{\"errors\":[]}".getBytes(StandardCharsets.UTF_8) : content,
                        withBody);
            }
        }
    }

    private static void write(OutputStream out, String status, String headers, byte[] body, boolean withBody)
            throws IOException {
        String head = "HTTP/1.1 " + status + "\r\nDocker-Distribution-Api-Version: registry/2.0\r\n" + headers
                + "Content-Length: " + body.length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + (withBody ? body.length : 0));
        System.arraycopy(body, 0, all, start.length, all.length - start.length);
        out.write(all);
        out.flush();
    }

    /** Without its end; empty at the end of the stream. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
