package dev.drydock.mirrors;

import java.util.Optional;

/** Whom a client would ask that is not on this machine, if it were here as it comes; empty where that cannot be found out. */
public interface Defaults {
    Defaults NONE = new Defaults() {
        @Override
        public Optional<Mirror> python() {
            return Optional.empty();
        }

        @Override
        public Optional<Mirror> npm() {
            return Optional.empty();
        }
    };

    /** The simple index that pip asks. */
    Optional<Mirror> python();

    /** The registry that npm asks. */
    Optional<Mirror> npm();
}
