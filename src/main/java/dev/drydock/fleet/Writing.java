package dev.drydock.fleet;

import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.FullDisk;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.registry.Neighbours;
import dev.drydock.registry.Parallel;
import dev.drydock.registry.Reference;
import dev.drydock.registry.Registries;
import dev.drydock.registry.Repository;
import dev.drydock.store.Shareable;
import dev.drydock.store.SharedCache;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One place as it is written to: what it lacks, several entries at a time, blobs before the tag that leads to them. */
final class Writing {
    private final Place place;
    private final Known known;
    private final Registries registries;
    private final Neighbours neighbours;
    private final Optional<Seal> seal;
    private final Progress progress;
    private volatile boolean failed;

    Writing(
            Place place,
            Known known,
            Registries registries,
            Neighbours neighbours,
            Optional<Seal> seal,
            Progress progress) {
        this.place = place;
        this.known = known;
        this.registries = registries;
        this.neighbours = neighbours;
        this.seal = seal;
        this.progress = progress;
    }

    /** Writes what is not there. A failure is noted, and ends it: the image is built, and the next build tries again. */
    void write(List<Shareable> all) throws IOException {
        List<Shareable> wanted = all.stream()
                .filter(each -> place.takes(each.kind()) && known.claim(place.tag(each.kind(), each.key())))
                .toList();
        if (failed || wanted.isEmpty()) {
            return;
        }
        try (Progress.Task task = progress.start(Progress.Kind.WRITE, "what others may use, to " + place, 0)) {
            Repository repository = registries.repository(place.reference(), Registries.Use.PUSH);
            List<Parallel.Work> works = new ArrayList<>();
            wanted.forEach(each -> works.add(() -> one(repository, each, task)));
            Parallel.all(works);
        } catch (DrydockException e) {
            fail(e);
        } catch (IOException e) {
            if (FullDisk.isMeantBy(e)) {
                throw e;
            }
            fail(Problem.passing("registry/unreachable", "it broke off")
                    .because(e)
                    .exception());
        }
    }

    private void fail(DrydockException e) {
        failed = true;
        progress.note("wrote not all to the shared cache `" + place + "`: " + Reading.words(e));
    }

    private void one(Repository repository, Shareable each, Progress.Task task) throws IOException {
        String tag = place.tag(each.kind(), each.key());
        boolean anew = known.isRefused(tag);
        if (!anew && repository.resolve(tag).isPresent()) {
            return;
        }
        List<Shareable.Part> parts = each.content().parts();
        if (parts.isEmpty() && each.kind() != SharedCache.Kind.CHECKED) {
            return;
        }
        List<Descriptor> descriptors =
                parts.stream().map(Shareable.Part::descriptor).toList();
        Optional<String> sealed = each.kind() == SharedCache.Kind.ARTIFACT
                ? Optional.empty()
                : seal.map(key -> key.of(each.kind(), each.key(), each.text(), descriptors));
        EntryManifest entry = new EntryManifest(each.kind(), each.key(), each.text(), descriptors, sealed);
        blobs(repository, parts, anew, task);
        try {
            repository.put(entry.document(each.label()), tag);
        } catch (IOException e) {
            // The registry collected its garbage in between.
            blobs(repository, parts, true, task);
            repository.put(entry.document(each.label()), tag);
        }
    }

    /** @param anew whether it is sent although the registry says that it has it */
    private void blobs(Repository repository, List<Shareable.Part> parts, boolean anew, Progress.Task task)
            throws IOException {
        blob(
                repository,
                new Shareable.Part(EntryManifest.NOTHING, () -> new ByteArrayInputStream(EntryManifest.EMPTY)),
                anew,
                task);
        for (Shareable.Part part : parts) {
            blob(repository, part, anew, task);
        }
    }

    private void blob(Repository repository, Shareable.Part part, boolean anew, Progress.Task task) throws IOException {
        Digest digest = part.descriptor().digest();
        if (!anew && (repository.has(digest) || mounted(repository, digest))) {
            return;
        }
        repository.upload(part.descriptor(), part.opening()::open, task::advance);
        neighbours.remember(
                place.reference().domain(), digest, place.reference().repository());
    }

    /** Of an image that was pushed to the same registry, the layers are there already. */
    private boolean mounted(Repository repository, Digest digest) throws IOException {
        Reference own = place.reference();
        Optional<String> from =
                neighbours.repository(own.domain(), digest).filter(name -> !name.equals(own.repository()));
        return from.isPresent() && repository.mount(digest, from.get());
    }
}
