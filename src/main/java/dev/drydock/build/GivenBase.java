package dev.drydock.build;

import dev.drydock.archive.Member;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.LayerContents;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.PackedImage;
import dev.drydock.layout.PackedLayer;
import dev.drydock.lock.JsonTree;
import dev.drydock.lock.LockedBase;
import dev.drydock.oci.Blob;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Layer;
import dev.drydock.oci.MediaTypes;
import dev.drydock.oci.Platform;
import dev.drydock.oci.VerifiedStream;
import dev.drydock.plan.Ground;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A base image that the user named: its layers go into an app's image as they are, byte for byte. What it offers and which files it has is
 * found out once, and remembered under its digest.
 *
 * @param name as the user named it
 * @param parts one for each platform that was asked for
 */
public record GivenBase(String name, SortedMap<Platform, Part> parts) {
    /** Raised when something else is found out of the same image. */
    private static final String FORMAT = "base 1";

    public GivenBase {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /**
     * The base for one platform.
     *
     * @param members what a container of it sees
     * @param layers the lowest first
     */
    public record Part(PackedImage image, Ground ground, List<Member> members, List<Layer> layers) {
        public Part {
            members = List.copyOf(members);
            layers = List.copyOf(layers);
        }

        /** Of the manifest. */
        public Digest digest() {
            return image.descriptor().digest();
        }
    }

    /**
     * Chooses the platforms out of what the name stands for, and reads them.
     *
     * @throws dev.drydock.problem.DrydockException {@code base/platform}, {@code base/foreign-layer}, {@code base/no-libc}, and what is
     *     wrong with the image
     */
    public static GivenBase open(String name, ImageSet set, List<Platform> platforms, Cache cache, Progress progress)
            throws IOException {
        SortedMap<Platform, Part> parts = new TreeMap<>();
        for (Platform platform : platforms) {
            parts.put(platform, part(name, chosen(name, set, platform), cache, progress));
        }
        return new GivenBase(name, parts);
    }

    private static PackedImage chosen(String name, ImageSet set, Platform platform) {
        return set.forPlatform(platform)
                .filter(image -> image.platform().os().equals(platform.os())
                        && image.platform().architecture().equals(platform.architecture()))
                .orElseThrow(() -> Problem.input(
                                "base/platform",
                                "the base `" + name + "` is not for `" + platform + "`; it is for "
                                        + set.images().stream()
                                                .map(image -> "`" + image.platform() + "`")
                                                .distinct()
                                                .collect(Collectors.joining(", ")))
                        .help("use a base for `" + platform + "`, or build for another with `--platform`")
                        .exception());
    }

    /** One image as a base, with what it offers. */
    static Part part(String name, PackedImage image, Cache cache, Progress progress) throws IOException {
        refuseForeign(name, image);
        Digest key = Digest.of(FORMAT + "\n" + image.descriptor().digest());
        Optional<Facts> kept = cache.text(Bucket.BASES, key).flatMap(text -> Facts.parse(name, text));
        Facts facts;
        if (kept.isPresent() && kept.get().sizes().size() == image.layers().size()) {
            facts = kept.get();
        } else {
            try (Progress.Task task = progress.start(Progress.Kind.MAKE, "facts of the base " + name, 0)) {
                ImageContents contents = ImageContents.read(name, image);
                facts = new Facts(
                        new GroundReader(name, image, contents).read(),
                        contents.layers().stream().map(LayerContents::unpacked).toList(),
                        ElfFacts.members(image, contents, cache.scratch()));
            }
            cache.keep(Bucket.BASES, key, facts.text());
        }
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < image.layers().size(); i++) {
            layers.add(new Untouched(image.layers().get(i), facts.sizes().get(i)));
        }
        return new Part(image, facts.ground(), facts.members(), layers);
    }

    /**
     * Layers that lie at an address of their own (OCI image-spec 1.1, descriptor.md, "urls") are fetched from wherever the image says: who
     * runs the app would ask hosts that its builder never named.
     */
    private static void refuseForeign(String name, PackedImage image) {
        JsonTree layers = JsonTree.parse(image.manifest().bytes()).field("layers");
        for (JsonTree layer : layers.elements()) {
            if (layer.fields().get("urls") instanceof JsonTree.Elements urls
                    && !urls.elements().isEmpty()) {
                throw Problem.input("base/foreign-layer", "a layer of the base `" + name + "` lies outside of it")
                        .at("at `" + urls.elements().getFirst().text() + "`")
                        .help("use a base that holds all of its layers")
                        .exception();
            }
        }
    }

    /** Layers as they are: sizes of what is in them are not known. */
    static List<Layer> untouched(List<PackedLayer> layers) {
        return layers.stream().<Layer>map(layer -> new Untouched(layer, 0)).toList();
    }

    Part part(Platform platform) {
        return Optional.ofNullable(parts.get(platform))
                .orElseThrow(() -> new IllegalStateException("no base for " + platform));
    }

    LockedBase locked(Platform platform) {
        return new LockedBase(name, part(platform).digest());
    }

    /**
     * What it offers on every platform: the app is found once, so that its interpreter must be the same everywhere.
     *
     * @throws dev.drydock.problem.DrydockException {@code base/platforms-differ}
     */
    public Ground ground() {
        Ground first = parts.values().iterator().next().ground();
        for (Map.Entry<Platform, Part> each : parts.entrySet()) {
            Ground other = each.getValue().ground();
            if (!other.libc().kind().equals(first.libc().kind())
                    || !other.programs().equals(first.programs())) {
                throw Problem.input("base/platforms-differ", "the base `" + name + "` differs among its platforms")
                        .because("on " + parts.firstKey() + ": " + said(first))
                        .because("on " + each.getKey() + ": " + said(other))
                        .help("build for one platform at a time")
                        .exception();
            }
            if (first.libc().runs(other.libc())) {
                // what runs on the oldest runs on all
                first = new Ground(name, other.libc(), first.programs());
            }
        }
        return first;
    }

    private static String said(Ground ground) {
        return ground.libc()
                + ground.programs().stream()
                        .map(program -> ", " + program.path() + " " + program.version())
                        .collect(Collectors.joining());
    }

    /** A layer whose bytes are those of the base. Docker's types name the same bytes as the specification's own. */
    private record Untouched(PackedLayer packed, long unpackedSize) implements Layer {
        @Override
        public Descriptor descriptor() {
            Descriptor own = packed.descriptor();
            return new Descriptor(type(own.mediaType()), own.digest(), own.size());
        }

        private static String type(String mediaType) {
            if (mediaType.endsWith("zstd")) {
                return MediaTypes.LAYER_ZSTD;
            }
            return mediaType.endsWith("gzip") ? MediaTypes.LAYER_GZIP : MediaTypes.LAYER_TAR;
        }

        @Override
        public Digest diffId() {
            return packed.diffId();
        }

        @Override
        public String title() {
            return packed.title();
        }

        @Override
        public Blob compressed() {
            Descriptor own = packed.descriptor();
            return new Blob() {
                @Override
                public Digest digest() {
                    return own.digest();
                }

                @Override
                public long size() {
                    return own.size();
                }

                @Override
                public InputStream open() throws IOException {
                    return new VerifiedStream(packed.open(), own, () -> {});
                }
            };
        }
    }

    /** What was found out, as it is kept: lines whose fields are parted by tabs, the members last. */
    private record Facts(Ground ground, List<Long> sizes, List<Member> members) {
        String text() {
            StringBuilder text = new StringBuilder();
            text.append("libc\t").append(ground.libc().kind()).append('\t');
            text.append(ground.libc().major())
                    .append('\t')
                    .append(ground.libc().minor())
                    .append('\n');
            ground.programs().forEach(each -> text.append(
                            String.join("\t", "program", each.language(), each.version(), each.path(), each.packages()))
                    .append('\n'));
            sizes.forEach(size -> text.append("layer\t").append(size).append('\n'));
            members.forEach(
                    member -> text.append("member\t").append(member.line()).append('\n'));
            return text.toString();
        }

        static Optional<Facts> parse(String name, String text) {
            Map<String, List<String[]>> lines = new HashMap<>();
            List<Member> members = new ArrayList<>();
            try {
                for (String line : (Iterable<String>) text.lines()::iterator) {
                    int tab = line.indexOf('\t');
                    if (line.startsWith("member\t")) {
                        members.add(Member.parse(line.substring(tab + 1)));
                    } else {
                        lines.computeIfAbsent(line.substring(0, Math.max(0, tab)), key -> new ArrayList<>())
                                .add(line.split("\t", -1));
                    }
                }
                String[] libc = lines.getOrDefault("libc", List.of()).getFirst();
                return Optional.of(new Facts(
                        new Ground(
                                name,
                                new dev.drydock.plan.Libc(
                                        dev.drydock.plan.Libc.Kind.valueOf(libc[1]),
                                        Integer.parseInt(libc[2]),
                                        Integer.parseInt(libc[3])),
                                lines.getOrDefault("program", List.of()).stream()
                                        .map(each -> new Ground.Program(each[1], each[2], each[3], each[4]))
                                        .toList()),
                        lines.getOrDefault("layer", List.of()).stream()
                                .map(each -> Long.parseLong(each[1]))
                                .toList(),
                        members));
            } catch (IllegalArgumentException | IndexOutOfBoundsException | java.util.NoSuchElementException e) {
                return Optional.empty();
            }
        }
    }
}
