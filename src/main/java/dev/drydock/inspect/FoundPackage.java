package dev.drydock.inspect;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A package found in an image. All of it but the ecosystem is text from outside.
 *
 * @param name as the ecosystem writes it: {@code libc6}, {@code flask}, {@code @scope/name}, {@code group:artifact}
 * @param architecture Debian's
 * @param source the source package that it was built from, with its version where that differs: {@code glibc}, {@code gcc-defaults (1.2)}
 * @param license as the package names it; nobody checked it
 * @param location the path that told of it
 * @param purl package URL (package-url/purl-spec)
 * @param files the paths of the files that are its own, sorted; a file belongs to one package at most
 * @param size of those files in bytes, each counted once in the image
 */
public record FoundPackage(
        Ecosystem ecosystem,
        String name,
        String version,
        Optional<String> architecture,
        Optional<String> source,
        Optional<String> license,
        String location,
        String purl,
        List<String> files,
        long size)
        implements Comparable<FoundPackage> {
    private static final Comparator<FoundPackage> ORDER = Comparator.comparing(FoundPackage::ecosystem)
            .thenComparing(FoundPackage::name)
            .thenComparing(FoundPackage::version)
            .thenComparing(FoundPackage::location);

    public FoundPackage {
        files = List.copyOf(files);
    }

    @Override
    public int compareTo(FoundPackage other) {
        return ORDER.compare(this, other);
    }
}
