package dev.drydock.registry;

import dev.drydock.layout.Document;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A repository of a registry, as OCI distribution-spec 1.1 has it: blobs by digest, manifests by digest and tag. Passing faults are
 * retried; what is left is a {@link dev.drydock.problem.DrydockException} of {@code registry/…}. Safe for use by many threads.
 */
public interface Repository {
    /** Domain and name, for messages. */
    String place();

    boolean has(Digest blob) throws IOException;

    /**
     * Makes a blob of another repository of the same registry one of this too.
     *
     * @return whether it did; where not, it has to be uploaded
     */
    boolean mount(Digest blob, String from) throws IOException;

    /** Sends a blob. @param sent hears of the bytes on their way, again where they have to be sent again */
    void upload(Descriptor blob, Opening content, LongConsumer sent) throws IOException;

    /** The blob, whole and right, or an exception before its end; broken connections are taken up where they broke. */
    InputStream open(Descriptor blob) throws IOException;

    /** What the tag or digest leads to, verified where a digest says how. */
    Optional<Document> manifest(String target) throws IOException;

    /** Its digest alone. */
    Optional<Digest> resolve(String target) throws IOException;

    /** Keeps the manifest under its digest, or a tag. */
    void put(Document manifest, String target) throws IOException;

    /** A fresh stream each time. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }
}
