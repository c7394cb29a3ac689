package dev.drydock.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A hash that vouches for an artifact, of an algorithm that still does: SHA-256, SHA-384 or SHA-512.
 *
 * @param algorithm {@code sha256}, {@code sha384} or {@code sha512}
 * @param hex lower-case hexadecimal digits, as many as the algorithm has
 */
public record Integrity(String algorithm, String hex) {

    public Integrity {
        int digits =
                switch (algorithm) {
                    case "sha256" -> 64;
                    case "sha384" -> 96;
                    case "sha512" -> 128;
                    default -> throw new IllegalArgumentException("not a hash to trust: " + algorithm);
                };
        if (!isHex(hex, digits)) {
            throw new IllegalArgumentException("not a " + algorithm + " hash: " + hex);
        }
    }

    public static Integrity sha256(Digest digest) {
        return new Integrity("sha256", digest.hex());
    }

    /** Parses {@code sha512:hex…} or a subresource integrity {@code sha512-base64…} (W3C SRI, "hash-expression"). */
    public static Integrity parse(String text) {
        int at = text.indexOf(':');
        if (at > 0) {
            return new Integrity(text.substring(0, at), text.substring(at + 1));
        }
        at = text.indexOf('-');
        if (at < 0) {
            throw new IllegalArgumentException("not an integrity: " + text);
        }
        return new Integrity(
                text.substring(0, at),
                HexFormat.of().formatHex(Base64.getDecoder().decode(text.substring(at + 1))));
    }

    /** A fresh hash of this algorithm. */
    public MessageDigest hash() {
        try {
            return MessageDigest.getInstance(
                    switch (algorithm) {
                        case "sha384" -> "SHA-384";
                        case "sha512" -> "SHA-512";
                        default -> "SHA-256";
                    });
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    /** Whether {@code hash}, of this algorithm, has come to these digits; resets it. */
    public boolean matches(MessageDigest hash) {
        return hex.equals(HexFormat.of().formatHex(hash.digest()));
    }

    // Written out: what the compiler would make of a record is put together at run time, which each start pays for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Integrity integrity
                && algorithm.equals(integrity.algorithm)
                && hex.equals(integrity.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }

    static boolean isHex(String text, int digits) {
        if (text.length() != digits) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The algorithms, strongest first. */
    public static List<String> algorithms() {
        return List.of("sha512", "sha384", "sha256");
    }
}
