package dev.drydock.app;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a directory holds, as far as it can be known without network.
 *
 * @param language {@code python} or {@code node}
 * @param name of the image
 * @param version of the app, where it says one
 * @param start how it is started; a setting beats what was found
 * @param facts what its language found out
 */
public record App(
        String language,
        String name,
        Optional<String> version,
        Directory directory,
        Settings settings,
        Start start,
        Facts facts) {

    /** What one language knows of an app: its recipe makes it and reads it. */
    public interface Facts {
        /** For {@code --print app} and for the key of the resolution: all of it, sorted, as words. */
        SortedMap<String, String> told();

        /** Whether what is run is known to end by itself when it gets SIGTERM, as servers do that install a handler. */
        default boolean endsOnSignal(List<String> command) {
            return false;
        }
    }
}
