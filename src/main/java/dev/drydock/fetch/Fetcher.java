package dev.drydock.fetch;

import dev.drydock.oci.Integrity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/** Brings files from the network, or from the cache. Safe for use by many threads. */
public interface Fetcher {
    /**
     * The file with this hash: from the cache, checked as it is read, or from the first location that serves it.
     *
     * @param label for progress and errors: {@code flask 3.1.3}
     * @param size in bytes where it is known; without it, {@code limit} bounds the download
     * @param locations asked for only where the cache lacks the file
     */
    Path file(String label, Integrity integrity, OptionalLong size, Locations locations) throws IOException;

    /**
     * A document whose content is not known beforehand, such as an index; asked again each time, at the cost of a
     * conditional request where the server gave a validator. Offline: what came the last time.
     *
     * @param headers such as {@code Accept}
     * @param limit in bytes
     * @return empty where the server says there is none (404, 410)
     */
    Optional<Path> document(String label, URI uri, SortedMap<String, String> headers, long limit) throws IOException;

    /** Whether the network may not be used. */
    boolean offline();

    /** Where a file may be had from, best first. */
    @FunctionalInterface
    interface Locations {
        List<URI> find() throws IOException;
    }
}
