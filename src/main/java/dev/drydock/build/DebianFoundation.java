package dev.drydock.build;

import dev.drydock.debian.DebInput;
import dev.drydock.debian.DebianArchive;
import dev.drydock.debian.DebianBase;
import dev.drydock.debian.DpkgStatus;
import dev.drydock.debian.LeftOutLibrary;
import dev.drydock.debian.Resolved;
import dev.drydock.debian.Wanted;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Input;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** What an image stands on, from Debian's archive. */
final class DebianFoundation implements Foundation {
    private final Sources sources;
    private final Instant now;
    private final Map<String, DebianArchive> archives = new TreeMap<>();

    /** @param now for the dates of the signed indexes */
    DebianFoundation(Sources sources, Instant now) {
        this.sources = sources;
        this.now = now;
    }

    @Override
    public Packages resolve(String suite, Target target, String language, List<String> wanted) throws IOException {
        DebianArchive archive = archive(suite, target);
        List<String> base = DebianBase.packages(target.variant(), language);
        List<String> all = new ArrayList<>(base);
        all.addAll(Wanted.names(wanted));
        Resolved resolved = archive.resolve(all, target.variant());
        List<String> lowest = archive.resolve(base, target.variant()).debs().stream()
                .map(Artifact.Deb::name)
                .sorted()
                .toList();
        return new Packages(resolved.debs(), lowest, resolved.indexes());
    }

    /** Those of the names, or files of packages, that the archive has today. */
    Set<String> present(String suite, Target target, Set<String> wanted) throws IOException {
        DebianArchive archive = archive(suite, target);
        Set<String> present = new LinkedHashSet<>();
        for (String each : wanted) {
            if (archive.newest(Wanted.parse(each).name()).isPresent()) {
                present.add(each);
            }
        }
        return present;
    }

    @Override
    public List<Artifact.Deb> tools(String suite, List<String> packages) throws IOException {
        Target here = new Target(Platform.host(), Variant.DISTROLESS);
        return archive(suite, here).resolve(packages, here.variant()).debs().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    @Override
    public List<Input> tools(LockedTarget locked) {
        return locked.tools().stream()
                .<Input>map(deb -> new DebInput(deb, Variant.DISTROLESS, List.of()))
                .toList();
    }

    @Override
    public Optional<String> provider(String suite, Target target, String soname) throws IOException {
        return archive(suite, target).providerOf(soname);
    }

    @Override
    public List<String> bringBack(Artifact.Deb deb, Target target, String soname) throws IOException {
        Path file =
                sources.fetcher().file(deb.label(), deb.integrity(), OptionalLong.of(deb.size()), () -> locate(deb));
        return LeftOutLibrary.paths(
                        deb, file, target.variant(), soname, target.platform().multiarch())
                .stream()
                .map(path -> new Wanted(deb.name(), Optional.of(path)).toString())
                .toList();
    }

    @Override
    public List<URI> locate(Artifact.Deb deb) {
        return DebianArchive.locate(deb, sources);
    }

    @Override
    public List<Input> base(LockedTarget locked, Target target) {
        return DebianBase.inputs(
                locked.artifacts(Artifact.Deb.class).stream()
                        .filter(deb -> locked.base().contains(deb.name()))
                        .toList(),
                target.variant(),
                locked.packages());
    }

    @Override
    public List<Input> runtime(LockedTarget locked, Target target) {
        List<Artifact.Deb> debs = locked.artifacts(Artifact.Deb.class);
        List<Input> inputs = new ArrayList<>();
        debs.stream()
                .filter(deb -> !locked.base().contains(deb.name()))
                .forEach(deb ->
                        inputs.add(new DebInput(deb, target.variant(), Wanted.files(locked.packages(), deb.name()))));
        if (target.variant() == Variant.STANDARD) {
            inputs.add(new DpkgStatus(debs));
        }
        return inputs;
    }

    private synchronized DebianArchive archive(String suite, Target target) throws IOException {
        String key = suite + " " + target.platform();
        DebianArchive archive = archives.get(key);
        if (archive == null) {
            archive = DebianArchive.open(sources, suite, target.platform(), now);
            archives.put(key, archive);
        }
        return archive;
    }
}
