package dev.drydock.plan;

import dev.drydock.app.App;
import dev.drydock.app.Directory;
import dev.drydock.app.Settings;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.mirrors.AppIndex;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** An ecosystem. Detecting and planning need no network. */
public interface Recipe {
    /** {@code python}, {@code node}. */
    String language();

    /**
     * The app in the directory, where it is one of this language; empty where it is not. Problems of an app that clearly is
     * of this language are thrown, all of them together.
     */
    Optional<App> detect(Directory directory, Settings settings) throws IOException;

    /** Names everything by hash, for the target: the one step that may resolve, and use the network to do it. */
    Resolution resolve(App app, Target target, Sources sources) throws IOException;

    /** The indexes that the app's own files name, besides those of the machine; none where its language has no such thing. */
    default List<AppIndex> indexes(App app) {
        return List.of();
    }

    /**
     * Loads and starts what a build of the app will most likely come to need; may be called by another thread, and need not be called at all.
     *
     * @param workshop of the build
     */
    default void prepare(App app, Workshop workshop) throws IOException {}

    /** Whether this kind of artifact is the recipe's own to locate. */
    boolean owns(Artifact artifact);

    /** What it looks for in a directory, for the message that nothing was found. */
    String signs();

    /** Where the artifact can be had from today, best first; may ask the mirror's index. */
    List<URI> locate(Artifact artifact, Sources sources) throws IOException;

    /**
     * What a base with this runtime wants of today, without an app: the newest release of the version's line.
     *
     * @param version as the name of a base has it: {@code 3.13}, {@code 24.21.0}
     * @param suite as the name of a base has it
     */
    Resolution runtime(String version, String suite, Target target, Sources sources) throws IOException;

    /**
     * What the language adds to the Debian packages of the runtime layer.
     *
     * @param locales to which its ICU data are cut; empty leaves all
     */
    List<Input> runtime(LockedTarget locked, Target target, SortedSet<String> locales);

    /**
     * The Debian packages of the runtime that must run on the machine that builds, whatever the target's platform is; none where nothing
     * is run.
     */
    List<String> tools(App app);

    /**
     * @param debian the inputs of the Debian packages below, in order
     * @param tools those of {@link #tools} for the machine that builds, with all that they need; none where there is no need
     */
    Parts plan(App app, LockedTarget locked, Target target, List<Input> debian, List<Input> tools) throws IOException;
}
