package dev.drydock.inspect;

import dev.drydock.inspect.ImageFile.Kind;
import dev.drydock.oci.Config;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How one image differs from another.
 *
 * @param before the older one
 * @param after the newer one
 * @param files that were added, removed or changed, what changes the size most first
 * @param packages that were added, removed, have another version or another size, what changes the size most first
 * @param settings of the configuration that differ, by name
 */
public record ImageDiff(
        ImageContents before,
        ImageContents after,
        List<FileChange> files,
        List<PackageChange> packages,
        List<SettingChange> settings) {
    /** A file that is not the same in both; at least one of the two is there. */
    public record FileChange(String path, Optional<ImageFile> before, Optional<ImageFile> after) {
        /** In bytes: what the image grew by. */
        public long growth() {
            return after.map(ImageFile::counted).orElse(0L)
                    - before.map(ImageFile::counted).orElse(0L);
        }
    }

    /**
     * A package that is not the same in both.
     *
     * @param before its versions, sorted; empty where it is new
     * @param after its versions, sorted; empty where it is gone
     * @param growth in bytes
     */
    public record PackageChange(
            Ecosystem ecosystem, String name, List<String> before, List<String> after, long growth) {
        public PackageChange {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /** A setting that is not the same in both, as text; empty where it is not set. */
    public record SettingChange(String name, String before, String after) {}

    public ImageDiff {
        files = List.copyOf(files);
        packages = List.copyOf(packages);
        settings = List.copyOf(settings);
    }

    public static ImageDiff of(ImageContents before, ImageContents after) {
        return new ImageDiff(before, after, files(before, after), packages(before, after), settings(before, after));
    }

    private static List<FileChange> files(ImageContents before, ImageContents after) {
        SortedSet<String> paths = new TreeSet<>();
        before.tree().all().forEach(file -> paths.add(file.path()));
        after.tree().all().forEach(file -> paths.add(file.path()));
        List<FileChange> changes = new ArrayList<>();
        for (String path : paths) {
            Optional<ImageFile> one = before.tree().at(path);
            Optional<ImageFile> other = after.tree().at(path);
            if (one.isEmpty() || other.isEmpty() || !same(one.get(), other.get())) {
                changes.add(new FileChange(path, one, other));
            }
        }
        // a directory that comes or goes with what is in it says nothing of its own
        changes.removeIf(change -> change.before().isEmpty() && directoryWithContent(change.after(), after)
                || change.after().isEmpty() && directoryWithContent(change.before(), before));
        changes.sort(Comparator.comparingLong((FileChange change) -> Math.abs(change.growth()))
                .reversed()
                .thenComparing(FileChange::path));
        return changes;
    }

    private static boolean directoryWithContent(Optional<ImageFile> file, ImageContents image) {
        return file.isPresent()
                && file.get().kind() == Kind.DIRECTORY
                && !image.tree().below(file.get().path()).isEmpty();
    }

    private static boolean same(ImageFile one, ImageFile other) {
        return one.kind() == other.kind()
                && one.digest().equals(other.digest())
                && one.link().equals(other.link())
                && one.mode() == other.mode()
                && one.user() == other.user()
                && one.group() == other.group();
    }

    private static final class Versions {
        private final SortedSet<String> versions = new TreeSet<>();
        private long size;
    }

    private static List<PackageChange> packages(ImageContents before, ImageContents after) {
        SortedMap<String, Versions> one = versions(before);
        SortedMap<String, Versions> other = versions(after);
        SortedSet<String> keys = new TreeSet<>(one.keySet());
        keys.addAll(other.keySet());
        List<PackageChange> changes = new ArrayList<>();
        for (String key : keys) {
            Versions was = one.getOrDefault(key, new Versions());
            Versions is = other.getOrDefault(key, new Versions());
            if (!was.versions.equals(is.versions) || was.size != is.size) {
                int space = key.indexOf(' ');
                changes.add(new PackageChange(
                        Ecosystem.valueOf(key.substring(0, space)),
                        key.substring(space + 1),
                        List.copyOf(was.versions),
                        List.copyOf(is.versions),
                        is.size - was.size));
            }
        }
        changes.sort(Comparator.comparingLong((PackageChange change) -> Math.abs(change.growth()))
                .reversed()
                .thenComparing(PackageChange::ecosystem)
                .thenComparing(PackageChange::name));
        return changes;
    }

    private static SortedMap<String, Versions> versions(ImageContents image) {
        SortedMap<String, Versions> all = new TreeMap<>();
        for (FoundPackage each : image.packages()) {
            Versions versions = all.computeIfAbsent(each.ecosystem().name() + " " + each.name(), key -> new Versions());
            versions.versions.add(each.version());
            versions.size += each.size();
        }
        return all;
    }

    private static List<SettingChange> settings(ImageContents before, ImageContents after) {
        SortedMap<String, String> one = settings(before.config());
        SortedMap<String, String> other = settings(after.config());
        SortedSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names.stream()
                .map(name -> new SettingChange(name, one.getOrDefault(name, ""), other.getOrDefault(name, "")))
                .filter(change -> !change.before().equals(change.after()))
                .toList();
    }

    private static SortedMap<String, String> settings(Config config) {
        SortedMap<String, String> all = new TreeMap<>();
        all.put("user", config.user());
        all.put("working directory", config.workingDir());
        all.put("entry point", words(config.entrypoint()));
        all.put("command", words(config.cmd()));
        all.put("ports", String.join(" ", config.exposedPorts()));
        all.put("volumes", String.join(" ", config.volumes()));
        all.put("stop signal", config.stopSignal().orElse(""));
        config.env().forEach(variable -> {
            int equals = variable.indexOf('=');
            all.put("env " + variable.substring(0, Math.max(0, equals)), variable.substring(equals + 1));
        });
        config.labels().forEach((name, value) -> all.put("label " + name, value));
        return all;
    }

    private static String words(List<String> words) {
        return words.stream().map(dev.drydock.lock.JsonTree::quoted).collect(Collectors.joining(", ", "[", "]"));
    }
}
