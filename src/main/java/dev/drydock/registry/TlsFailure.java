package dev.drydock.registry;

import dev.drydock.problem.Problem;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Why a TLS connection to a registry failed, in plain words. */
final class TlsFailure {
    private static final int DEEPEST = 12;

    /** What a server says of a client's certificate (RFC 8446, section 6.2). */
    private static final Pattern ALERT = Pattern.compile(
            "Received fatal alert: (bad_certificate|unsupported_certificate|certificate_[a-z]{1,20}|unknown_ca)");

    private TlsFailure() {}

    static Problem problem(SSLException failure, String domain) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException) {
                return Problem.input(
                                "registry/certificate", "the certificate of the registry `" + domain + "` has expired")
                        .because(message)
                        .help("its owner has to renew it; where it is new, check this machine's clock");
            }
            if (cause instanceof CertificateNotYetValidException) {
                return Problem.input(
                                "registry/certificate",
                                "the certificate of the registry `" + domain + "` is not valid yet")
                        .because(message)
                        .help("check this machine's clock");
            }
            if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
                return Problem.input(
                                "registry/certificate",
                                "the registry `" + domain + "` shows the certificate of another host")
                        .because(message)
                        .help("reach it by a name that its certificate has");
            }
            if (ALERT.matcher(message).find()) {
                return Problem.input(
                                "registry/client-certificate",
                                "the registry `" + domain + "` wants a client certificate that it knows")
                        .because(failure)
                        .help("put `client.cert` and `client.key` into `~/.config/containers/certs.d/" + domain + "`");
            }
        }
        return Problem.input("registry/certificate", "cannot trust the registry `" + domain + "`")
                .because(failure)
                .help("name its authority with `--ca-file FILE`");
    }
}
