package dev.drydock.mirrors;

import java.net.URI;
import java.util.Optional;

/**
 * Where one kind of package comes from.
 *
 * @param uri without user information, without a trailing slash: for Python the simple index, for npm the registry, for
 *     Debian the directory that holds {@code dists/} and {@code pool/}
 * @param foundIn for people: {@code pip.conf}, {@code --npm-mirror}
 * @param authorization the value of an Authorization header, for this host alone
 */
public record Mirror(URI uri, String foundIn, Optional<String> authorization) {
    /** The address of {@code path} below the mirror. */
    public URI resolve(String path) {
        return URI.create(uri + "/" + path);
    }
}
