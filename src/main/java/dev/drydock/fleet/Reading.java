package dev.drydock.fleet;

import dev.drydock.layout.Document;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.oci.VerifiedStream;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.FullDisk;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.registry.Registries;
import dev.drydock.registry.Repository;
import dev.drydock.store.Shareable;
import dev.drydock.store.SharedCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;

/** One place as it is read from. The first fault of the registry itself ends its use: a build waits for it once, not for every entry. */
final class Reading {
    /** What the JDK keeps open to one host. */
    private static final int MOST_AT_ONCE = 5;

    private static final String GONE = "its bytes are no longer there";

    private final Place place;
    private final Known known;
    private final Registries registries;
    private final Optional<Seal> seal;
    private final Progress progress;
    private final Semaphore slots = new Semaphore(MOST_AT_ONCE);
    private Optional<Repository> repository = Optional.empty();
    private boolean failed;

    Reading(Place place, Known known, Registries registries, Optional<Seal> seal, Progress progress) {
        this.place = place;
        this.known = known;
        this.registries = registries;
        this.seal = seal;
        this.progress = progress;
    }

    Place place() {
        return place;
    }

    /** A request or two; empty where there is nothing to gain from it. */
    private interface Asking<T> {
        T of(Repository repository) throws IOException;
    }

    private <T> Optional<T> ask(Asking<Optional<T>> asking) throws IOException {
        slots.acquireUninterruptibly();
        try {
            Optional<Repository> open = repository();
            return open.isEmpty() ? Optional.empty() : asking.of(open.get());
        } catch (DrydockException e) {
            fail(e);
            return Optional.empty();
        } catch (IOException e) {
            if (FullDisk.isMeantBy(e)) {
                throw e;
            }
            fail(Problem.passing("registry/unreachable", "it cannot be read")
                    .because(e)
                    .exception());
            return Optional.empty();
        } finally {
            slots.release();
        }
    }

    private synchronized Optional<Repository> repository() throws IOException {
        if (!failed && repository.isEmpty()) {
            repository = Optional.of(registries.repository(place.reference(), Registries.Use.PULL));
        }
        return failed ? Optional.empty() : repository;
    }

    private synchronized void fail(DrydockException e) {
        if (!failed) {
            failed = true;
            progress.note("left out the shared cache `" + place + "`: " + words(e));
        }
    }

    /** In one sentence. */
    static String words(DrydockException e) {
        Problem problem = e.problems().getFirst();
        StringBuilder words = new StringBuilder(problem.message());
        problem.causes().stream()
                .findFirst()
                .ifPresent(cause -> words.append(" (").append(cause).append(')'));
        problem.help().ifPresent(help -> words.append("; ").append(help));
        return words.toString();
    }

    Optional<EntryManifest> find(SharedCache.Kind kind, Digest key) throws IOException {
        String tag = place.tag(kind, key);
        if (!place.takes(kind) || known.isRefused(tag)) {
            return Optional.empty();
        }
        Optional<Document> document = ask(repository -> repository.manifest(tag));
        return document.isEmpty() ? Optional.empty() : checked(document.get(), kind, key);
    }

    private Optional<EntryManifest> checked(Document document, SharedCache.Kind kind, Digest key) {
        try {
            EntryManifest entry = EntryManifest.parse(document.bytes());
            if (entry.kind() != kind || !entry.key().equals(key)) {
                throw new IllegalArgumentException(
                        "it is the " + entry.kind().label() + " `" + entry.key().brief() + "`");
            }
            if (seal.isPresent() && kind != SharedCache.Kind.ARTIFACT && !isSealed(entry)) {
                throw new IllegalArgumentException(
                        entry.seal().isEmpty() ? "it has no seal" : "its seal is not of this machine's key");
            }
            known.seen(place.tag(kind, key));
            return Optional.of(entry);
        } catch (IllegalArgumentException e) {
            refuse(kind, key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private boolean isSealed(EntryManifest entry) {
        return seal.isPresent()
                && entry.seal().isPresent()
                && seal.get()
                        .holds(
                                entry.seal().get(),
                                seal.get().of(entry.kind(), entry.key(), entry.text(), entry.parts()));
    }

    void refuse(SharedCache.Kind kind, Digest key, String why) {
        refuse(kind.label() + " " + key.brief(), kind, key, why);
    }

    void refuse(String label, SharedCache.Kind kind, Digest key, String why) {
        if (known.refuse(place.tag(kind, key))) {
            progress.note("refused `" + label + "` of the shared cache `" + place + "`: " + why);
        }
    }

    /** Downloads a part of an entry, which is refused where it is not whole and right. @return whether it is */
    boolean fetch(EntryManifest entry, Descriptor part, String label, Path into) throws IOException {
        return ask(repository -> {
                    Optional<String> wrong = fetch(repository, part, label, into);
                    wrong.ifPresent(why -> refuse(label, entry.kind(), entry.key(), why));
                    return wrong.isPresent() ? Optional.empty() : Optional.of(part);
                })
                .isPresent();
    }

    /**
     * Downloads an artifact. One that is known by its SHA-256 and size is a blob of that name, whose tag need not be asked for.
     *
     * @return whether something came
     */
    boolean download(String label, Integrity integrity, OptionalLong size, Path into) throws IOException {
        Digest key = SharedCache.key(integrity);
        if (known.isRefused(place.tag(SharedCache.Kind.ARTIFACT, key))) {
            return false;
        }
        if (integrity.algorithm().equals("sha256") && size.isPresent()) {
            Descriptor blob = new Descriptor(Shareable.TYPE, new Digest(integrity.hex()), size.getAsLong());
            return ask(repository -> direct(repository, blob, label, key, into)).isPresent();
        }
        Optional<EntryManifest> entry = find(SharedCache.Kind.ARTIFACT, key);
        if (entry.isEmpty()) {
            return false;
        }
        if (entry.get().parts().size() != 1
                || (size.isPresent() && entry.get().parts().getFirst().size() != size.getAsLong())) {
            refuse(label, SharedCache.Kind.ARTIFACT, key, "it is not of the size that the lock names");
            return false;
        }
        return fetch(entry.get(), entry.get().parts().getFirst(), label, into);
    }

    private Optional<Descriptor> direct(Repository repository, Descriptor blob, String label, Digest key, Path into)
            throws IOException {
        Optional<String> wrong = fetch(repository, blob, label, into);
        wrong.filter(why -> !why.equals(GONE)).ifPresent(why -> refuse(label, SharedCache.Kind.ARTIFACT, key, why));
        return wrong.isPresent() ? Optional.empty() : Optional.of(blob);
    }

    /** @return what is wrong with what came */
    private Optional<String> fetch(Repository repository, Descriptor part, String label, Path into) throws IOException {
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = new VerifiedStream(repository.open(part), part, () -> {});
                OutputStream out = Files.newOutputStream(into)) {
            // Whether it is there shows with the first bytes.
            int n = in.read(buffer);
            try (Progress.Task task = progress.start(Progress.Kind.FETCH, label + " from " + place, part.size())) {
                for (; n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                    task.advance(n);
                }
            }
            return Optional.empty();
        } catch (DrydockException e) {
            return switch (e.problems().getFirst().code()) {
                case "image/digest" ->
                    Optional.of(e.problems().getFirst().causes().getFirst());
                case "registry/missing" -> Optional.of(GONE);
                default -> throw e;
            };
        }
    }
}
