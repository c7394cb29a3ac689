package dev.drydock.cli;

import dev.drydock.debian.DebianArchive;
import dev.drydock.debian.DebianVersion;
import dev.drydock.fetch.Fetcher;
import dev.drydock.fetch.Sources;
import dev.drydock.inspect.Ecosystem;
import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.lock.Artifact;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.problem.DrydockException;
import dev.drydock.report.Compared.Updates;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the signed indexes of today have newer than an image has. */
final class PendingUpdates {
    private final Cache cache;
    private final Fetcher fetcher;
    private final Mirrors mirrors;
    private final Map<String, Optional<DebianArchive>> archives = new TreeMap<>();

    PendingUpdates(Cache cache, Fetcher fetcher, Mirrors mirrors) {
        this.cache = cache;
        this.fetcher = fetcher;
        this.mirrors = mirrors;
    }

    Updates of(ImageContents image) throws IOException {
        boolean any = image.packages().stream().anyMatch(each -> each.ecosystem() == Ecosystem.DEBIAN);
        String suite = image.system().getOrDefault("VERSION_CODENAME", "");
        if (!any) {
            return new Updates.Unknown("no Debian packages");
        }
        if (!image.system().getOrDefault("ID", "").equals("debian") || suite.isEmpty()) {
            return new Updates.Unknown("not Debian");
        }
        Optional<DebianArchive> archive = archive(suite, image);
        if (archive.isEmpty()) {
            return new Updates.Unknown("no index");
        }
        int all = 0;
        int security = 0;
        for (FoundPackage each : image.packages()) {
            if (each.ecosystem() == Ecosystem.DEBIAN) {
                Optional<Artifact.Deb> newest = archive.get().newest(each.name());
                if (newest.isPresent() && DebianVersion.compare(newest.get().version(), each.version()) > 0) {
                    all++;
                    security += newest.get().archive().equals("debian-security") ? 1 : 0;
                }
            }
        }
        return new Updates.Known(all, security);
    }

    private Optional<DebianArchive> archive(String suite, ImageContents image) throws IOException {
        String key = suite + " " + image.config().platform();
        if (!archives.containsKey(key)) {
            Optional<DebianArchive> opened;
            try {
                Sources sources = new Sources(fetcher, mirrors, cache.bucket(Bucket.RESOLVERS), cache.scratch());
                opened = Optional.of(
                        DebianArchive.open(sources, suite, image.config().platform(), Instant.now()));
            } catch (DrydockException e) {
                opened = Optional.empty(); // no network, no mirror, no such suite: then it is not known
            }
            archives.put(key, opened);
        }
        return archives.getOrDefault(key, Optional.empty());
    }
}
