package dev.drydock.app;

import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Waits until something of an app changes: a file that goes into its image, or one that a build asked for by name. What the kernel tells
 * (inotify(7)) is a hint only: of a file that counts it is believed, of everything else the directory is read again and compared. So an
 * ignored file wakes nobody, and a lost event loses no change. Not safe among threads.
 */
public final class Watch implements AutoCloseable {
    /** Editors write a file beside the old one and rename it, or empty it first: what belongs together comes within this time. */
    private static final long QUIET_MILLIS = 4;
    /** Even where it is never quiet. */
    private static final long LONGEST_NANOS = 200_000_000;

    private static final long POLL_MILLIS = 400;
    /** New directories may come as fast as they are found; what is missed then wakes by its events. */
    private static final int MOST_READS = 10;

    private final Path root;
    private final Reading reading;
    private final Consumer<String> note;
    private final Set<String> names = new TreeSet<>(
            List.of(".dockerignore", SettingsReader.OWN_FILE, SettingsReader.PYTHON_FILE, SettingsReader.NODE_FILE));
    private final Set<String> own = new HashSet<>();
    private final Map<String, WatchKey> keys = new HashMap<>();
    private Optional<WatchService> service;
    private State state = new State(List.of(), new TreeMap<>(), "");
    private Set<String> paths = Set.of();

    /** How the directory is read, with the settings that stand in it. */
    @FunctionalInterface
    public interface Reading {
        Directory read() throws IOException;
    }

    /**
     * All that a build depends on, as far as stats tell.
     *
     * @param named stats of what is asked for by name
     * @param failure why the directory cannot be read; empty where it can
     */
    private record State(List<AppFile> files, SortedMap<String, String> named, String failure) {}

    /** What some events say. */
    private enum Hint {
        NOTHING,
        MAYBE,
        CERTAIN
    }

    /**
     * @param polling looks every so often rather than wait for events, which network file systems do not have
     * @param note hears, in a sentence, where events cannot be had
     */
    public Watch(Path root, Reading reading, boolean polling, Consumer<String> note) {
        this.root = root;
        this.reading = reading;
        this.note = note;
        this.service = Optional.empty();
        if (!polling) {
            try {
                service = Optional.of(root.getFileSystem().newWatchService());
            } catch (IOException | UnsupportedOperationException e) {
                fallBack(e);
            }
        }
    }

    /** Takes the directory as it is now for what a build is about to see. To be called before the build reads anything. */
    public void mark() throws IOException {
        state = look();
        Set<String> known = new HashSet<>();
        state.files().forEach(file -> known.add(file.path()));
        paths = known;
    }

    /** What a build has asked for by name counts from now on. */
    public void add(Directory built) {
        for (String path : built.reads().paths()) {
            if (names.add(path)) {
                state.named().put(path, stats(path));
            }
        }
        watchNamed();
    }

    /** A file that the build itself has written; it counts again when somebody else changes it. */
    public void wrote(String path) {
        own.add(path);
        names.add(path);
        state.named().put(path, stats(path));
    }

    /** Waits for a change since {@link #mark}. */
    public void await() throws IOException, InterruptedException {
        while (true) {
            switch (hint()) {
                case NOTHING -> {}
                case CERTAIN -> {
                    return;
                }
                case MAYBE -> {
                    if (!look().equals(state)) {
                        return;
                    }
                }
            }
        }
    }

    private Hint hint() throws InterruptedException {
        WatchKey root = keys.get("");
        if (service.isEmpty() || root == null || !root.isValid()) {
            Thread.sleep(POLL_MILLIS);
            return Hint.MAYBE;
        }
        Hint hint = Hint.NOTHING;
        WatchKey first = service.get().take();
        long start = System.nanoTime();
        for (Optional<WatchKey> key = Optional.of(first); key.isPresent(); key = next(start)) {
            hint = stronger(hint, of(key.get()));
        }
        return hint;
    }

    private Optional<WatchKey> next(long start) throws InterruptedException {
        return System.nanoTime() - start > LONGEST_NANOS
                ? Optional.empty()
                : Optional.ofNullable(service.orElseThrow().poll(QUIET_MILLIS, TimeUnit.MILLISECONDS));
    }

    private static Hint stronger(Hint one, Hint other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private Hint of(WatchKey key) {
        Hint hint = Hint.NOTHING;
        for (WatchEvent<?> event : key.pollEvents()) {
            Hint said = Hint.MAYBE;
            if (event.context() instanceof Path name && key.watchable() instanceof Path directory) {
                String path = root.relativize(directory.resolve(name)).toString();
                boolean counts = paths.contains(path) || names.contains(path) && !own.contains(path);
                said = counts ? Hint.CERTAIN : Hint.MAYBE;
            }
            hint = stronger(hint, said);
        }
        if (!key.reset()) {
            keys.values().remove(key);
            hint = stronger(hint, Hint.MAYBE);
        }
        return hint;
    }

    /** Reads the directory, and again for as long as there are new directories in it: in those, files may have come before the watch. */
    private State look() throws IOException {
        State found = state;
        for (int i = 0; i < MOST_READS; i++) {
            List<String> walked;
            try {
                Directory directory = reading.read();
                walked = directory.walked();
                found = new State(directory.files(), named(), "");
            } catch (DrydockException | FileSystemException e) {
                walked = List.of("");
                found = new State(List.of(), named(), String.valueOf(e.getMessage()));
            }
            if (!watch(walked)) {
                break;
            }
        }
        return found;
    }

    private SortedMap<String, String> named() {
        SortedMap<String, String> named = new TreeMap<>();
        names.forEach(name -> named.put(name, stats(name)));
        return named;
    }

    private String stats(String path) {
        try {
            return FileStats.of(root.resolve(path)).text();
        } catch (IOException e) {
            return "absent";
        }
    }

    /** @return whether one of them was not watched before */
    private boolean watch(List<String> directories) {
        boolean any = false;
        for (String directory : directories) {
            WatchKey known = keys.get(directory);
            if (service.isPresent() && (known == null || !known.isValid())) {
                any |= register(directory);
            }
        }
        return any;
    }

    /** The directories of what is asked for by name, which may be ones that are left out. */
    private void watchNamed() {
        for (String name : names) {
            Path parent = root.resolve(name).normalize().getParent();
            if (parent != null && Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
                boolean unused = watch(List.of(root.relativize(parent).toString()));
            }
        }
    }

    private boolean register(String directory) {
        Path place = directory.isEmpty() ? root : root.resolve(directory);
        try {
            keys.put(
                    directory,
                    place.register(
                            service.orElseThrow(),
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_DELETE,
                            StandardWatchEventKinds.ENTRY_MODIFY));
            return true;
        } catch (FileSystemException gone) {
            // Its own directory has an event for that.
            return false;
        } catch (IOException | ClosedWatchServiceException e) {
            fallBack(e);
            return false;
        }
    }

    private void fallBack(Exception e) {
        close();
        service = Optional.empty();
        keys.clear();
        note.accept("cannot wait for changes of files (" + e.getMessage() + "): looking for them every " + POLL_MILLIS
                + " ms instead");
    }

    @Override
    public void close() {
        if (service.isPresent()) {
            try {
                service.get().close();
            } catch (IOException e) {
                // It is not used any more.
            }
        }
    }
}
