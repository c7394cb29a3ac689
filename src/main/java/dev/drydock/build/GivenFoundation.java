package dev.drydock.build;

import dev.drydock.archive.Member;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.LockedBase;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.oci.Config;
import dev.drydock.oci.Layer;
import dev.drydock.plan.Input;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A base image that the user named: nothing is added to it but the app. Debian gives only the interpreter that makes byte code. */
final class GivenFoundation implements Foundation {
    private final GivenBase base;
    private final DebianFoundation debian;

    GivenFoundation(GivenBase base, DebianFoundation debian) {
        this.base = base;
        this.debian = debian;
    }

    /** What a language wants of Debian must be in the base already; whether it is, the check of native needs tells. */
    @Override
    public Packages resolve(String suite, Target target, String language, List<String> wanted) {
        return new Packages(List.of(), List.of(), Collections.emptySortedMap());
    }

    @Override
    public List<Artifact.Deb> tools(String suite, List<String> packages) throws IOException {
        return debian.tools(suite, packages);
    }

    @Override
    public List<Input> tools(LockedTarget locked) {
        return debian.tools(locked);
    }

    @Override
    public Optional<String> provider(String suite, Target target, String soname) {
        return Optional.empty();
    }

    @Override
    public List<String> bringBack(Artifact.Deb deb, Target target, String soname) {
        return List.of();
    }

    @Override
    public List<URI> locate(Artifact.Deb deb) {
        return debian.locate(deb);
    }

    @Override
    public List<Input> base(LockedTarget locked, Target target) {
        return List.of();
    }

    @Override
    public List<Input> runtime(LockedTarget locked, Target target) {
        return List.of();
    }

    @Override
    public List<Input> library(LockedTarget locked, Target target) {
        GivenBase.Part part = base.part(target.platform());
        return part.ground().program("python").stream()
                .filter(program -> program.path().startsWith("/usr/bin/"))
                .<Input>map(program ->
                        new LibraryInput(part, "usr/lib/" + program.path().substring("/usr/bin/".length())))
                .toList();
    }

    @Override
    public Optional<LockedBase> image(Target target) {
        return Optional.of(base.locked(target.platform()));
    }

    @Override
    public Optional<Config> config(Target target) {
        return Optional.of(base.part(target.platform()).image().settings());
    }

    @Override
    public List<Member> members(Target target) {
        return base.part(target.platform()).members();
    }

    @Override
    public List<Layer> layers(Target target) {
        return base.part(target.platform()).layers();
    }
}
