package dev.drydock.debian;

import dev.drydock.archive.Entry;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A shared library that is in a package and, since the package's slice leaves it out, not in the image. */
public final class LeftOutLibrary {
    private static final int MOST_LINKS = 8;

    private LeftOutLibrary() {}

    /**
     * The paths that bring it back: its own and, where it is a symbolic link, those that the link leads to; only those that the slice leaves
     * out. Empty where the package does not have it in a directory of libraries.
     *
     * @param file of the package
     * @param soname {@code libmvec.so.1}
     * @param multiarch {@code x86_64-linux-gnu}
     */
    public static List<String> paths(Artifact.Deb deb, Path file, Variant variant, String soname, String multiarch)
            throws IOException {
        SortedMap<String, Optional<String>> links = libraries(deb, file);
        Slice slice = Slice.of(deb.name(), variant);
        List<String> result = new ArrayList<>();
        Optional<String> path = links.keySet().stream()
                .filter(each -> each.endsWith("/" + soname) && rank(each, multiarch) < 3)
                .min(Comparator.<String>comparingInt(each -> rank(each, multiarch))
                        .thenComparing(Comparator.naturalOrder()));
        for (int i = 0; i < MOST_LINKS && path.isPresent(); i++) {
            String at = path.get();
            if (!slice.keeps(at) && !result.contains(at)) {
                result.add(at);
            }
            path = links.getOrDefault(at, Optional.empty()).filter(links::containsKey);
        }
        return result;
    }

    /** Where the loader looks without being told (ld.so(8)). */
    private static int rank(String path, String multiarch) {
        return switch (path.substring(0, path.lastIndexOf('/'))) {
            case String directory when directory.equals("usr/lib/" + multiarch) -> 0;
            case "usr/lib64" -> 1;
            case "usr/lib" -> 2;
            default -> 3;
        };
    }

    /** What lies below usr/lib, with the path that a link leads to. */
    private static SortedMap<String, Optional<String>> libraries(Artifact.Deb deb, Path file) throws IOException {
        SortedMap<String, Optional<String>> result = new TreeMap<>();
        try (DebFile reader = DebFile.open(deb.label(), file)) {
            for (Optional<Entry> next = reader.next(); next.isPresent(); next = reader.next()) {
                String path = MergedUsr.path(next.get().path());
                if (path.startsWith("usr/lib") && path.contains(".so")) {
                    switch (next.get().kind()) {
                        case FILE, HARDLINK -> result.put(path, Optional.empty());
                        case SYMLINK ->
                            result.put(path, Optional.of(target(path, next.get().link())));
                        case DIRECTORY -> {}
                    }
                }
            }
        }
        return result;
    }

    private static String target(String path, String link) {
        String target = MergedUsr.target(path, link);
        List<String> parts = new ArrayList<>();
        if (!target.startsWith("/")) {
            parts.addAll(List.of(path.split("/")));
            parts.removeLast();
        }
        for (String part : target.split("/")) {
            if (part.equals("..") && !parts.isEmpty()) {
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals("..") && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }
}
