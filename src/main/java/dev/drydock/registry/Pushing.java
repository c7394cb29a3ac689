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
import java.util.Set;

/**
 * An image into a repository: blobs first, side by side, only those that it lacks; then the manifests by digest; then the tags. So
 * whoever asks for a tag gets all of the image, or the one before.
 */
public final class Pushing {
    private static final int SMALL = 1 << 16;

    private final Registries registries;
    private final Neighbours neighbours;
    private final LastPushes last;
    private final Scouting scouting;
    private final Progress progress;

    public Pushing(Registries registries, Neighbours neighbours, Progress progress) {
        this(registries, neighbours, LastPushes.NONE, Scouting.NONE, progress);
    }

    /** @param scouting of the same registries, begun earlier */
    public Pushing(
            Registries registries, Neighbours neighbours, LastPushes last, Scouting scouting, Progress progress) {
        this.registries = registries;
        this.neighbours = neighbours;
        this.last = last;
        this.scouting = scouting;
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
        Map<String, List<Reference>> byPlace = byPlace(references);
        if (byPlace.size() > 1 || references.size() > 1) {
            prepare(set, byPlace).tag();
            return;
        }
        for (Reference only : references) {
            // Nothing else waits for the manifest, so it comes under its tag at once.
            content(set, only, seen(only), Optional.of(tag(only)));
        }
    }

    /** An image that is in all of its repositories by its digest, and not yet under its tags. */
    @FunctionalInterface
    public interface Prepared {
        /** @throws dev.drydock.problem.DrydockException {@code registry/…} */
        void tag() throws IOException;
    }

    /** As {@link #push}, up to where the tags would move: so that those of several images can move when all are there. */
    public Prepared prepare(ImageSet set, List<Reference> references) throws IOException {
        return prepare(set, byPlace(references));
    }

    private Prepared prepare(ImageSet set, Map<String, List<Reference>> byPlace) throws IOException {
        // Every repository has all of it before any tag moves.
        Map<String, Repository> repositories = new LinkedHashMap<>();
        for (Map.Entry<String, List<Reference>> entry : byPlace.entrySet()) {
            Reference reference = entry.getValue().getFirst();
            Scouting.Seen seen = seen(reference);
            repositories.put(entry.getKey(), seen.repository());
            content(set, reference, seen, Optional.empty());
        }
        return () -> tag(set, byPlace, repositories);
    }

    private static Map<String, List<Reference>> byPlace(List<Reference> references) {
        Map<String, List<Reference>> byPlace = new LinkedHashMap<>();
        references.forEach(reference -> byPlace.computeIfAbsent(reference.place(), place -> new ArrayList<>())
                .add(reference));
        return byPlace;
    }

    private Scouting.Seen seen(Reference reference) throws IOException {
        Optional<Scouting.Seen> seen = scouting.seen(reference);
        return seen.isPresent()
                ? seen.get()
                : new Scouting.Seen(registries.repository(reference, Registries.Use.PUSH), Set.of());
    }

    private static String tag(Reference reference) {
        return reference.tag().orElse("latest");
    }

    private static void tag(ImageSet set, Map<String, List<Reference>> byPlace, Map<String, Repository> repositories)
            throws IOException {
        Document root = root(set);
        for (Map.Entry<String, List<Reference>> entry : byPlace.entrySet()) {
            Repository repository = repositories.get(entry.getKey());
            for (Reference reference : entry.getValue()) {
                put(repository, root, tag(reference));
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

    private static Document root(ImageSet set) {
        return set.index().orElseGet(() -> set.images().getFirst().manifest());
    }

    /** Makes the repository have all of it. @param tag to keep it under; none for its digest alone */
    private void content(ImageSet set, Reference reference, Scouting.Seen seen, Optional<String> tag)
            throws IOException {
        Repository repository = seen.repository();
        Map<Digest, Content> contents = contents(set);
        String digest = set.descriptor().digest().toString();
        // Where some of it was seen and some not, it is another image than the one before.
        boolean other = !seen.blobs().isEmpty() && !seen.blobs().containsAll(contents.keySet());
        boolean there = !other && repository.resolve(digest).isPresent();
        for (int attempt = 0; ; attempt++) {
            try {
                if (!there || attempt > 0) {
                    blobs(contents, reference, attempt == 0 ? seen : new Scouting.Seen(repository, Set.of()));
                    if (set.index().isPresent()) {
                        for (PackedImage image : set.images()) {
                            repository.put(
                                    image.manifest(),
                                    image.descriptor().digest().toString());
                        }
                    }
                }
                if (!there || tag.isPresent()) {
                    repository.put(root(set), tag.orElse(digest));
                }
                last.keep(reference, contents.keySet());
                return;
            } catch (HttpRepository.BlobsMissing e) {
                // Somebody collected its garbage meanwhile.
                if (attempt > 1) {
                    throw e.words();
                }
            }
        }
    }

    private static Map<Digest, Content> contents(ImageSet set) {
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
        return contents;
    }

    private void blobs(Map<Digest, Content> contents, Reference reference, Scouting.Seen seen) throws IOException {
        List<Parallel.Work> works = new ArrayList<>();
        for (Content content : contents.values()) {
            if (!seen.blobs().contains(content.descriptor().digest())) {
                works.add(() -> blob(content, reference, seen));
            }
        }
        Parallel.all(works);
    }

    private void blob(Content content, Reference reference, Scouting.Seen seen) throws IOException {
        Digest digest = content.descriptor().digest();
        Repository repository = seen.repository();
        Optional<String> from = neighbours.repository(reference.domain(), digest);
        // To ask for what is most likely new takes longer than to send it.
        boolean sent = from.isEmpty()
                && !seen.blobs().isEmpty()
                && content.descriptor().size() <= SMALL;
        if (sent || (!repository.has(digest) && !mounted(digest, from, reference, repository))) {
            String label = digest.brief() + " to " + repository.place();
            try (Progress.Task task = progress.start(
                    Progress.Kind.WRITE, label, content.descriptor().size())) {
                repository.upload(content.descriptor(), content.opening(), task::advance);
            }
        }
        neighbours.remember(reference.domain(), digest, reference.repository());
    }

    private static boolean mounted(Digest digest, Optional<String> known, Reference reference, Repository repository)
            throws IOException {
        Optional<String> from = known.filter(name -> !name.equals(reference.repository()));
        return from.isPresent() && repository.mount(digest, from.get());
    }
}
