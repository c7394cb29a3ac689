package dev.drydock.plan;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A language's share of an image.
 *
 * @param runtime on top of the Debian packages of the runtime layer: the Node binary, the byte code of the library
 * @param dependencies what the lock file names
 * @param app the user's own files
 * @param env for the container, which the user's own settings beat
 * @param workdir absolute: where the app lies
 * @param command in exec form; its program is absolute within the image
 */
public record Parts(
        List<Input> runtime,
        List<Input> dependencies,
        List<Input> app,
        SortedMap<String, String> env,
        String workdir,
        List<String> command) {
    public Parts {
        runtime = List.copyOf(runtime);
        dependencies = List.copyOf(dependencies);
        app = List.copyOf(app);
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        command = List.copyOf(command);
    }
}
