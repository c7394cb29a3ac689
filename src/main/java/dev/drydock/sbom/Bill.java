package dev.drydock.sbom;

import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageFile;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What both formats tell of an image: the same image gives the same bill, byte for byte.
 *
 * @param tool the version of Drydock
 * @param components sorted
 */
public record Bill(ImageContents image, String tool, List<Component> components) {
    /**
     * A package with what vouches for it.
     *
     * @param reference unique in the bill
     * @param hash of the artifact that it came from, where the lock knows it; of the file itself where the package is one file
     */
    public record Component(FoundPackage found, String reference, Optional<Integrity> hash) {}

    public Bill {
        components = List.copyOf(components);
    }

    /**
     * @param tool the version of Drydock
     * @param locked artifacts that the image was made of, for their hashes; none where it is somebody else's
     */
    public static Bill of(ImageContents image, String tool, Collection<Artifact> locked) {
        Map<String, Integrity> hashes = new TreeMap<>();
        locked.forEach(artifact -> hashes.put(key(artifact), artifact.integrity()));
        Map<String, Integer> times = new TreeMap<>();
        List<Component> components = new ArrayList<>();
        for (FoundPackage found : image.packages()) {
            int time = times.merge(found.purl(), 1, Integer::sum);
            String reference = found.purl() + (time == 1 ? "" : "#" + time);
            Optional<Integrity> hash =
                    Optional.ofNullable(hashes.get(key(found))).or(() -> own(image, found));
            components.add(new Component(found, reference, hash));
        }
        return new Bill(image, tool, components);
    }

    private static String key(Artifact artifact) {
        String name = artifact.name() + "\n" + artifact.version();
        return switch (artifact) {
            case Artifact.Deb deb -> "debian\n" + name;
            case Artifact.Wheel wheel -> "python\n" + name;
            case Artifact.NpmTarball tarball ->
                tarball.at().isEmpty() ? "program\nnode\n" + artifact.version() : "npm\n" + name;
        };
    }

    /** Python's names differ in case and separators only (PEP 503). */
    private static String key(FoundPackage found) {
        String name =
                switch (found.ecosystem()) {
                    case PYTHON -> found.name().toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
                    case DEBIAN, NPM, JAVA, PROGRAM -> found.name();
                };
        return found.ecosystem().label() + "\n" + name + "\n" + found.version();
    }

    private static Optional<Integrity> own(ImageContents image, FoundPackage found) {
        return switch (found.ecosystem()) {
            case JAVA, PROGRAM ->
                found.files().size() == 1
                        ? image.tree()
                                .at(found.files().getFirst())
                                .flatMap(ImageFile::digest)
                                .map(Integrity::sha256)
                        : Optional.empty();
            case DEBIAN, PYTHON, NPM -> Optional.empty();
        };
    }

    /** Of the image and of what is told of it, so that the same bill has the same (RFC 9562, version 8: by a hash of our own). */
    public UUID uuid(String format) {
        byte[] hash = HexFormat.of()
                .parseHex(
                        Digest.of(format + "\n" + tool + "\n" + image.manifest().digest() + "\n" + components)
                                .hex());
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        long high = bytes.getLong() & 0xffff_ffff_ffff_0fffL | 0x8000L;
        long low = bytes.getLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Of the image itself (purl-spec, types, "oci"). */
    String imagePurl() {
        String name = image.name();
        int end = name.length();
        int slash = name.lastIndexOf('/') + 1;
        int colon = name.indexOf(':', slash);
        String last = name.substring(slash, colon < 0 ? end : colon).toLowerCase(Locale.ROOT);
        TreeMap<String, String> qualifiers = new TreeMap<>();
        qualifiers.put("arch", image.config().platform().architecture());
        return dev.drydock.inspect.PackageUrl.of(
                "oci",
                "",
                last.isEmpty() ? "image" : last,
                image.manifest().digest().toString(),
                qualifiers);
    }
}
