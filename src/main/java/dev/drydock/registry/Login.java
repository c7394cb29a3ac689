package dev.drydock.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who the user is to a registry. None of them shows its secret in its text. */
public sealed interface Login {
    /** A user name and a password, or a token that stands in for one. */
    record Password(String user, String secret) implements Login {
        /** The value of an Authorization header (RFC 7617). */
        String basic() {
            byte[] pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }

        @Override
        public String toString() {
            return "the login of " + user;
        }
    }

    /** A refresh token, which the registry's token server gives access tokens for. */
    record Identity(String token) implements Login {
        @Override
        public String toString() {
            return "an identity token";
        }
    }

    /** An access token as it is. */
    record Access(String token) implements Login {
        @Override
        public String toString() {
            return "an access token";
        }
    }
}
