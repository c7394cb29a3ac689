package dev.drydock.registry;

import dev.drydock.layout.Document;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.VerifiedStream;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From one repository to another, byte for byte and so under the same digest: an image, or an index with all its platforms and
 * attestations. Within a registry blobs are mounted; else they pass through, and touch no disk.
 */
public final class Copying {
    private static final int MOST_DOCUMENTS = 1000;
    private static final int DEEPEST = 4;
    private static final int DAMAGED_AGAIN = 5;

    private final Registries registries;
    private final Progress progress;

    public Copying(Registries registries, Progress progress) {
        this.registries = registries;
        this.progress = progress;
    }

    /**
     * @param to with a tag
     * @return the digest of what was copied
     */
    public Digest copy(Reference from, Reference to) throws IOException {
        Repository source = registries.repository(from, Registries.Use.PULL);
        Repository destination = registries.repository(to, Registries.Use.PUSH);
        Document root = Pulling.root(source, from);
        String digest = root.descriptor().digest().toString();
        if (destination.resolve(digest).isEmpty()) {
            Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
            List<Document> documents = new ArrayList<>();
            collect(source, from.toString(), root, 0, documents, blobs, new HashSet<>());
            List<Parallel.Work> works = new ArrayList<>();
            boolean neighbours = from.domain().equals(to.domain());
            for (Descriptor blob : blobs.values()) {
                works.add(() -> blob(source, destination, blob, neighbours ? from.repository() : ""));
            }
            Parallel.all(works);
            for (Document document : documents) {
                destination.put(document, document.descriptor().digest().toString());
            }
        }
        destination.put(root, to.tag().orElse("latest"));
        return root.descriptor().digest();
    }

    /** What an index leads to stands before it: registries refuse one that leads to nothing. */
    private static void collect(
            Repository source,
            String place,
            Document document,
            int depth,
            List<Document> documents,
            Map<Digest, Descriptor> blobs,
            Set<Digest> seen)
            throws IOException {
        if (!seen.add(document.descriptor().digest())) {
            return;
        }
        if (depth > DEEPEST || seen.size() > MOST_DOCUMENTS) {
            throw Problem.input("image/malformed", "`" + place + "` is an index of indexes without end")
                    .exception();
        }
        Links links = Links.of(document, place);
        for (Links.Entry entry : links.manifests()) {
            Document inner = source.manifest(entry.descriptor().digest().toString())
                    .orElseThrow(() -> Problem.input(
                                    "image/incomplete",
                                    "`" + place + "` lacks the manifest `"
                                            + entry.descriptor().digest() + "`")
                            .exception());
            collect(source, place, inner, depth + 1, documents, blobs, seen);
        }
        links.blobs().forEach(blob -> blobs.putIfAbsent(blob.digest(), blob));
        documents.add(document);
    }

    private void blob(Repository source, Repository destination, Descriptor blob, String neighbour) throws IOException {
        boolean there =
                destination.has(blob.digest()) || (!neighbour.isEmpty() && destination.mount(blob.digest(), neighbour));
        if (there) {
            return;
        }
        String label = blob.digest().brief() + " to " + destination.place();
        try (Progress.Task task = progress.start(Progress.Kind.WRITE, label, blob.size())) {
            for (int attempt = 0; ; attempt++) {
                try {
                    destination.upload(blob, () -> VerifiedStream.of(source.open(blob), blob), task::advance);
                    return;
                } catch (DrydockException e) {
                    if (attempt >= DAMAGED_AGAIN || !Pulling.damaged(e)) {
                        throw e;
                    }
                }
            }
        }
    }
}
