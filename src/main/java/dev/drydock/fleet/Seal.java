package dev.drydock.fleet;

import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.problem.Problem;
import dev.drydock.store.SharedCache;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What tells a fleet's own entries from those of whoever else may write to the registry: HMAC-SHA256 (RFC 2104) by a key that the fleet
 * shares, over kind, key, text and digests. A registry can then withhold entries, but not change one or offer one for another.
 */
public final class Seal {
    /** RFC 2104, section 3, wants as many bytes as the hash has; a secret is mostly text, so it has to have as many characters. */
    private static final int SHORTEST = 32;

    private final SecretKeySpec key;

    private Seal(SecretKeySpec key) {
        this.key = key;
    }

    /** @param name of the variable that it came from @throws dev.drydock.problem.DrydockException {@code cache/key} */
    public static Seal of(String secret, String name) {
        byte[] bytes = secret.strip().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST) {
            throw Problem.usage("cache/key", "the key in `" + name + "` is shorter than " + SHORTEST + " characters")
                    .help("make one with `openssl rand -hex 32`")
                    .exception();
        }
        return new Seal(new SecretKeySpec(bytes, "HmacSHA256"));
    }

    String of(SharedCache.Kind kind, Digest entry, String text, List<Descriptor> parts) {
        StringBuilder all = new StringBuilder("drydock cache 1\n");
        all.append(kind.label()).append(' ').append(entry.hex()).append('\n');
        parts.forEach(part ->
                all.append(part.digest().hex()).append(' ').append(part.size()).append('\n'));
        // Last, since it alone can hold anything.
        all.append('\n').append(text);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(all.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    /** Compared in a time that does not tell how much of it was right. */
    boolean holds(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "a key";
    }
}
