package dev.drydock.python;

import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.mirrors.Mirror;
import dev.drydock.oci.Integrity;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Chooses, for each package of a lock, the best wheel that fits and that the lock vouches for. */
final class WheelChoice {
    private final PythonRuntime runtime;
    private final Platform platform;
    private final Sources sources;
    private final SimpleIndex index;
    private final Tags tags;

    WheelChoice(PythonRuntime runtime, Platform platform, Sources sources) {
        this.runtime = runtime;
        this.platform = platform;
        this.sources = sources;
        this.index = new SimpleIndex(sources);
        this.tags = runtime.tags(platform);
    }

    /** @throws DrydockException {@code python/no-wheel} and the like */
    Artifact.Wheel choose(LockedPackage wanted) throws IOException {
        if (wanted.url().isPresent()) {
            return direct(wanted, wanted.url().get());
        }
        Optional<Artifact.Wheel> complete = fromLock(wanted);
        return complete.isPresent() ? complete.get() : fromIndex(wanted);
    }

    /** A lock that has names, hashes and sizes needs no index. */
    private Optional<Artifact.Wheel> fromLock(LockedPackage wanted) {
        Map<String, LockedPackage.File> files = new HashMap<>();
        wanted.files().forEach(file -> files.putIfAbsent(file.filename(), file));
        if (files.isEmpty()) {
            return Optional.empty();
        }
        List<WheelName> wheels = ofVersion(wanted, files.keySet());
        Optional<WheelName> best = tags.best(wheels);
        if (best.isEmpty()) {
            throw noWheel(wanted, wheels, !files.isEmpty() && wheels.isEmpty());
        }
        LockedPackage.File file = files.get(best.get().filename());
        if (file == null || file.size().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Artifact.Wheel(
                wanted.name(),
                wanted.version().toString(),
                file.filename(),
                strongest(file.hashes()),
                file.size().getAsLong(),
                Optional.empty()));
    }

    private Artifact.Wheel fromIndex(LockedPackage wanted) throws IOException {
        boolean known = false;
        List<IndexFile> unvouched = new ArrayList<>();
        List<WheelName> others = new ArrayList<>();
        boolean source = false;
        for (Mirror mirror : index.all()) {
            Optional<List<IndexFile>> page = index.files(mirror, wanted.name(), name -> ofVersion(wanted, name));
            known |= page.isPresent();
            List<IndexFile> files = page.orElse(List.of());
            Map<String, IndexFile> usable = new HashMap<>();
            for (IndexFile file : files) {
                source |= file.sourceDistribution();
                if (vouched(wanted, file).isPresent() && fitsPython(file)) {
                    usable.putIfAbsent(file.filename(), file);
                }
            }
            Optional<WheelName> best = tags.best(ofVersion(wanted, usable.keySet()));
            IndexFile file = best.map(wheel -> usable.get(wheel.filename())).orElse(null);
            if (file != null) {
                return artifact(wanted, file, vouched(wanted, file).orElseThrow());
            }
            for (IndexFile other : files) {
                WheelName.find(other.filename()).ifPresent(wheel -> {
                    others.add(wheel);
                    if (tags.rank(wheel).isPresent() && fitsPython(other)) {
                        unvouched.add(other);
                    }
                });
            }
        }
        if (!known) {
            throw SimpleIndex.unknown(wanted.name(), wanted.place());
        }
        if (!unvouched.isEmpty()) {
            throw notVouched(wanted, unvouched.getFirst());
        }
        throw noWheel(wanted, others, source);
    }

    private Artifact.Wheel artifact(LockedPackage wanted, IndexFile file, Integrity hash) throws IOException {
        long size = file.size().isPresent()
                ? file.size().getAsLong()
                : Files.size(
                        sources.fetcher().file(wanted.label(), hash, OptionalLong.empty(), () -> List.of(file.uri())));
        return new Artifact.Wheel(
                wanted.name(), wanted.version().toString(), file.filename(), hash, size, Optional.empty());
    }

    private Artifact.Wheel direct(LockedPackage wanted, URI url) throws IOException {
        String path = Optional.ofNullable(url.getPath()).orElse("");
        Optional<WheelName> wheel = WheelName.find(path.substring(path.lastIndexOf('/') + 1));
        boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (wheel.isEmpty() || !http) {
            throw Problem.input("python/no-wheel", "`" + wanted.name() + "` comes from an address that is no wheel's")
                    .at(wanted.place())
                    .help("name the address of a wheel, or a version of an index")
                    .exception();
        }
        if (tags.rank(wheel.get()).isEmpty()) {
            throw noWheel(wanted, List.of(wheel.get()), false);
        }
        if (url.getUserInfo() != null) {
            throw Problem.input("python/secret-in-url", "the address of `" + wanted.name() + "` holds a password")
                    .at(wanted.place())
                    .help("keep it in .netrc, and out of the requirements")
                    .exception();
        }
        String text = url.toString();
        URI plain = URI.create(text.contains("#") ? text.substring(0, text.indexOf('#')) : text);
        Integrity hash = strongest(wanted.hashes());
        long size =
                Files.size(sources.fetcher().file(wanted.label(), hash, OptionalLong.empty(), () -> List.of(plain)));
        return new Artifact.Wheel(
                wanted.name(),
                wheel.get().version().toString(),
                wheel.get().filename(),
                hash,
                size,
                Optional.of(plain));
    }

    private boolean fitsPython(IndexFile file) {
        return file.requiresPython().isEmpty() || file.requiresPython().get().contains(runtime.version());
    }

    /** The hash that lock and index agree on; where the index tells none, the one that the lock has for this name. */
    private static Optional<Integrity> vouched(LockedPackage wanted, IndexFile file) {
        List<Integrity> known = wanted.files().isEmpty()
                ? wanted.hashes()
                : wanted.files().stream()
                        .filter(locked -> locked.filename().equals(file.filename()))
                        .flatMap(locked -> locked.hashes().stream())
                        .toList();
        if (file.hashes().isEmpty() && !wanted.files().isEmpty()) {
            return known.stream().findFirst();
        }
        Set<Integrity> offered = new HashSet<>(file.hashes());
        return known.stream().filter(offered::contains).findFirst();
    }

    private static List<WheelName> ofVersion(LockedPackage wanted, Set<String> names) {
        return names.stream()
                .sorted()
                .flatMap(name -> WheelName.find(name).stream())
                .filter(wheel -> matches(wanted, wheel))
                .toList();
    }

    private static boolean matches(LockedPackage wanted, WheelName wheel) {
        return wheel.name().equals(wanted.name())
                && (wheel.version().same(wanted.version())
                        || (wanted.version().local().isEmpty()
                                && wheel.version().publicVersion().same(wanted.version())));
    }

    /** Wheels of the version, and its source distribution, which has the version between the last dash and its suffix. */
    private static boolean ofVersion(LockedPackage wanted, String filename) {
        Optional<WheelName> wheel = WheelName.find(filename);
        if (wheel.isPresent()) {
            return matches(wanted, wheel.get());
        }
        String stem = filename.replace(".tar.gz", "").replace(".zip", "").replace(".tar.bz2", "");
        int dash = stem.lastIndexOf('-');
        return dash > 0
                && !stem.equals(filename)
                && Version.find(stem.substring(dash + 1))
                        .filter(version -> version.same(wanted.version()))
                        .isPresent();
    }

    private static Integrity strongest(List<Integrity> hashes) {
        return hashes.stream()
                .min(java.util.Comparator.comparing(
                                (Integrity hash) -> Integrity.algorithms().indexOf(hash.algorithm()))
                        .thenComparing(Integrity::hex))
                .orElseThrow();
    }

    private static DrydockException notVouched(LockedPackage wanted, IndexFile file) {
        return Problem.input(
                        "python/hash-unknown",
                        "the lock has no hash of `" + file.filename() + "`, the wheel of `" + wanted.name() + "` "
                                + wanted.version() + " that fits")
                .at(wanted.place())
                .help("write the lock anew with hashes for every platform")
                .exception();
    }

    private DrydockException noWheel(LockedPackage wanted, List<WheelName> others, boolean source) {
        Set<String> offered = new TreeSet<>();
        others.forEach(wheel -> offered.addAll(wheel.tags()));
        String offer;
        if (offered.isEmpty()) {
            offer = source ? "it offers only a source distribution" : "it offers no file of this version";
        } else {
            offer = "it offers "
                    + offered.stream()
                            .limit(5)
                            .map(tag -> "`" + tag + "`")
                            .collect(java.util.stream.Collectors.joining(", "))
                    + (offered.size() > 5 ? " and " + (offered.size() - 5) + " more" : "");
        }
        return Problem.input(
                        "python/no-wheel",
                        "no wheel of `" + wanted.name() + "` " + wanted.version() + " fits Python " + runtime.feature()
                                + " on " + platform)
                .at(wanted.place() + "; " + offer)
                .help(SourceOnly.remedy(wanted.name()))
                .exception();
    }
}
