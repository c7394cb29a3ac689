package dev.drydock.lock;

import dev.drydock.oci.Digest;

/**
 * The image that a target stands on, where it is a given one.
 *
 * @param name as the user named it
 * @param digest of its manifest for the target's platform
 */
public record LockedBase(String name, Digest digest) {}
