package dev.drydock.fetch;

import java.net.URI;
import java.util.Optional;

/** What may be said to whom, and by which way: for an address, as far as what is known of its own origin tells. */
@FunctionalInterface
public interface Credentials {
    Credentials NONE = new None();

    /** The value of the Authorization header. */
    Optional<String> authorization(URI uri);

    /** The address of the proxy to use, the empty text for none; empty leaves it to the environment. */
    default Optional<String> proxy(URI uri) {
        return Optional.empty();
    }

    /** Nothing to anybody. A class, since a lambda of an interface's own is made anew in each run. */
    final class None implements Credentials {
        private None() {}

        @Override
        public Optional<String> authorization(URI uri) {
            return Optional.empty();
        }
    }
}
