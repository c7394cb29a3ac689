package dev.drydock.fetch;

import dev.drydock.mirrors.Mirrors;
import java.nio.file.Path;

/**
 * What a resolution may use of the world outside the app.
 *
 * @param cache a directory for what a resolver keeps between runs, such as parsed indexes; safe to delete
 * @param scratch a directory for working files, on the same file system; goes with the process
 */
public record Sources(Fetcher fetcher, Mirrors mirrors, Path cache, Path scratch) {}
