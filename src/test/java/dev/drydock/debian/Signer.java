package dev.drydock.debian;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.crypto.generators.Ed25519KeyPairGenerator;
import org.bouncycastle.crypto.params.Ed25519KeyGenerationParameters;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPKeyPair;

/** A key made by the test, and what it signs. */
public final class Signer {
    private final PGPKeyPair pair;
    private final PGPPublicKey certified;

    /** @param life of the key, in seconds; 0 for ever @param revoked by its own revocation @param flags what the key is for */
    public Signer(Instant made, long life, boolean revoked, int flags) {
        try {
            Ed25519KeyPairGenerator generator = new Ed25519KeyPairGenerator();
            generator.init(new Ed25519KeyGenerationParameters(new SecureRandom()));
            pair = new BcPGPKeyPair(PublicKeyAlgorithmTags.EDDSA_LEGACY, generator.generateKeyPair(), Date.from(made));
            PGPSignatureSubpacketGenerator hashed = new PGPSignatureSubpacketGenerator();
            hashed.setSignatureCreationTime(true, Date.from(made));
            hashed.setKeyFlags(true, flags);
            if (life > 0) {
                hashed.setKeyExpirationTime(true, life);
            }
            PGPSignatureGenerator signer = generator(PGPSignature.POSITIVE_CERTIFICATION, HashAlgorithmTags.SHA512);
            signer.setHashedSubpackets(hashed.generate());
            PGPPublicKey key = PGPPublicKey.addCertification(
                    pair.getPublicKey(), "test", signer.generateCertification("test", pair.getPublicKey()));
            if (revoked) {
                key = PGPPublicKey.addCertification(
                        key,
                        generator(PGPSignature.KEY_REVOCATION, HashAlgorithmTags.SHA512)
                                .generateCertification(key));
            }
            certified = key;
        } catch (PGPException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that is made now. */
    public static Signer good(Instant now) {
        return new Signer(now.minusSeconds(86_400), 0, false, KeyFlags.SIGN_DATA | KeyFlags.CERTIFY_OTHER);
    }

    static Signer good() {
        return new Signer(ArchiveMaker.NOW.minusSeconds(86_400), 0, false, KeyFlags.SIGN_DATA | KeyFlags.CERTIFY_OTHER);
    }

    public byte[] key() {
        try {
            return certified.getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Keyring keyring() throws IOException {
        return Keyring.read("the test's keyring", new ByteArrayInputStream(key()));
    }

    String fingerprint() {
        return Keyring.fingerprint(certified);
    }

    /** A clearsigned message, written by hand as RFC 9580, section 7 has it. */
    String clearsigned(String text) {
        return clearsigned(text, HashAlgorithmTags.SHA256, ArchiveMaker.NOW);
    }

    String clearsigned(String text, int digest, Instant made) {
        StringBuilder dashed = new StringBuilder();
        StringBuilder signed = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            dashed.append(line.startsWith("-") ? "- " : "").append(line).append('\n');
            signed.append(signed.isEmpty() ? "" : "\r\n").append(line.stripTrailing());
        }
        return "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + dashed
                + armored(
                        signed.toString().getBytes(StandardCharsets.UTF_8),
                        PGPSignature.CANONICAL_TEXT_DOCUMENT,
                        digest,
                        made);
    }

    String detached(byte[] text) {
        return detached(text, ArchiveMaker.NOW);
    }

    String detached(byte[] text, Instant made) {
        return armored(text, PGPSignature.BINARY_DOCUMENT, HashAlgorithmTags.SHA512, made);
    }

    private String armored(byte[] text, int type, int digest, Instant made) {
        try {
            PGPSignatureGenerator generator = generator(type, digest);
            PGPSignatureSubpacketGenerator hashed = new PGPSignatureSubpacketGenerator();
            hashed.setSignatureCreationTime(true, Date.from(made));
            generator.setHashedSubpackets(hashed.generate());
            generator.update(text);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ArmoredOutputStream armor =
                    ArmoredOutputStream.builder().clearHeaders().build(bytes)) {
                generator.generate().encode(armor);
            }
            return bytes.toString(StandardCharsets.US_ASCII);
        } catch (PGPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private PGPSignatureGenerator generator(int type, int digest) throws PGPException {
        PGPSignatureGenerator generator = new PGPSignatureGenerator(
                new BcPGPContentSignerBuilder(pair.getPublicKey().getAlgorithm(), digest), pair.getPublicKey());
        generator.init(type, pair.getPrivateKey());
        return generator;
    }
}
