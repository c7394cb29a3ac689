package dev.drydock.build;

import dev.drydock.app.App;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Lock;
import dev.drydock.lock.LockFile;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Input;
import dev.drydock.plan.Plan;
import dev.drydock.plan.PlannedLayer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes an app of a cache that nobody else uses buildable without any package: its lock names made-up ones, and their pieces are there.
 * For training the AOT cache on builds, which needs no network then.
 */
public final class Rehearsal {
    private static final List<String> BASE = List.of("base-files", "ca-certificates", "libc6");

    private Rehearsal() {}

    /**
     * Locks the app to packages that do not exist. To be done before {@link #keepPieces}.
     *
     * @param runtime as locks have it: {@code python3.13}, {@code node 24.1.0}
     * @param packages of Debian, besides those that every image has
     * @param dependencies wheels or tarballs
     */
    public static void lock(
            App app, Target target, String runtime, List<String> packages, List<? extends Artifact> dependencies)
            throws IOException {
        List<Artifact> artifacts = new ArrayList<>();
        List<String> debs = new ArrayList<>(BASE);
        debs.addAll(packages);
        for (String name : debs) {
            artifacts.add(new Artifact.Deb(
                    name,
                    "1.0-1",
                    target.platform().architecture(),
                    "debian",
                    "pool/" + name + ".deb",
                    Digest.of(name),
                    1));
        }
        artifacts.addAll(dependencies);
        LockedTarget locked = new LockedTarget(
                Locking.inputs(app, target),
                "trixie",
                runtime,
                new TreeMap<>(Map.of("debian-security/trixie-security", Digest.of("security"))),
                packages,
                BASE,
                artifacts,
                List.of(),
                new TreeMap<>());
        LockFile.write(app.directory().root().resolve(LockFile.NAME), new Lock(new TreeMap<>()).with(target, locked));
    }

    /** Keeps a piece for every package in the builder's plans; what is made of them is left to the builds. */
    public static void keepPieces(Builder builder) throws IOException {
        for (Plan plan : builder.plans()) {
            for (PlannedLayer layer : plan.layers()) {
                for (Input input : layer.inputs()) {
                    if (input.artifacts().size() == 1) {
                        keepPiece(
                                builder,
                                input,
                                "usr/lib/" + plan.platform().multiarch() + "/"
                                        + plan.platform().loader());
                    }
                }
            }
        }
    }

    /** Each has a file of its own, and a program in the place of the loader, that does nothing in the place of Python. */
    private static void keepPiece(Builder builder, Input input, String loader) throws IOException {
        byte[] text = input.title().getBytes(StandardCharsets.UTF_8);
        String path = "usr/share/doc/" + Digest.of(input.key()).hex();
        builder.pieces().make(input, contents -> {
            contents.directory("usr/share", 0755, 0);
            contents.file(path, 0644, text.length, new ByteArrayInputStream(text));
            if (input.title().startsWith("libc6 ")) {
                byte[] program = "#!/bin/sh\nexit 0\n".getBytes(StandardCharsets.US_ASCII);
                contents.file(loader, 0755, program.length, new ByteArrayInputStream(program));
            }
        });
    }
}
