package dev.drydock.fetch;

import java.net.URI;

/** Addresses as they may be shown: without user, password, query or fragment, where tokens hide. */
public final class Redaction {
    private Redaction() {}

    public static String of(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + host + port + path;
    }
}
