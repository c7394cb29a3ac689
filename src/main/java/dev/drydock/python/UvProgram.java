package dev.drydock.python;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.ZipReader;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.oci.Platform;
import dev.drydock.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;

/** Where uv is: on the PATH, or its wheel, fetched by a hash that Drydock was released with. */
final class UvProgram {
    private final Sources sources;
    private final Map<String, String> environment;

    UvProgram(Sources sources, Map<String, String> environment) {
        this.sources = sources;
        this.environment = environment;
    }

    Optional<Path> onPath() {
        String path = environment.getOrDefault("PATH", "");
        return List.of(path.split(File.pathSeparator)).stream()
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder).resolve("uv"))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** Unpacked once into the cache. */
    Path pinned() throws IOException {
        Properties pins = pins();
        String prefix = Platform.host().architecture() + ".";
        String version = pins.getProperty("version");
        String filename = pins.getProperty(prefix + "filename");
        Integrity integrity = Integrity.sha256(new Digest(pins.getProperty(prefix + "sha256")));
        Path program =
                sources.cache().resolve("uv-" + version + "-" + integrity.hex().substring(0, 12));
        if (Files.isExecutable(program)) {
            return program;
        }
        Artifact.Wheel artifact = new Artifact.Wheel(
                "uv",
                version,
                filename,
                integrity,
                Long.parseLong(pins.getProperty(prefix + "size")),
                Optional.empty());
        Path wheel = sources.fetcher()
                .file(artifact.label(), integrity, OptionalLong.of(artifact.size()), () -> new SimpleIndex(sources)
                        .locations(artifact));
        Files.createDirectories(sources.cache());
        Path unpacked = Files.createTempFile(sources.scratch(), "uv", ".tmp");
        unpack(filename, wheel, unpacked);
        if (!unpacked.toFile().setExecutable(true)) {
            throw new IOException("cannot make `" + unpacked + "` executable");
        }
        return Files.move(unpacked, program, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void unpack(String filename, Path wheel, Path target) throws IOException {
        try (ZipReader zip = ZipReader.open(filename, wheel, Limits.PACKAGE)) {
            Entry entry = zip.entries().stream()
                    .filter(each -> each.path().endsWith(".data/scripts/uv"))
                    .findFirst()
                    .orElseThrow(() -> Problem.input("python/broken-wheel", "`" + filename + "` holds no program")
                            .help("install uv yourself")
                            .exception());
            try (InputStream in = zip.open(entry)) {
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Properties pins() throws IOException {
        Properties pins = new Properties();
        try (InputStream in = Objects.requireNonNull(UvProgram.class.getResourceAsStream("uv.properties"))) {
            pins.load(in);
        }
        return pins;
    }
}
