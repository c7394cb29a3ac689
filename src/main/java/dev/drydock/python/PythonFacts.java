package dev.drydock.python;

import dev.drydock.app.App;
import dev.drydock.mirrors.AppIndex;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of a Python app before anybody is asked.
 *
 * @param project its pyproject.toml
 * @param environment assignments that its start command makes
 * @param fingerprint of the files that name its packages
 * @param indexes that its files name
 */
record PythonFacts(
        RuntimeChoice runtime,
        PythonLock lock,
        Optional<Project> project,
        SortedMap<String, String> environment,
        String port,
        String fingerprint,
        List<AppIndex> indexes)
        implements App.Facts {
    PythonFacts {
        indexes = List.copyOf(indexes);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }

    @Override
    public boolean endsOnSignal(List<String> command) {
        return command.stream().limit(4).map(PythonFacts::lastName).anyMatch(ServerCommand.END_ON_SIGNAL::contains);
    }

    private static String lastName(String word) {
        return word.substring(word.lastIndexOf('/') + 1);
    }

    @Override
    public SortedMap<String, String> told() {
        SortedMap<String, String> told = new TreeMap<>();
        told.put("python", runtime.runtime().feature() + " (" + runtime.reason() + ")");
        told.put("packages", lock.told());
        told.put("packages.fingerprint", fingerprint);
        project.filter(OwnPackage::defined).ifPresent(own -> {
            String name = own.name().orElse("");
            boolean known = own.version().flatMap(Version::find).isPresent();
            told.put("own package", known ? name : name + " 0 (its version is known to its build backend alone)");
        });
        return told;
    }
}
