package dev.drydock.inspect;

import dev.drydock.inspect.ImageFile.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of an image as a container sees them: every directory above a path is in it too, but for the root. */
public final class FileTree {
    /** As many as Linux follows (path_resolution(7)). */
    private static final int MOST_LINKS = 40;

    private final NavigableMap<String, ImageFile> files;

    /** @param files by path, {@link ImageFile#sharedWith} not set yet */
    FileTree(NavigableMap<String, ImageFile> files) {
        NavigableMap<String, ImageFile> counted = new TreeMap<>();
        Map<Integer, String> first = new HashMap<>();
        files.forEach((path, file) -> {
            String before = file.kind() == Kind.FILE ? first.putIfAbsent(file.content(), path) : null;
            counted.put(path, before == null ? file : shared(file, before));
        });
        this.files = Collections.unmodifiableNavigableMap(counted);
    }

    private static ImageFile shared(ImageFile file, String with) {
        return new ImageFile(
                file.path(),
                file.kind(),
                file.mode(),
                file.user(),
                file.group(),
                file.size(),
                file.link(),
                file.digest(),
                file.layer(),
                file.content(),
                Optional.of(with));
    }

    /** All, sorted by path. */
    public Collection<ImageFile> all() {
        return files.values();
    }

    /** The regular files, sorted by path; hard links come with each of their names. */
    public Stream<ImageFile> regular() {
        return files.values().stream().filter(file -> file.kind() == Kind.FILE);
    }

    public int count(Kind kind) {
        return (int) files.values().stream().filter(file -> file.kind() == kind).count();
    }

    /** What lies at exactly this path. */
    public Optional<ImageFile> at(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** What lies below the directory at any depth; all of it for the empty string. */
    public Collection<ImageFile> below(String directory) {
        return directory.isEmpty()
                ? files.values()
                : files.subMap(directory + "/", directory + "0").values();
    }

    /** The files whose paths sort from the one on and before the other. */
    Collection<ImageFile> between(String from, String to) {
        return files.subMap(from, to).values();
    }

    /** What lies at the path when links in the directories above it are followed, and it itself is not. */
    public Optional<ImageFile> find(String path) {
        return resolve(files, path, false).map(files::get);
    }

    /** What the path leads to in the end, all links followed; they never lead out of the root. */
    public Optional<ImageFile> follow(String path) {
        return resolve(files, path, true).map(files::get);
    }

    /**
     * The path with the links of its directories followed, as an engine unpacks it: never out of the root.
     *
     * @param last whether a link at its end is followed too
     * @return empty where the links go in a circle
     */
    static Optional<String> resolve(Map<String, ImageFile> files, String path, boolean last) {
        Deque<String> left = new ArrayDeque<>(List.of(path.split("/", -1)));
        List<String> at = new ArrayList<>();
        int links = 0;
        while (!left.isEmpty()) {
            String part = left.removeFirst();
            if (part.equals("..")) {
                if (!at.isEmpty()) {
                    at.removeLast();
                }
                continue;
            }
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            at.add(part);
            if (left.isEmpty() && !last) {
                break;
            }
            ImageFile file = files.get(String.join("/", at));
            if (file != null && file.kind() == Kind.SYMLINK) {
                if (++links > MOST_LINKS) {
                    return Optional.empty();
                }
                at.removeLast();
                if (file.link().startsWith("/")) {
                    at.clear();
                }
                List.of(file.link().split("/", -1)).reversed().forEach(left::addFirst);
            }
        }
        return Optional.of(String.join("/", at));
    }
}
