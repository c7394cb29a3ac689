package dev.drydock.app;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of the app that goes into the image.
 *
 * @param path relative to the app, with {@code /}
 * @param file where it is on this machine
 * @param executable whether its owner may run it: the only permission that is kept
 * @param size in bytes
 * @param modified nanoseconds since the epoch: part of the fingerprint, never of the image
 * @param link where it is a symbolic link, its target, which stays inside the app
 */
public record AppFile(String path, Path file, boolean executable, long size, long modified, Optional<String> link) {}
