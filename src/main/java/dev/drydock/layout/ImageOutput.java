package dev.drydock.layout;

import dev.drydock.oci.Platform;
import dev.drydock.problem.FullDisk;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** A form that images are written out in. */
public enum ImageOutput {
    /** An OCI archive of all platforms, which {@code docker load} reads too. */
    OCI,
    /** The same of one platform alone. */
    DOCKER,
    /** An OCI layout directory; an image is added to one that is there. */
    OCI_DIR,
    /** The root file system of one platform. */
    TAR;

    /** As in {@code -o type=oci-dir}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws dev.drydock.problem.DrydockException {@code output/type} */
    public static ImageOutput parse(String label) {
        for (ImageOutput output : values()) {
            if (output.label().equals(label)) {
                return output;
            }
        }
        throw Problem.usage("output/type", "unknown output type `" + label + "`")
                .help("use `oci`, `docker`, `oci-dir` or `tar`")
                .exception();
    }

    /**
     * Writes the image to a file, or a directory, whole or not at all.
     *
     * @param platform which one, where the form holds but one
     */
    public void write(ImageSet set, List<ImageName> names, Platform platform, Path destination) throws IOException {
        Path place = destination.toAbsolutePath().normalize();
        Path parent = Objects.requireNonNullElse(place.getParent(), place);
        if (!Files.isDirectory(parent)) {
            throw Problem.input(
                            "output/directory",
                            "cannot write `" + destination + "`: there is no directory `"
                                    + Objects.requireNonNullElse(destination.getParent(), parent) + "`")
                    .exception();
        }
        try {
            if (this == OCI_DIR) {
                directory(set, names, place, destination);
            } else {
                file(set, names, platform, place, destination);
            }
        } catch (IOException e) {
            throw FullDisk.in(parent, e);
        }
    }

    private void file(ImageSet set, List<ImageName> names, Platform platform, Path place, Path destination)
            throws IOException {
        Path parent = Objects.requireNonNullElse(place.getParent(), place);
        if (Files.isDirectory(place)) {
            throw Problem.input("output/directory", "cannot write `" + destination + "`: it is a directory")
                    .exception();
        }
        Path file = Files.createTempFile(parent, ".drydock-" + place.getFileName() + ".", ".tmp");
        // Ctrl-C ends the process without coming to the end of this.
        file.toFile().deleteOnExit();
        try {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                write(set, names, platform, parent, Channels.newOutputStream(channel));
                channel.force(true);
            }
            Permissions.readable(file);
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
            DirectoryBlobs.sync(parent);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Writes the image to a stream, as for {@code dest=-}.
     *
     * @param scratch a directory for working files
     * @param out flushed, not closed
     */
    public void write(ImageSet set, List<ImageName> names, Platform platform, Path scratch, OutputStream out)
            throws IOException {
        switch (this) {
            case OCI -> ImageArchive.write(set, names, platform, out);
            case DOCKER -> ImageArchive.write(ImageSet.packed(List.of(one(set, platform))), names, platform, out);
            case TAR -> RootFilesystem.write(one(set, platform), scratch, out);
            case OCI_DIR ->
                throw Problem.usage("output/stream", "cannot write a directory to standard output")
                        .help("name one with `dest=`, or use `type=oci`")
                        .exception();
        }
    }

    private static PackedImage one(ImageSet set, Platform platform) {
        return set.forPlatform(platform).orElseThrow(() -> Problem.input(
                        "output/platform",
                        "the image is not for `" + platform + "`; it is for "
                                + String.join(
                                        ", ",
                                        set.images().stream()
                                                .map(image -> "`" + image.platform() + "`")
                                                .toList()))
                .exception());
    }

    private static void directory(ImageSet set, List<ImageName> names, Path place, Path shown) throws IOException {
        DirectoryBlobs blobs = new DirectoryBlobs(place);
        if (Files.exists(place) && !Files.exists(place.resolve("oci-layout")) && !isEmpty(place)) {
            throw Problem.input("output/directory", "cannot write `" + shown + "`: it is there and not an OCI layout")
                    .exception();
        }
        LayoutDirectory layout = new LayoutDirectory(blobs);
        layout.create();
        layout.add(set);
        layout.name(set.descriptor(), names);
        layout.clean();
    }

    private static boolean isEmpty(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return false;
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.findAny().isEmpty();
        }
    }
}
