package dev.drydock.debian;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.bouncycastle.bcpg.ArmoredInputStream;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * Checks what an archive's keys have signed: a clearsigned message (RFC 9580, section 7), or a text and its detached signature. What
 * is handed back is the very text that was verified; what lies around it is refused.
 */
final class Signature {
    /** How far clocks may be apart. */
    static final Duration TOLERANCE = Duration.ofHours(1);

    private static final String BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----";
    private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";
    private static final String END = "-----END PGP SIGNATURE-----";
    private static final int MOST_SIGNATURES = 64;

    private final String name;
    private final Keyring keyring;
    private final Instant now;

    /** @param name of the document, for messages: {@code the InRelease of `trixie`} */
    Signature(String name, Keyring keyring, Instant now) {
        this.name = name;
        this.keyring = keyring;
        this.now = now;
    }

    /** The text of a clearsigned message, its lines ended by a newline each, without what trailed in them. */
    String clearsigned(byte[] message) {
        List<String> lines = lines(message);
        if (lines.isEmpty() || !lines.getFirst().equals(BEGIN)) {
            throw refused("it does not begin with a signed message").exception();
        }
        int start = headersEnd(lines);
        int signature = lines.indexOf(SIGNATURE);
        if (signature < start) {
            throw refused("it has no signature").exception();
        }
        if (!lines.getLast().equals(END) || lines.indexOf(END) != lines.size() - 1) {
            throw refused("something follows the signature, or it is cut off").exception();
        }
        List<String> text = new ArrayList<>();
        for (String line : lines.subList(start, signature)) {
            text.add(undashed(line));
        }
        List<String> armor = lines.subList(signature, lines.size());
        // RFC 9580, section 7.2: line endings are CR LF, and the last of them is not part of the text
        check(String.join("\r\n", text).getBytes(StandardCharsets.UTF_8), packets(String.join("\n", armor) + "\n"));
        return String.join("\n", text) + "\n";
    }

    /** The text, where the detached signature, armored, is good for its bytes. */
    String detached(byte[] text, byte[] signature) {
        List<String> lines = lines(signature);
        if (lines.isEmpty()
                || !lines.getFirst().equals(SIGNATURE)
                || lines.lastIndexOf(SIGNATURE) != 0
                || lines.indexOf(END) != lines.size() - 1) {
            throw refused("its signature is not a single armored one").exception();
        }
        check(text, packets(String.join("\n", lines) + "\n"));
        return decoded(text);
    }

    private int headersEnd(List<String> lines) {
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isEmpty()) {
                return i + 1;
            }
            if (!lines.get(i).startsWith("Hash: ")) {
                throw refused("it has an armor header other than `Hash`").exception();
            }
        }
        throw refused("it has no text").exception();
    }

    private String undashed(String line) {
        if (!line.startsWith("-")) {
            return line;
        }
        if (!line.startsWith("- ")) {
            throw refused("a line with a dash is not escaped").exception();
        }
        return line.substring(2);
    }

    /** Lines without their ends and without white space before those; the message must end with one. */
    private List<String> lines(byte[] message) {
        String text = decoded(message);
        if (!text.endsWith("\n")) {
            text = text + "\n";
        }
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = text.indexOf('\n', at);
            int stop = end;
            while (stop > at && " \t\r".indexOf(text.charAt(stop - 1)) >= 0) {
                stop--;
            }
            String line = text.substring(at, stop);
            if (line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0) {
                throw refused("it has control characters within its lines").exception();
            }
            lines.add(line);
            at = end + 1;
        }
        return lines;
    }

    private String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused("it is not UTF-8").exception();
        }
    }

    private List<PGPSignature> packets(String armor) {
        List<PGPSignature> result = new ArrayList<>();
        try (ArmoredInputStream in =
                new ArmoredInputStream(new ByteArrayInputStream(armor.getBytes(StandardCharsets.US_ASCII)))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            in.transferTo(bytes);
            PGPObjectFactory factory = new PGPObjectFactory(bytes.toByteArray(), new BcKeyFingerprintCalculator());
            for (Object object = factory.nextObject(); object != null; object = factory.nextObject()) {
                if (!(object instanceof PGPSignatureList list)) {
                    throw refused("its armor holds something that is not a signature")
                            .exception();
                }
                list.forEach(result::add);
            }
        } catch (DrydockException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw refused("its signature cannot be read").because(e).exception();
        }
        if (result.isEmpty() || result.size() > MOST_SIGNATURES) {
            throw refused("it holds " + result.size() + " signatures").exception();
        }
        return result;
    }

    /** One good signature of one key of the ring is enough: an archive signs with its old key and its new. */
    private void check(byte[] text, List<PGPSignature> signatures) {
        TreeSet<String> reasons = new TreeSet<>();
        for (PGPSignature signature : signatures) {
            String reason = reason(text, signature);
            if (reason.isEmpty()) {
                return;
            }
            reasons.add("key " + String.format(Locale.ROOT, "%016X", signature.getKeyID()) + ": " + reason);
        }
        Problem problem = refused("no signature of it is good");
        for (String reason : reasons) {
            problem = problem.because(reason);
        }
        throw problem.exception();
    }

    /** Why the signature is not good; empty where it is. */
    private String reason(byte[] text, PGPSignature signature) {
        boolean document = signature.getSignatureType() == PGPSignature.BINARY_DOCUMENT
                || signature.getSignatureType() == PGPSignature.CANONICAL_TEXT_DOCUMENT;
        if (!document) {
            return "it does not sign a document";
        }
        if (!Keyring.strong(signature)) {
            return "it uses a weak digest";
        }
        Instant made = signature.getCreationTime().toInstant();
        if (made.isAfter(now.plus(TOLERANCE))) {
            return "it was made in the future";
        }
        long life = signature.getHashedSubPackets().getSignatureExpirationTime();
        if (life != 0 && !now.isBefore(made.plusSeconds(life))) {
            return "it has expired";
        }
        String reason = Keyring.Verdict.UNKNOWN.words;
        for (Keyring.Signer signer : keyring.signers(signature.getKeyID(), now)) {
            reason = signer.verdict() == Keyring.Verdict.GOOD
                    ? verified(text, signature, signer) ? "" : "it does not fit the text"
                    : signer.verdict().words;
            if (reason.isEmpty()) {
                return reason;
            }
        }
        return reason;
    }

    private static boolean verified(byte[] text, PGPSignature signature, Keyring.Signer signer) {
        try {
            signature.init(new BcPGPContentVerifierBuilderProvider(), signer.key());
            signature.update(text);
            return signature.verify();
        } catch (PGPException | RuntimeException e) {
            return false;
        }
    }

    private Problem refused(String what) {
        return Problem.input("debian/signature", "cannot trust " + name + ": " + what)
                .help("refresh the mirror and debian-archive-keyring; if both are new, do not trust this mirror");
    }

    static boolean isClearsigned(byte[] message) {
        byte[] begin = BEGIN.getBytes(StandardCharsets.US_ASCII);
        return message.length >= begin.length && Arrays.equals(Arrays.copyOf(message, begin.length), begin);
    }
}
