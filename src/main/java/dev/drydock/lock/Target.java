package dev.drydock.lock;

import dev.drydock.oci.Platform;

/** What an image is made for: a platform and a variant. */
public record Target(Platform platform, Variant variant) implements Comparable<Target> {
    @Override
    public int compareTo(Target other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return platform + " " + variant.label();
    }
}
