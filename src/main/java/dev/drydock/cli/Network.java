package dev.drydock.cli;

import dev.drydock.debian.ClientDefaults;
import dev.drydock.fetch.Credentials;
import dev.drydock.fetch.HttpFetcher;
import dev.drydock.fetch.Patience;
import dev.drydock.fetch.Sources;
import dev.drydock.mirrors.MachineMirrors;
import dev.drydock.progress.Progress;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import dev.drydock.store.SharedCache;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** The mirrors of this machine, and what fetches from them: each needs the other, the one for passwords, the other for what a mirror tells. */
record Network(MachineMirrors mirrors, HttpFetcher fetcher) {
    static Network open(
            Arguments arguments, Terminal terminal, Cache cache, Progress progress, boolean offline, Instant now)
            throws IOException {
        return open(arguments, terminal, cache, progress, offline, now, SharedCache.NONE);
    }

    /** @param shared asked for files before mirrors are */
    static Network open(
            Arguments arguments,
            Terminal terminal,
            Cache cache,
            Progress progress,
            boolean offline,
            Instant now,
            SharedCache shared)
            throws IOException {
        MachineMirrors mirrors = Places.mirrors(arguments);
        HttpFetcher fetcher = new HttpFetcher(
                cache, terminal.environment(), credentials(mirrors), progress, Patience.USUAL, offline, shared);
        mirrors.fallBackTo(new ClientDefaults(
                new Sources(fetcher, mirrors, cache.bucket(Bucket.RESOLVERS), cache.scratch()), now));
        return new Network(mirrors, fetcher);
    }

    private static Credentials credentials(MachineMirrors mirrors) {
        return new Credentials() {
            @Override
            public Optional<String> authorization(URI uri) {
                return mirrors.authorization(uri);
            }

            @Override
            public Optional<String> proxy(URI uri) {
                return mirrors.proxy(uri);
            }
        };
    }
}
