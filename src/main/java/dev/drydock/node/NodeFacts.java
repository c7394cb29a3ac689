package dev.drydock.node;

import dev.drydock.app.App;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of a Node app without network.
 *
 * @param lockName the lock file's name: package-lock.json, npm-shrinkwrap.json, or another manager's; empty where there is none
 * @param lockText of npm's own lock file, or the empty text
 * @param manifests all package.json files of the app by path, but for those in node_modules
 * @param env that the start command sets
 * @param notes for the user
 */
record NodeFacts(
        PackageJson manifest,
        NodeWish wish,
        String lockName,
        String lockText,
        SortedMap<String, PackageJson> manifests,
        SortedMap<String, String> env,
        List<String> notes)
        implements App.Facts {

    NodeFacts {
        manifests = Collections.unmodifiableSortedMap(new TreeMap<>(manifests));
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        notes = List.copyOf(notes);
    }

    @Override
    public SortedMap<String, String> told() {
        SortedMap<String, String> told = new TreeMap<>();
        told.put("node", wish.text().isEmpty() ? "any" : wish.text() + " (" + wish.where() + ")");
        told.put("lock", lockName.isEmpty() ? "none" : lockName);
        if (!lockText.isEmpty()) {
            told.put("lock digest", dev.drydock.oci.Digest.of(lockText).toString());
        }
        manifests.forEach((path, one) -> {
            if (!one.dependencies().isEmpty() || !one.bin().isEmpty() || path.equals("package.json")) {
                told.put(
                        "dependencies of " + path,
                        one.name() + " " + one.version() + " "
                                + one.dependencies().told() + " overrides=" + one.overrides() + " workspaces="
                                + one.workspaces() + " bin=" + one.bin());
            }
        });
        env.forEach((name, value) -> told.put("env " + name, value));
        return told;
    }
}
