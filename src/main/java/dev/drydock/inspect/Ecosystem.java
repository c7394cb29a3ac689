package dev.drydock.inspect;

import java.util.Locale;

/** Where packages of a kind come from. */
public enum Ecosystem {
    DEBIAN,
    PYTHON,
    NPM,
    JAVA,
    /** A program that lies there without a record of any package manager. */
    PROGRAM;

    /** {@code debian}, {@code python} and so on. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
