package dev.drydock.mirrors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A machine made of a few files below a temporary directory. */
final class Root {
    private final Path root;
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> flags = new HashMap<>();

    Root(Path root) {
        this.root = root;
    }

    Path path(String name) {
        return root.resolve(name.substring(1));
    }

    /** A file by its absolute name; the user's home is {@code /home/user}. */
    Root file(String name, String text) {
        try {
            Files.createDirectories(path(name).getParent());
            Files.writeString(path(name), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return this;
    }

    /** A program on the PATH that prints a text, whatever it is asked. */
    Root program(String name, String output) {
        file("/bin/" + name, "#!/bin/sh\nprintf '%s' '" + output + "'\n");
        if (!path("/bin/" + name).toFile().setExecutable(true)) {
            throw new IllegalStateException("cannot make a program");
        }
        return variable("PATH", path("/bin").toString());
    }

    Root variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Root flag(String kind, String value) {
        flags.put(kind, value);
        return this;
    }

    Machine machine() {
        try {
            Files.createDirectories(path("/home/user"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new Machine(environment, root, path("/home/user"));
    }

    MachineMirrors mirrors() {
        return new MachineMirrors(machine(), flags);
    }
}
