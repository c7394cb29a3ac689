package dev.drydock.oci;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Throws {@code image/digest} before its end where the bytes are not those that the descriptor names: what a {@link Blob} promises. */
public final class VerifiedStream extends PassingStream {
    private final Descriptor expected;
    private final Runnable onMismatch;
    private final MessageDigest hash = Digest.sha256();
    private long read;
    private boolean checked;

    /** The stream itself where it checks the same already, as that of any {@link Blob} does: to hash is most of what reading costs. */
    public static InputStream of(InputStream in, Descriptor expected) {
        return in instanceof VerifiedStream verified
                        && verified.expected.digest().equals(expected.digest())
                        && verified.expected.size() == expected.size()
                ? in
                : new VerifiedStream(in, expected, () -> {});
    }

    /** @param onMismatch what to do besides throwing */
    public VerifiedStream(InputStream in, Descriptor expected, Runnable onMismatch) {
        super(in);
        this.expected = expected;
        this.onMismatch = onMismatch;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        if (n > 0) {
            hash.update(buffer, offset, n);
            read += n;
        }
        if ((n < 0 && read < expected.size()) || read > expected.size()) {
            throw mismatch("expected " + expected.size() + " bytes, got " + (n < 0 ? "" : "at least ") + read);
        }
        if (read == expected.size() && !checked) {
            checked = true;
            Digest got = Digest.of(hash);
            if (!got.equals(expected.digest())) {
                throw mismatch("expected `" + expected.digest() + "`, got `" + got + "`");
            }
        }
        return n;
    }

    private DrydockException mismatch(String cause) {
        onMismatch.run();
        return Problem.input("image/digest", "the blob `" + expected.digest() + "` is damaged")
                .because(cause)
                .exception();
    }
}
