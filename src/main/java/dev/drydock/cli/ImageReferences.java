package dev.drydock.cli;

import dev.drydock.engine.Engine;
import dev.drydock.engine.EngineImages;
import dev.drydock.inspect.ContentVisitor;
import dev.drydock.inspect.ImageContents;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageReader;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.NamedImage;
import dev.drydock.layout.PackedImage;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.registry.Pulling;
import dev.drydock.registry.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Images by what the user calls them: {@code docker:NAME}, {@code podman:NAME}, {@code registry:NAME}, a file or directory ({@code app.tar}, {@code app.tar#NAME} where
 * it holds several), else a name or digest of the local store. Open as long as the images are used.
 */
final class ImageReferences implements AutoCloseable {
    static final String HELP =
            "IMAGE is a name or digest of the local store, an archive, an OCI layout, docker:NAME or registry:NAME";
    private static final String REGISTRY = "registry:";
    static final Option PLATFORM = Option.value(
            "PLATFORM", "which one, where an image is for several (default: this machine's)", "--platform");

    private final Arguments arguments;
    private final Terminal terminal;
    private final WorkingDirectory scratch;
    private final List<ImageSource> sources;

    ImageReferences(Arguments arguments, Terminal terminal) throws IOException {
        this.arguments = arguments;
        this.terminal = terminal;
        this.scratch = new WorkingDirectory("images");
        this.sources = List.of(this::ofEngine, this::ofRegistry, this::ofFile, this::ofStore);
    }

    /** The image for the platform asked for, read. */
    ImageContents contents(String reference) throws IOException {
        return contents(reference, ContentVisitor.NONE);
    }

    /** @param visitor sees the files' contents as they go by */
    ImageContents contents(String reference, ContentVisitor visitor) throws IOException {
        return ImageContents.read(reference, image(reference), visitor);
    }

    /** @throws DrydockException {@code image/unknown}, {@code image/platform} and whatever is wrong with it */
    PackedImage image(String reference) throws IOException {
        ImageSet set = set(reference);
        Platform platform = arguments.value("--platform").map(Platform::parse).orElseGet(() -> Outputs.platform(set));
        boolean asked = arguments.value("--platform").isPresent();
        return set.forPlatform(platform)
                .filter(image -> !asked || image.platform().architecture().equals(platform.architecture()))
                .orElseThrow(() -> Problem.input(
                                "image/platform",
                                "`" + reference + "` is not for `" + platform + "`; it is for "
                                        + set.images().stream()
                                                .map(image -> "`" + image.platform() + "`")
                                                .collect(Collectors.joining(", ")))
                        .exception());
    }

    /** All that the reference stands for; of a registry's index every platform, where none is asked for. */
    ImageSet set(String reference) throws IOException {
        for (ImageSource source : sources) {
            Optional<ImageSet> found = source.find(reference);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw Stored.missing(reference, ImageStore.at(Places.storeDirectory(arguments, terminal)));
    }

    private Optional<ImageSet> ofEngine(String reference) throws IOException {
        int colon = reference.indexOf(':');
        String engine = reference.substring(0, Math.max(0, colon));
        if (!engine.equals("docker") && !engine.equals("podman")) {
            return Optional.empty();
        }
        String name = reference.substring(colon + 1);
        Map<String, String> environment = new TreeMap<>(terminal.environment());
        environment.putIfAbsent("DRYDOCK_ENGINE", engine);
        Path archive = Files.createTempFile(scratch.path(), "saved", ".tar");
        EngineImages.save(Engine.find(environment), name, archive);
        return Optional.of(only(reference, ImageReader.read(archive, scratch.path()), Optional.empty()));
    }

    private Optional<ImageSet> ofRegistry(String reference) throws IOException {
        if (!isOfRegistry(reference)) {
            return Optional.empty();
        }
        refuseOffline(reference);
        return Optional.of(new Pulling(RegistryOptions.registries(arguments, terminal), Progress.NONE)
                .resolve(
                        Reference.parse(withoutRegistry(reference)),
                        arguments.value("--platform").map(Platform::parse)));
    }

    /** {@code registry:NAME}; but {@code registry:5000/app} is an image of a host of that name. */
    static boolean isOfRegistry(String reference) {
        return reference.startsWith(REGISTRY) && !reference.matches("registry:\\d+/.*");
    }

    static String withoutRegistry(String reference) {
        return isOfRegistry(reference) ? reference.substring(REGISTRY.length()) : reference;
    }

    static boolean isOfEngine(String reference) {
        return reference.startsWith("docker:") || reference.startsWith("podman:");
    }

    void refuseOffline(String reference) {
        if (arguments.has("--offline")) {
            throw Problem.input(
                            "registry/offline",
                            "`" + withoutRegistry(reference) + "` is in a registry, and `--offline` forbids asking it")
                    .help("`drydock pull` it once, and name it as it is in the local store")
                    .exception();
        }
    }

    private Optional<ImageSet> ofFile(String reference) throws IOException {
        int hash = reference.lastIndexOf('#');
        String file = hash > 0 ? reference.substring(0, hash) : reference;
        if (!isFile(file)) {
            return Optional.empty();
        }
        Optional<String> name = hash > 0 ? Optional.of(reference.substring(hash + 1)) : Optional.empty();
        return Optional.of(only(reference, ImageReader.read(Path.of(file), scratch.path()), name));
    }

    /** What looks like a path is one, so that a missing file is told as that; a directory that is an app is none. */
    static boolean isFile(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean archive = lower.endsWith(".tar") || lower.endsWith(".tar.gz") || lower.endsWith(".tgz");
        boolean path = text.startsWith("/") || text.startsWith("./") || text.startsWith("../");
        try {
            return archive || path || Files.exists(Path.of(text, "oci-layout")) || Files.isRegularFile(Path.of(text));
        } catch (java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    Optional<ImageSet> ofStore(String reference) throws IOException {
        return ImageStore.at(Places.storeDirectory(arguments, terminal))
                .find(reference)
                .map(NamedImage::set);
    }

    /** The one image of a file, or the one of that name or digest. */
    private static ImageSet only(String reference, List<NamedImage> images, Optional<String> name) {
        List<NamedImage> fitting = name.isEmpty()
                ? images
                : images.stream().filter(image -> isCalled(image, name.get())).toList();
        if (fitting.size() == 1) {
            return fitting.getFirst().set();
        }
        String names = images.stream()
                .flatMap(image -> image.names().isEmpty()
                        ? java.util.stream.Stream.of(
                                image.set().descriptor().digest().brief())
                        : image.names().stream().map(ImageName::toString))
                .map(each -> "`" + each + "`")
                .collect(Collectors.joining(", "));
        throw Problem.input(
                        "image/ambiguous",
                        fitting.isEmpty()
                                ? "there is no such image in `" + reference + "`"
                                : "`" + reference + "` holds " + fitting.size() + " images")
                .because(names.isEmpty() ? "it holds none" : "it holds " + names)
                .help("name one of them after a `#`")
                .exception();
    }

    private static boolean isCalled(NamedImage image, String name) {
        return image.names().stream()
                        .anyMatch(each -> each.toString().equals(name)
                                || each.toString().equals(name + ":latest")
                                || each.tag().equals(name))
                || image.set().descriptor().digest().hex().startsWith(name) && name.length() >= 6;
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
