package dev.drydock.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An HTTP server on the loopback that answers what the test wrote down, byte by byte, one connection a request. */
final class Server implements AutoCloseable {
    private final ServerSocket socket;
    private final Map<String, Deque<byte[]>> answers = new HashMap<>();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

    /** The target is as the request line has it, the names of headers in lower case. */
    record Request(String target, Map<String, String> headers) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    Server() throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    Server(ServerSocket socket) {
        this.socket = socket;
        Thread.ofPlatform().daemon().start(this::serve);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    /** What comes next for the target; the last answer is given for ever. */
    Server answer(String target, byte[] answer) {
        synchronized (answers) {
            answers.computeIfAbsent(target, key -> new ArrayDeque<>()).add(answer);
        }
        return this;
    }

    Server answer(String target, int status, String body, String... headers) {
        return answer(target, bytes(status, body, body.length(), headers));
    }

    /** An answer whose body may be shorter than it says. */
    static byte[] bytes(int status, String body, int length, String... headers) {
        return ("HTTP/1.1 " + status + " Because\r\nConnection: close\r\nContent-Length: " + length + "\r\n"
                        + String.join(
                                "",
                                List.of(headers).stream().map(h -> h + "\r\n").toList())
                        + "\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofPlatform().daemon().start(() -> one(connection));
            } catch (IOException e) {
                // Closed, or a client that went away.
            }
        }
    }

    private void one(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            String first = in.readLine();
            if (first == null) {
                return;
            }
            Map<String, String> headers = new HashMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            String target = first.split(" ")[1];
            requests.add(new Request(target, headers));
            OutputStream out = connection.getOutputStream();
            out.write(next(target));
            out.flush();
        } catch (IOException e) {
            // The client went away.
        }
    }

    private byte[] next(String target) {
        synchronized (answers) {
            Deque<byte[]> all = answers.getOrDefault(target, new ArrayDeque<>());
            if (all.isEmpty()) {
                return bytes(404, "", 0);
            }
            return all.size() > 1 ? all.remove() : all.getFirst();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
