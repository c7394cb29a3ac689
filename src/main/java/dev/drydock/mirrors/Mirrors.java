package dev.drydock.mirrors;

import java.util.List;

/** Finds the mirrors of this machine; each when first asked for, so that what is not needed costs nothing. */
public interface Mirrors {
    /** @throws dev.drydock.problem.DrydockException {@code mirrors/none} where none is found, naming the flag that sets one */
    DebianMirror debian();

    /** The simple index (PEP 503, PEP 691) and any extra ones, first to be asked first; at least one. */
    List<Mirror> python();

    /**
     * The indexes that the app itself names, asked for what {@link #python} lacks; its stand-in for the usual index not where the user
     * named that one for Drydock.
     *
     * @param explicit whether those count too that serve only packages which the app sends there by name
     */
    default List<Mirror> ofApp(boolean explicit) {
        return List.of();
    }

    /** @param scope such as {@code @types}, which may have a registry of its own; empty for none */
    Mirror npm(String scope);
}
