package dev.drydock.fetch;

import java.net.URI;
import java.util.Optional;

/** What may be said to whom: the value of the Authorization header for an address, where its own origin has one. */
@FunctionalInterface
public interface Credentials {
    Credentials NONE = uri -> Optional.empty();

    Optional<String> authorization(URI uri);
}
