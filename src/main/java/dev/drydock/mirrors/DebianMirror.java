package dev.drydock.mirrors;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where Debian packages come from.
 *
 * @param main the archive with {@code trixie} and {@code trixie-updates}
 * @param security the archive with {@code trixie-security}, where one is known
 * @param keyring of the keys that may sign both, as Signed-By or the installed archive keyring has it; empty where
 *     there is none on this machine
 */
public record DebianMirror(Mirror main, Optional<Mirror> security, Optional<Path> keyring) {}
