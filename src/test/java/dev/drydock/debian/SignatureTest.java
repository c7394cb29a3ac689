package dev.drydock.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureTest {
    private static final String TEXT = "Suite: stable\n- a dash\n--two  \t\n\nünï\ncode";
    private static final Signer SIGNER = Signer.good();
    private static final String MESSAGE = SIGNER.clearsigned(TEXT);

    private static String verified(String message, Signer... keys) throws IOException {
        java.io.ByteArrayOutputStream ring = new java.io.ByteArrayOutputStream();
        for (Signer key : keys) {
            ring.write(key.key());
        }
        Keyring keyring = Keyring.read("the test's keyring", new java.io.ByteArrayInputStream(ring.toByteArray()));
        return new Signature("it", keyring, ArchiveMaker.NOW).clearsigned(message.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void givesTheTextThatWasVerified() throws IOException {
        assertThat(verified(MESSAGE, SIGNER)).isEqualTo("Suite: stable\n- a dash\n--two\n\nünï\ncode\n");
        assertThat(verified(MESSAGE, Signer.good(), SIGNER)).startsWith("Suite: stable\n");
    }

    @Test
    void lineEndingsAndTrailingSpaceDoNotCount() throws IOException {
        assertThat(verified(MESSAGE.replace("\n", "\r\n"), SIGNER)).startsWith("Suite: stable\n- a dash\n");
        assertThat(verified(MESSAGE.replace("stable\n", "stable \t\n"), SIGNER)).startsWith("Suite: stable\n");
    }

    static Stream<Arguments> hostile() {
        String signature = MESSAGE.substring(MESSAGE.indexOf("-----BEGIN PGP SIGNATURE"));
        String stranger = Signer.good().clearsigned(TEXT);
        return Stream.of(
                Arguments.of("body", MESSAGE.replace("stable", "stabled"), "it does not fit the text"),
                Arguments.of("line added", MESSAGE.replace("ünï", "ünï\nmore"), "it does not fit the text"),
                Arguments.of("space at a start", MESSAGE.replace("Suite", " Suite"), "it does not fit the text"),
                Arguments.of("before", "x\n" + MESSAGE, "it does not begin with a signed message"),
                Arguments.of("empty", "", "it does not begin with a signed message"),
                Arguments.of("after", MESSAGE + "Suite: evil\n", "something follows the signature, or it is cut off"),
                Arguments.of("cut off", MESSAGE.substring(0, MESSAGE.length() - 30), "something follows the signature"),
                Arguments.of("two messages", MESSAGE + MESSAGE, "something follows the signature, or it is cut off"),
                Arguments.of(
                        "no signature",
                        MESSAGE.substring(0, MESSAGE.indexOf("-----BEGIN PGP SIGNATURE")),
                        "it has no signature"),
                Arguments.of("signature first", signature + MESSAGE, "it does not begin with a signed message"),
                Arguments.of(
                        "header", MESSAGE.replace("Hash: SHA256\n", "Hash: SHA256\nComment: x\n"), "other than `Hash`"),
                Arguments.of(
                        "text as header", MESSAGE.replace("Hash: SHA256\n\n", "Hash: SHA256\n"), "other than `Hash`"),
                Arguments.of(
                        "unescaped dash", MESSAGE.replace("- --two", "--two"), "a line with a dash is not escaped"),
                Arguments.of(
                        "bare return", MESSAGE.replace("Suite: ", "Suite:\r "), "control characters within its lines"),
                Arguments.of("null", MESSAGE.replace("Suite: ", "Suite:\0 "), "control characters within its lines"),
                Arguments.of("stranger's key", stranger, "its key is not in the keyring"),
                Arguments.of(
                        "weak digest",
                        SIGNER.clearsigned(TEXT, HashAlgorithmTags.SHA1, ArchiveMaker.NOW),
                        "it uses a weak digest"),
                Arguments.of(
                        "made tomorrow",
                        SIGNER.clearsigned(TEXT, HashAlgorithmTags.SHA256, ArchiveMaker.NOW.plusSeconds(86_400)),
                        "it was made in the future"),
                Arguments.of(
                        "no armor",
                        MESSAGE.substring(0, MESSAGE.indexOf(signature))
                                + "-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n",
                        "its signature cannot be read"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void refuses(String name, String message, String why) {
        assertThatThrownBy(() -> verified(message, SIGNER))
                .isInstanceOf(DrydockException.class)
                .hasMessageStartingWith("error[debian/signature]: cannot trust it: ")
                .hasMessageContaining(why);
    }

    @Test
    void refusesKeysThatMayNotSignToday() {
        var yesterday = ArchiveMaker.NOW.minusSeconds(86_400);
        int sign = KeyFlags.SIGN_DATA;
        for (var each : List.of(
                java.util.Map.entry(new Signer(yesterday, 3600, false, sign), "its key has expired"),
                java.util.Map.entry(new Signer(yesterday, 0, true, sign), "its key has been revoked"),
                java.util.Map.entry(
                        new Signer(yesterday, 0, false, KeyFlags.ENCRYPT_COMMS), "its key is not bound for signing"))) {
            assertThatThrownBy(() -> verified(each.getKey().clearsigned(TEXT), each.getKey()))
                    .hasMessageContaining(each.getValue());
        }
    }

    @Test
    void detachedSignaturesAreForTheBytesAsTheyAre() throws IOException {
        byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
        Signature signature = new Signature("it", SIGNER.keyring(), ArchiveMaker.NOW);
        byte[] good = SIGNER.detached(text).getBytes(StandardCharsets.US_ASCII);
        assertThat(signature.detached(text, good)).isEqualTo(TEXT);
        assertThatThrownBy(() -> signature.detached((TEXT + " ").getBytes(StandardCharsets.UTF_8), good))
                .hasMessageContaining("it does not fit the text");
        assertThatThrownBy(() -> signature.detached(
                        text,
                        (new String(good, StandardCharsets.US_ASCII) + "x\n").getBytes(StandardCharsets.US_ASCII)))
                .hasMessageContaining("its signature is not a single armored one");
    }

    @Test
    void onlyPinnedKeysStay() throws IOException {
        assertThat(SIGNER.keyring().only(java.util.Set.of(SIGNER.fingerprint())).isEmpty())
                .isFalse();
        assertThat(SIGNER.keyring().only(PinnedKeys.fingerprints()).isEmpty()).isTrue();
        assertThat(PinnedKeys.fingerprints()).hasSize(9).allMatch(each -> each.matches("[0-9A-F]{40}"));
    }

    /** Suites are opened in parallel with one keyring. */
    @Test
    void manyThreadsMayAskOneKeyring() throws Exception {
        Signer signer = Signer.good();
        Keyring keyring = signer.keyring();
        long id = Long.parseUnsignedLong(signer.fingerprint().substring(24), 16);
        try (var threads = java.util.concurrent.Executors.newFixedThreadPool(8)) {
            java.util.List<java.util.concurrent.Future<Keyring.Verdict>> verdicts = new java.util.ArrayList<>();
            for (int i = 0; i < 400; i++) {
                verdicts.add(threads.submit(
                        () -> keyring.signers(id, ArchiveMaker.NOW).getFirst().verdict()));
            }
            for (var verdict : verdicts) {
                assertThat(verdict.get()).isEqualTo(Keyring.Verdict.GOOD);
            }
        }
    }
}
