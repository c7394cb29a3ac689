package dev.drydock.cli;

import dev.drydock.build.GivenBase;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.PackedImage;
import dev.drydock.lock.Lock;
import dev.drydock.lock.LockFile;
import dev.drydock.lock.LockedBase;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.progress.Progress;
import dev.drydock.registry.Pulling;
import dev.drydock.registry.Reference;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Base images by what the user calls them: whatever {@link ImageReferences} knows, and what no place here has, of its registry. What comes from a
 * registry is kept in the local store, as a pull keeps it; a locked one is asked for by its digest, so that a tag that moved changes nothing.
 */
final class Bases {
    static final Option OPTION = Option.value(
            "IMAGE",
            "build on this image rather than on Debian: of the local store, a file, docker:NAME, or a registry",
            "--base");

    private static final Lock NOTHING = new Lock(new TreeMap<>());

    /** The host in the names of Drydock's own bases, which are in no registry. */
    private static final String NOWHERE = "drydock.local";

    private final ImageReferences images;
    private final Arguments arguments;
    private final Terminal terminal;
    private final Cache cache;
    private final Progress progress;

    Bases(ImageReferences images, Arguments arguments, Terminal terminal, Cache cache, Progress progress) {
        this.images = images;
        this.arguments = arguments;
        this.terminal = terminal;
        this.cache = cache;
        this.progress = progress;
    }

    /**
     * @param directory of the app, whose lock may name the digest
     * @param fresh whether a registry is asked although there is one here or a digest in the lock
     */
    GivenBase of(String name, Path directory, List<Platform> platforms, boolean fresh) throws IOException {
        return of(name, fresh ? NOTHING : LockFile.read(directory.resolve(LockFile.NAME)), platforms, fresh);
    }

    /** As above, where no app is at hand. */
    GivenBase fresh(String name, List<Platform> platforms, boolean fresh) throws IOException {
        return of(name, NOTHING, platforms, fresh);
    }

    private GivenBase of(String name, Lock lock, List<Platform> platforms, boolean fresh) throws IOException {
        Optional<ImageSet> set = local(name, platforms, fresh);
        if (set.isEmpty()) {
            set = Optional.of(pulled(name, platforms, lock));
        }
        return GivenBase.open(name, set.get(), platforms, cache, progress);
    }

    /** Of this machine; empty where it has none of the name, or not for every platform, and a registry may have. */
    private Optional<ImageSet> local(String name, List<Platform> platforms, boolean fresh) throws IOException {
        boolean elsewhere = ImageReferences.isOfRegistry(name);
        if (!elsewhere && (ImageReferences.isFile(name) || ImageReferences.isOfEngine(name))) {
            return Optional.of(images.set(name));
        }
        if (elsewhere
                || fresh
                        && reference(name).isPresent()
                        && !reference(name).get().official()) {
            return Optional.empty();
        }
        Optional<ImageSet> found = images.ofStore(name);
        boolean whole = found.isPresent() && platforms.stream().allMatch(platform -> has(found.get(), platform));
        // without a name that a registry could know, what is wrong is said of what is here
        boolean only = reference(name).isEmpty()
                || reference(name).get().domain().equals(NOWHERE)
                || reference(name).get().official() && found.isPresent();
        if (found.isEmpty() && only) {
            return Optional.of(images.set(name));
        }
        return whole || only ? found : Optional.empty();
    }

    private static boolean has(ImageSet set, Platform platform) {
        return set.images().stream()
                .anyMatch(image -> image.platform().os().equals(platform.os())
                        && image.platform().architecture().equals(platform.architecture()));
    }

    private static Optional<Reference> reference(String name) {
        try {
            return Optional.of(Reference.parse(name));
        } catch (DrydockException e) {
            return Optional.empty();
        }
    }

    /** Of the registry, each platform by the digest that the lock has of it. */
    private ImageSet pulled(String name, List<Platform> platforms, Lock lock) throws IOException {
        images.refuseOffline(name);
        Reference reference = Reference.parse(ImageReferences.withoutRegistry(name));
        Pulling pulling = new Pulling(RegistryOptions.registries(arguments, terminal), progress);
        ImageStore store = ImageStore.at(Places.storeDirectory(arguments, terminal));
        List<PackedImage> chosen = new ArrayList<>();
        for (Platform platform : platforms) {
            Optional<Digest> locked = lock.target(new Target(platform, Variant.BASE))
                    .flatMap(LockedTarget::image)
                    .filter(base -> base.name().equals(name))
                    .map(LockedBase::digest);
            Reference wanted = locked.isEmpty()
                    ? reference
                    : new Reference(reference.domain(), reference.repository(), Optional.empty(), locked);
            ImageSet set = pulling.resolve(wanted, Optional.of(platform));
            chosen.addAll(set.images());
        }
        ImageSet all = ImageSet.packed(chosen);
        List<ImageName> names = reference.name().stream().toList();
        return store.keep(pulling.fetched(all, store::has, cache.scratch()), names);
    }
}
