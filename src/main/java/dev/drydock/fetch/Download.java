package dev.drydock.fetch;

import dev.drydock.oci.Integrity;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Exit;
import dev.drydock.problem.FullDisk;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** One file of known hash from one address, through broken connections: what has come is kept, and the rest asked for. */
final class Download {
    /** Above any package of a registry, for a file whose size nothing declares. */
    private static final long UNDECLARED = 2L << 30;

    private final Http http;
    private final Patience patience;
    private final String label;
    private final Integrity integrity;
    private final OptionalLong size;
    private final URI uri;
    private final Path file;
    private final Progress.Task task;

    Download(
            Http http,
            Patience patience,
            String label,
            Integrity integrity,
            OptionalLong size,
            URI uri,
            Path file,
            Progress.Task task) {
        this.http = http;
        this.patience = patience;
        this.label = label;
        this.integrity = integrity;
        this.size = size;
        this.uri = uri;
        this.file = file;
        this.task = task;
    }

    /** Fills the file, or throws: {@code fetch/digest}, {@code fetch/missing}, {@code fetch/denied}, {@code fetch/unreachable}. */
    void run() throws IOException {
        IOException last = new IOException("never tried");
        Optional<String> retryAfter = Optional.empty();
        for (int attempt = 0; attempt < patience.attempts(); attempt++) {
            if (attempt > 0) {
                patience.wait(attempt, retryAfter);
            }
            try {
                once();
                verify();
                return;
            } catch (Refused e) {
                throw e.problem.exception();
            } catch (Busy e) {
                retryAfter = e.retryAfter;
                last = e;
            } catch (IOException e) {
                if (FullDisk.isMeantBy(e)) {
                    throw e;
                }
                retryAfter = Optional.empty();
                last = e;
            }
        }
        throw Problem.passing("fetch/unreachable", "cannot fetch `" + label + "`")
                .at("from " + Redaction.of(uri))
                .because(last)
                .help("try again; what has come is kept")
                .exception();
    }

    /** A server's answer that trying again will not change. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        Refused(Problem problem) {
            super(problem.message());
            this.problem = problem;
        }
    }

    /** A server's answer that asks for another try. */
    private static final class Busy extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Optional<String> retryAfter;

        Busy(int status, Optional<String> retryAfter) {
            super("the server answered " + status);
            this.retryAfter = retryAfter;
        }
    }

    private void once() throws IOException {
        long have = Files.size(file);
        SortedMap<String, String> headers = new TreeMap<>();
        if (have > 0) {
            headers.put("Range", "bytes=" + have + "-");
        }
        try (Http.Response response = http.get(uri, headers)) {
            boolean resumed = response.status() == 206
                    && response.header("Content-Range")
                            .filter(range -> range.startsWith("bytes " + have + "-"))
                            .isPresent();
            if (response.status() == 416) {
                Files.write(file, new byte[0]);
                throw new IOException("the server has less than was fetched");
            }
            if (response.status() != 200 && !resumed) {
                throw refusal(response);
            }
            append(response, resumed ? have : 0);
        }
    }

    private void append(Http.Response response, long from) throws IOException {
        long bound = size.orElse(UNDECLARED);
        long at = from;
        try (OutputStream out = from > 0
                ? Files.newOutputStream(file, StandardOpenOption.APPEND)
                : Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING)) {
            InputStream in = response.body();
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                at += n;
                if (at > bound) {
                    throw new Refused(
                            size.isPresent()
                                    ? mismatch("expected " + bound + " bytes, got more")
                                    : Problem.input(
                                            "fetch/too-large", "`" + label + "` is larger than " + bound + " bytes"));
                }
                out.write(buffer, 0, n);
                task.advance(n);
            }
        }
        long length = response.length();
        if (from == 0 && length == at && size.isPresent() && at < bound) {
            // All that the server has is here, so asking again changes nothing.
            throw new Refused(mismatch("expected " + bound + " bytes, got " + at));
        }
        if ((length >= 0 && at - from < length) || (size.isPresent() && at < bound)) {
            throw new IOException("the connection ended after " + at + " bytes");
        }
    }

    private IOException refusal(Http.Response response) throws IOException {
        int status = response.status();
        if (status == 404 || status == 410) {
            return new Refused(
                    Problem.input("fetch/missing", "cannot fetch `" + label + "`: the mirror does not have it")
                            .at("from " + Redaction.of(uri))
                            .help("if it has left the mirror, run `drydock lock` to take what is there now"));
        }
        if (status == 401 || status == 403 || status == 407) {
            return new Refused(
                    Problem.input("fetch/denied", "cannot fetch `" + label + "`: the server answered " + status)
                            .at("from " + Redaction.of(uri))
                            .help("check the credentials in the package client's own configuration"));
        }
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            return new Busy(status, response.header("Retry-After"));
        }
        return new Refused(Problem.input("fetch/answer", "cannot fetch `" + label + "`: the server answered " + status)
                .at("from " + Redaction.of(uri)));
    }

    private void verify() throws IOException {
        MessageDigest hash = integrity.hash();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
        }
        String got = java.util.HexFormat.of().formatHex(hash.digest());
        if (!got.equals(integrity.hex())) {
            throw mismatch(integrity.algorithm() + " mismatch after " + Files.size(file) + " bytes: expected `"
                            + brief(integrity.hex()) + "`, got `" + brief(got) + "`")
                    .exception();
        }
    }

    private Problem mismatch(String cause) {
        return new Problem(
                        "fetch/digest",
                        "cannot use `" + label + "`",
                        java.util.List.of(),
                        java.util.List.of(),
                        Optional.empty(),
                        Exit.INPUT)
                .at("from " + Redaction.of(uri))
                .because(cause)
                .help("the mirror served another file than the lock names; if you trust it, run `drydock lock`");
    }

    private static String brief(String hex) {
        return hex.substring(0, 12) + "…";
    }

    /** Whether another address may still have the file that this one refused. */
    static boolean worthAnother(DrydockException failure) {
        return failure.problems().stream().allMatch(problem -> problem.code().startsWith("fetch/"));
    }
}
