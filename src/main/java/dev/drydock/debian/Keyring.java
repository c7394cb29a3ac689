package dev.drydock.debian;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/**
 * The keys that may sign an archive: OpenPGP certificates (RFC 9580, section 10.1), binary or armored.
 *
 * <p>A key signs for us where its own signatures say so: bound to its primary key, for signing, neither expired nor revoked today.
 */
public final class Keyring {
    private static final int LARGEST_FILE = 8 << 20;
    private static final Set<Integer> STRONG = Set.of(
            HashAlgorithmTags.SHA256,
            HashAlgorithmTags.SHA384,
            HashAlgorithmTags.SHA512,
            HashAlgorithmTags.SHA3_256,
            HashAlgorithmTags.SHA3_512);

    private final List<PGPPublicKeyRing> certificates;

    private Keyring(List<PGPPublicKeyRing> certificates) {
        this.certificates = List.copyOf(certificates);
    }

    /** @throws dev.drydock.problem.DrydockException {@code debian/keyring} where the file holds no keys */
    public static Keyring read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > LARGEST_FILE) {
                throw unusable(file.toString()).exception();
            }
            return read(file.toString(), in);
        } catch (FileSystemException e) {
            throw Problem.input("debian/keyring", "cannot read the keyring `" + file + "`")
                    .because(e)
                    .exception();
        }
    }

    /** @param name for messages */
    static Keyring read(String name, InputStream in) throws IOException {
        List<PGPPublicKeyRing> rings = new ArrayList<>();
        try {
            PGPPublicKeyRingCollection all =
                    new PGPPublicKeyRingCollection(PGPUtil.getDecoderStream(in), new BcKeyFingerprintCalculator());
            all.forEach(rings::add);
        } catch (PGPException | RuntimeException e) {
            throw unusable(name).because(e).exception();
        }
        if (rings.isEmpty()) {
            throw unusable(name).exception();
        }
        return new Keyring(rings);
    }

    private static Problem unusable(String name) {
        return Problem.input("debian/keyring", "cannot read the keyring `" + name + "`: it holds no OpenPGP keys")
                .help("install debian-archive-keyring, or name the keyring with Signed-By in the apt sources");
    }

    /** Only those certificates whose primary key has one of these fingerprints, in upper-case hexadecimal digits. */
    Keyring only(Set<String> fingerprints) {
        return new Keyring(certificates.stream()
                .filter(ring -> fingerprints.contains(fingerprint(ring.getPublicKey())))
                .toList());
    }

    boolean isEmpty() {
        return certificates.isEmpty();
    }

    static String fingerprint(PGPPublicKey key) {
        return HexFormat.of().withUpperCase().formatHex(key.getFingerprint());
    }

    static boolean strong(PGPSignature signature) {
        return STRONG.contains(signature.getHashAlgorithm());
    }

    /** What stands against a key: nothing, or why not. */
    enum Verdict {
        GOOD("good"),
        UNKNOWN("its key is not in the keyring"),
        EXPIRED("its key has expired"),
        REVOKED("its key has been revoked"),
        NOT_FOR_SIGNING("its key is not bound for signing");

        final String words;

        Verdict(String words) {
            this.words = words;
        }
    }

    /** A key of the ring, and whether it may sign today. */
    record Signer(PGPPublicKey key, Verdict verdict) {}

    /**
     * The keys with this key identifier; more than one only where somebody made them collide. One thread at a time: Bouncy Castle's
     * signatures keep the state of their own verification, and suites are opened in parallel.
     */
    synchronized List<Signer> signers(long keyId, Instant now) {
        List<Signer> result = new ArrayList<>();
        for (PGPPublicKeyRing ring : certificates) {
            PGPPublicKey key = ring.getPublicKey(keyId);
            if (key != null) {
                result.add(new Signer(key, verdict(ring.getPublicKey(), key, now)));
            }
        }
        return result;
    }

    private static Verdict verdict(PGPPublicKey primary, PGPPublicKey key, Instant now) {
        try {
            Verdict whole = primaryVerdict(primary, key == primary || key.isMasterKey(), now);
            return whole != Verdict.GOOD || key.isMasterKey() ? whole : subkeyVerdict(primary, key, now);
        } catch (PGPException | RuntimeException e) {
            return Verdict.NOT_FOR_SIGNING;
        }
    }

    private static Verdict primaryVerdict(PGPPublicKey primary, boolean signs, Instant now) throws PGPException {
        for (PGPSignature revocation : list(primary.getSignaturesOfType(PGPSignature.KEY_REVOCATION))) {
            revocation.init(new BcPGPContentVerifierBuilderProvider(), primary);
            if (revocation.getKeyID() != primary.getKeyID() || revocation.verifyCertification(primary)) {
                return Verdict.REVOKED;
            }
        }
        List<PGPSignature> bindings = new ArrayList<>();
        for (Iterator<byte[]> ids = primary.getRawUserIDs(); ids.hasNext(); ) {
            byte[] id = ids.next();
            for (PGPSignature signature : list(primary.getSignaturesForID(id))) {
                if (signature.isCertification() && signature.getKeyID() == primary.getKeyID() && strong(signature)) {
                    signature.init(new BcPGPContentVerifierBuilderProvider(), primary);
                    if (signature.verifyCertification(id, primary)) {
                        bindings.add(signature);
                    }
                }
            }
        }
        // those on the key alone often only name who may revoke it: they count where there are no others
        boolean alone = bindings.isEmpty();
        for (PGPSignature signature : list(primary.getSignaturesOfType(PGPSignature.DIRECT_KEY))) {
            if (alone && signature.getKeyID() == primary.getKeyID() && strong(signature)) {
                signature.init(new BcPGPContentVerifierBuilderProvider(), primary);
                if (signature.verifyCertification(primary)) {
                    bindings.add(signature);
                }
            }
        }
        return latest(bindings, primary, signs, now);
    }

    /** A subkey that signs must have signed its primary key in turn (RFC 9580, section 5.2.1.9), or anybody could claim it. */
    private static Verdict subkeyVerdict(PGPPublicKey primary, PGPPublicKey key, Instant now) throws PGPException {
        for (PGPSignature revocation : list(key.getSignaturesOfType(PGPSignature.SUBKEY_REVOCATION))) {
            revocation.init(new BcPGPContentVerifierBuilderProvider(), primary);
            if (revocation.verifyCertification(primary, key)) {
                return Verdict.REVOKED;
            }
        }
        List<PGPSignature> bindings = new ArrayList<>();
        for (PGPSignature signature : list(key.getSignaturesOfType(PGPSignature.SUBKEY_BINDING))) {
            if (signature.getKeyID() == primary.getKeyID() && strong(signature)) {
                signature.init(new BcPGPContentVerifierBuilderProvider(), primary);
                if (signature.verifyCertification(primary, key) && boundBack(signature, primary, key)) {
                    bindings.add(signature);
                }
            }
        }
        return latest(bindings, key, true, now);
    }

    /** The signature in turn vouches for itself, so it may stand outside what the binding covers, where GnuPG puts it. */
    private static boolean boundBack(PGPSignature binding, PGPPublicKey primary, PGPPublicKey key) throws PGPException {
        // where it stands does not matter: it proves itself, and GnuPG puts it where nothing is hashed
        for (PGPSignatureSubpacketVector area :
                List.of(binding.getHashedSubPackets(), binding.getUnhashedSubPackets())) {
            for (PGPSignature back : area.getEmbeddedSignatures()) {
                if (back.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING && strong(back)) {
                    back.init(new BcPGPContentVerifierBuilderProvider(), key);
                    if (back.verifyCertification(primary, key)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Of several bindings the youngest counts, since it may shorten what an older one allowed. */
    private static Verdict latest(List<PGPSignature> bindings, PGPPublicKey key, boolean signs, Instant now) {
        PGPSignature youngest = bindings.stream()
                .max(java.util.Comparator.comparing(PGPSignature::getCreationTime))
                .orElse(null);
        if (youngest == null) {
            return Verdict.NOT_FOR_SIGNING;
        }
        long seconds = youngest.getHashedSubPackets().getKeyExpirationTime();
        if (seconds != 0 && !now.isBefore(instant(key.getCreationTime()).plusSeconds(seconds))) {
            return Verdict.EXPIRED;
        }
        long life = youngest.getHashedSubPackets().getSignatureExpirationTime();
        if (life != 0 && !now.isBefore(instant(youngest.getCreationTime()).plusSeconds(life))) {
            return Verdict.EXPIRED;
        }
        int flags = youngest.getHashedSubPackets().getKeyFlags();
        boolean primaryWithoutFlags = flags == 0 && key.isMasterKey();
        return !signs || primaryWithoutFlags || (flags & KeyFlags.SIGN_DATA) != 0
                ? Verdict.GOOD
                : Verdict.NOT_FOR_SIGNING;
    }

    private static Instant instant(Date date) {
        return date.toInstant();
    }

    private static List<PGPSignature> list(Iterator<PGPSignature> signatures) {
        List<PGPSignature> result = new ArrayList<>();
        if (signatures != null) {
            signatures.forEachRemaining(result::add);
        }
        return result;
    }
}
