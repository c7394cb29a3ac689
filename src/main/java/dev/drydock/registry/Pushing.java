package dev.drydock.registry;

import dev.drydock.layout.Document;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.PackedImage;
import dev.drydock.layout.PackedLayer;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image into a repository: blobs first, side by side, only those that it lacks; then the manifests by digest; then the tags. So
 * whoever asks for a tag gets all of the image, or the one before.
 */
public final class Pushing {
    private final Registries registries;
    private final Neighbours neighbours;
    private final Progress progress;

    public Pushing(Registries registries, Neighbours neighbours, Progress progress) {
        this.registries = registries;
        this.neighbours = neighbours;
        this.progress = progress;
    }

    private record Content(Descriptor descriptor, Repository.Opening opening) {}

    /**
     * Pushes to every reference; those of one repository share the work.
     *
     * @param references each with a tag
     * @throws dev.drydock.problem.DrydockException {@code registry/…}
     */
    public void push(ImageSet set, List<Reference> references) throws IOException {
        prepare(set, references).tag();
    }

    /** An image that is in all of its repositories by its digest, and not yet under its tags. */
    @FunctionalInterface
    public interface Prepared {
        /** @throws dev.drydock.problem.DrydockException {@code registry/…} */
        void tag() throws IOException;
    }

    /** As {@link #push}, up to where the tags would move: so that those of several images can move when all are there. */
    public Prepared prepare(ImageSet set, List<Reference> references) throws IOException {
        Map<String, List<Reference>> byPlace = new LinkedHashMap<>();
        references.forEach(reference -> byPlace.computeIfAbsent(reference.place(), place -> new ArrayList<>())
                .add(reference));
        // Every repository has all of it before any tag moves.
        Map<String, Repository> repositories = new LinkedHashMap<>();
        for (Map.Entry<String, List<Reference>> entry : byPlace.entrySet()) {
            Reference reference = entry.getValue().getFirst();
            Repository repository = registries.repository(reference, Registries.Use.PUSH);
            repositories.put(entry.getKey(), repository);
            if (repository.resolve(set.descriptor().digest().toString()).isEmpty()) {
                content(set, reference, repository);
            }
        }
        return () -> tag(set, byPlace, repositories);
    }

    private static void tag(ImageSet set, Map<String, List<Reference>> byPlace, Map<String, Repository> repositories)
            throws IOException {
        Document root = set.index().orElseGet(() -> set.images().getFirst().manifest());
        for (Map.Entry<String, List<Reference>> entry : byPlace.entrySet()) {
            Repository repository = repositories.get(entry.getKey());
            for (Reference reference : entry.getValue()) {
                put(repository, root, reference.tag().orElse("latest"));
            }
        }
    }

    private static void put(@org.jspecify.annotations.Nullable Repository repository, Document root, String tag)
            throws IOException {
        try {
            java.util.Objects.requireNonNull(repository).put(root, tag);
        } catch (HttpRepository.BlobsMissing e) {
            throw e.words();
        }
    }

    private void content(ImageSet set, Reference reference, Repository repository) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                blobs(set, reference, repository);
                for (PackedImage image : set.images()) {
                    repository.put(image.manifest(), image.descriptor().digest().toString());
                }
                if (set.index().isPresent()) {
                    repository.put(set.index().get(), set.descriptor().digest().toString());
                }
                return;
            } catch (HttpRepository.BlobsMissing e) {
                // Somebody collected its garbage meanwhile.
                if (attempt > 1) {
                    throw e.words();
                }
            }
        }
    }

    private void blobs(ImageSet set, Reference reference, Repository repository) throws IOException {
        Map<Digest, Content> contents = new LinkedHashMap<>();
        for (PackedImage image : set.images()) {
            for (PackedLayer layer : image.layers()) {
                contents.putIfAbsent(layer.descriptor().digest(), new Content(layer.descriptor(), layer::open));
            }
            Document config = image.config();
            contents.putIfAbsent(
                    config.descriptor().digest(),
                    new Content(config.descriptor(), () -> new ByteArrayInputStream(config.bytes())));
        }
        List<Parallel.Work> works = new ArrayList<>();
        for (Content content : contents.values()) {
            works.add(() -> blob(content, reference, repository));
        }
        Parallel.all(works);
    }

    private void blob(Content content, Reference reference, Repository repository) throws IOException {
        Digest digest = content.descriptor().digest();
        if (!repository.has(digest) && !mounted(digest, reference, repository)) {
            String label = digest.brief() + " to " + repository.place();
            try (Progress.Task task = progress.start(
                    Progress.Kind.WRITE, label, content.descriptor().size())) {
                repository.upload(content.descriptor(), content.opening(), task::advance);
            }
        }
        neighbours.remember(reference.domain(), digest, reference.repository());
    }

    private boolean mounted(Digest digest, Reference reference, Repository repository) throws IOException {
        Optional<String> from =
                neighbours.repository(reference.domain(), digest).filter(name -> !name.equals(reference.repository()));
        return from.isPresent() && repository.mount(digest, from.get());
    }
}
