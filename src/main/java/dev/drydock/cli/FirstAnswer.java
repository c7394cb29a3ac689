package dev.drydock.cli;

import dev.drydock.engine.Containers;
import dev.drydock.engine.Engine;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageOutput;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.PackedImage;
import dev.drydock.problem.DrydockException;
import dev.drydock.report.Compared;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long a container takes from {@code docker run} to its first HTTP answer, whatever that says. */
final class FirstAnswer {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int POLL_MILLIS = 5;
    private static final int ANSWER_MILLIS = 5000;

    private final Engine engine;
    private final boolean hostNetwork;
    private final int rounds;

    FirstAnswer(Engine engine, boolean hostNetwork, int rounds) {
        this.engine = engine;
        this.hostNetwork = hostNetwork;
        this.rounds = rounds;
    }

    /** Loads the image under a name of its own, runs it as often as asked, and takes it away again. */
    Compared.Answer measure(PackedImage image) throws IOException {
        Optional<String> port = image.settings().exposedPorts().stream()
                .filter(each -> each.endsWith("/tcp") || !each.contains("/"))
                .map(each -> each.replace("/tcp", ""))
                .filter(each -> each.matches("\\d{1,5}"))
                .findFirst();
        if (port.isEmpty()) {
            return new Compared.Answer.Never("exposes no port");
        }
        ImageName name =
                ImageName.parse("drydock-compare:" + image.descriptor().digest().brief());
        engine.load(out -> ImageOutput.DOCKER.write(
                ImageSet.packed(List.of(image)),
                List.of(name),
                image.platform(),
                Path.of(System.getProperty("java.io.tmpdir")),
                out));
        try {
            List<Double> times = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                Optional<Double> time = round(name.toString(), port.get());
                if (time.isEmpty()) {
                    return new Compared.Answer.Never("no answer within 60 s");
                }
                times.add(time.get());
            }
            times.sort(Double::compare);
            int middle = times.size() / 2;
            double median = times.size() % 2 == 1 ? times.get(middle) : (times.get(middle - 1) + times.get(middle)) / 2;
            return new Compared.Answer.After(median, rounds);
        } catch (DrydockException e) {
            return new Compared.Answer.Never(e.problems().getFirst().causes().stream()
                    .findFirst()
                    .orElse(e.problems().getFirst().message()));
        } finally {
            Containers.removeImage(engine, name.toString());
        }
    }

    private Optional<Double> round(String image, String port) throws IOException {
        int here = freePort();
        List<String> options = hostNetwork
                ? List.of("--network=host", "--env=PORT=" + here)
                : List.of("--publish=127.0.0.1:" + here + ":" + port);
        long start = System.nanoTime();
        String id = Containers.start(engine, options, image);
        try {
            while (System.nanoTime() - start < LONGEST_NANOS) {
                if (answers(here)) {
                    return Optional.of((System.nanoTime() - start) / 1e9);
                }
                Thread.sleep(POLL_MILLIS);
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        } finally {
            Containers.remove(engine, id);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether an HTTP status line comes back; the engine's own proxy takes connections before the app does. */
    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(5), StandardCharsets.US_ASCII).equals("HTTP/");
        } catch (IOException e) {
            return false;
        }
    }
}
