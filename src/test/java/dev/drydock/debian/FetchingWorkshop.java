package dev.drydock.debian;

import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.plan.FilesOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Fetches packages where the archive says they are. */
record FetchingWorkshop(Sources sources) implements FilesOnly {
    @Override
    public Path file(Artifact artifact) throws IOException {
        return sources.fetcher()
                .file(
                        artifact.label(),
                        artifact.integrity(),
                        OptionalLong.of(artifact.size()),
                        () -> DebianArchive.locate((Artifact.Deb) artifact, sources));
    }

    @Override
    public Path scratch() throws IOException {
        return Files.createTempDirectory(sources.cache(), "work");
    }
}
