package dev.drydock.oci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest (OCI image-spec 1.1, descriptor.md, "Digests").
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {
    /** Never used itself: to find an algorithm among all providers takes longer than to hash most of what is hashed here. */
    private static final class Fresh {
        private static final MessageDigest SHA_256 = fresh();
    }

    public Digest {
        if (!Integrity.isHex(hex, 64)) {
            throw new IllegalArgumentException("not a sha256 digest: " + hex);
        }
    }

    /** Parses {@code sha256:…}. */
    public static Digest parse(String text) {
        if (!text.startsWith("sha256:")) {
            throw new IllegalArgumentException("not a sha256 digest: " + text);
        }
        return new Digest(text.substring("sha256:".length()));
    }

    public static Digest of(byte[] bytes) {
        return ofHash(sha256().digest(bytes));
    }

    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the stream to its end. */
    public static Digest of(InputStream stream) throws IOException {
        MessageDigest hash = sha256();
        byte[] buffer = new byte[1 << 16];
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
            hash.update(buffer, 0, n);
        }
        return of(hash);
    }

    /** What {@code hash}, a SHA-256, has come to; resets it. */
    public static Digest of(MessageDigest hash) {
        return ofHash(hash.digest());
    }

    /** A fresh SHA-256. */
    public static MessageDigest sha256() {
        try {
            return (MessageDigest) Fresh.SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every JDK's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The first twelve digits, as people quote them. */
    public String brief() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    // Written out: what the compiler would make of a record is put together at run time, which each start pays for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && hex.equals(digest.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }

    private static Digest ofHash(byte[] hash) {
        return new Digest(HexFormat.of().formatHex(hash));
    }
}
