package dev.drydock.layout;

import dev.drydock.lock.JsonTree;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.VerifiedStream;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Blobs by their digest, and the images that can be put together from them. */
public abstract class BlobSource {
    /** What a name may stand for: platforms that there are, many times over. */
    private static final int MOST_MANIFESTS = 200;

    private final String name;

    /** @param name for messages */
    protected BlobSource(String name) {
        this.name = name;
    }

    /** Not verified. @throws DrydockException {@code image/incomplete} where it is not there */
    protected abstract InputStream open(Digest digest) throws IOException;

    /** As {@link #open(Digest)}, for sources where the type says where to look. */
    protected InputStream open(Descriptor descriptor) throws IOException {
        return open(descriptor.digest());
    }

    /** What to do with a blob whose bytes are wrong, besides failing. */
    void damaged(Digest digest) {}

    protected String name() {
        return name;
    }

    DrydockException missing(Digest digest) {
        return Problem.input("image/incomplete", "`" + name + "` lacks the blob `" + digest + "`")
                .exception();
    }

    InputStream verified(Descriptor descriptor) throws IOException {
        return new VerifiedStream(open(descriptor), descriptor, () -> damaged(descriptor.digest()));
    }

    /** A document of bounded size, verified. */
    Document document(Descriptor descriptor) throws IOException {
        if (descriptor.size() > Parsing.LARGEST) {
            throw malformed(descriptor.digest(), "it has " + descriptor.size() + " bytes");
        }
        try (InputStream in = verified(descriptor)) {
            return new Document(descriptor.mediaType(), in.readNBytes((int) descriptor.size()));
        }
    }

    /** What the descriptor names: an image, or those of an index. */
    public ImageSet imageSet(Descriptor descriptor) throws IOException {
        Document root = document(descriptor);
        if (Parsing.isManifest(descriptor.mediaType())) {
            return new ImageSet(List.of(image(root)), Optional.empty());
        }
        if (!Parsing.isIndex(descriptor.mediaType())) {
            throw malformed(descriptor.digest(), "it is of the unknown type `" + descriptor.mediaType() + "`");
        }
        List<PackedImage> images = new ArrayList<>();
        List<JsonTree> entries = parsed(descriptor.digest(), () -> Parsing.manifests(root.bytes()));
        if (entries.size() > MOST_MANIFESTS) {
            throw malformed(descriptor.digest(), "it has " + entries.size() + " manifests");
        }
        for (JsonTree entry : entries) {
            Descriptor each = parsed(descriptor.digest(), () -> Parsing.descriptor(entry));
            // attestations of BuildKit stand in the index as images of an unknown platform
            if (Parsing.isManifest(each.mediaType()) && parsed(descriptor.digest(), () -> isImage(entry))) {
                images.add(image(document(each)));
            }
        }
        if (images.isEmpty()) {
            throw malformed(descriptor.digest(), "it is an index without an image");
        }
        return images.size() == entries.size() ? new ImageSet(images, Optional.of(root)) : ImageSet.packed(images);
    }

    private static boolean isImage(JsonTree entry) {
        return Parsing.present(entry, "platform").isEmpty()
                || Parsing.platform(entry).isPresent();
    }

    PackedImage image(Document manifest) throws IOException {
        Digest digest = manifest.descriptor().digest();
        Parsing.Manifest parsed = parsed(digest, () -> Parsing.manifest(manifest.bytes()));
        Document config = document(parsed.config());
        Digest configDigest = parsed.config().digest();
        Parsing.Configuration read = parsed(configDigest, () -> Parsing.configuration(config.bytes()));
        if (read.diffIds().size() != parsed.layers().size()) {
            throw malformed(
                    digest,
                    "it has " + parsed.layers().size() + " layers, its configuration "
                            + read.diffIds().size());
        }
        List<PackedLayer> layers = new ArrayList<>();
        for (int i = 0; i < parsed.layers().size(); i++) {
            Descriptor layer = parsed.layers().get(i);
            layers.add(
                    new PackedLayer(layer, read.diffIds().get(i), read.titles().get(i), () -> verified(layer)));
        }
        return new PackedImage(manifest, config, read.settings(), layers);
    }

    interface Parser<T> {
        T parse();
    }

    <T> T parsed(Digest digest, Parser<T> parser) {
        try {
            return parser.parse();
        } catch (IllegalArgumentException e) {
            throw malformed(digest, String.valueOf(e.getMessage()));
        }
    }

    DrydockException malformed(Digest digest, String cause) {
        return Problem.input("image/malformed", "the document `" + digest + "` of `" + name + "` is malformed")
                .because(cause)
                .exception();
    }
}
