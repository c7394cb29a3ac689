package dev.drydock.python;

import dev.drydock.oci.Digest;
import dev.drydock.plan.Input;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Inputs that many others are made of or with, and the digest of all their keys, which would be half the work of an unchanged build if each of those took it
 * for itself.
 */
record Inputs(List<Input> all, Digest key) {
    Inputs {
        all = List.copyOf(all);
    }

    static Inputs of(List<Input> all) {
        return new Inputs(all, Digest.of(all.stream().map(Input::key).collect(Collectors.joining("\n"))));
    }
}
