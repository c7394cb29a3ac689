package dev.drydock.build;

import dev.drydock.archive.Member;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.LockedBase;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.oci.Config;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Layer;
import dev.drydock.plan.Input;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What an image stands on: Debian's packages, as the build needs them. */
interface Foundation {
    /**
     * @param base names of those of the lowest layer, sorted
     * @param indexes by archive and suite
     */
    record Packages(List<Artifact.Deb> debs, List<String> base, SortedMap<String, Digest> indexes) {}

    /**
     * The closure of the roots and of the base system, from the signed indexes of today.
     *
     * @param wanted packages, and files of packages, as {@link dev.drydock.debian.Wanted} has them
     */
    Packages resolve(String suite, Target target, String language, List<String> wanted) throws IOException;

    /** The closure of packages that run on the machine that builds. */
    List<Artifact.Deb> tools(String suite, List<String> packages) throws IOException;

    /** Their inputs. */
    List<Input> tools(LockedTarget locked);

    /** The package that has this library. */
    Optional<String> provider(String suite, Target target, String soname) throws IOException;

    /** What to want so that a library which is in the package is in the image too; empty where nothing would help. */
    List<String> bringBack(Artifact.Deb deb, Target target, String soname) throws IOException;

    List<URI> locate(Artifact.Deb deb) throws IOException;

    /** The inputs of the lowest layer: the base system. */
    List<Input> base(LockedTarget locked, Target target) throws IOException;

    /** The inputs of all other packages. */
    List<Input> runtime(LockedTarget locked, Target target) throws IOException;

    /** The inputs whose files a language may compile, besides those of {@link #base} and {@link #runtime}. */
    default List<Input> library(LockedTarget locked, Target target) {
        return List.of();
    }

    /** The given image that the target stands on, where there is one. */
    default Optional<LockedBase> image(Target target) {
        return Optional.empty();
    }

    /** How a container of the given image runs. */
    default Optional<Config> config(Target target) {
        return Optional.empty();
    }

    /** The files of the given image. */
    default List<Member> members(Target target) {
        return List.of();
    }

    /** The layers of the given image, the lowest first. */
    default List<Layer> layers(Target target) {
        return List.of();
    }
}
