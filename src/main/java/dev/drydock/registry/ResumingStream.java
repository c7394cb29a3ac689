package dev.drydock.registry;

import dev.drydock.fetch.Patience;
import dev.drydock.oci.BlockStream;
import java.io.IOException;
import java.util.Optional;

/** Bytes of a server that breaks off: what is missing is asked for. Not verified. */
final class ResumingStream extends BlockStream {
    private final Source source;
    private final long size;
    private final Patience patience;
    private Optional<Answer> answer = Optional.empty();
    private long at;
    private int failures;

    /** The answer to a request for all that follows. */
    interface Source {
        Answer from(long offset) throws IOException;
    }

    ResumingStream(Source source, long size, Patience patience) {
        this.source = source;
        this.size = size;
        this.patience = patience;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            try {
                int n = opened().body().read(buffer, offset, length);
                if (n > 0) {
                    at += n;
                    failures = 0;
                    return n;
                }
                if (n == 0 || at >= size) {
                    return n;
                }
                throw new IOException("the connection ended after " + at + " of " + size + " bytes");
            } catch (IOException e) {
                close();
                failures++;
                if (failures >= patience.attempts()) {
                    throw e;
                }
                patience.wait(failures, Optional.empty());
            }
        }
    }

    private Answer opened() throws IOException {
        if (answer.isEmpty()) {
            Answer fresh = source.from(at);
            answer = Optional.of(fresh);
            if (at > 0 && fresh.status() != 206) {
                // It does not know ranges: what has been read already comes once more.
                fresh.body().skipNBytes(at);
            }
        }
        return answer.get();
    }

    @Override
    public void close() {
        answer.ifPresent(open -> open.connection().ifPresent(java.net.HttpURLConnection::disconnect));
        answer = Optional.empty();
    }
}
