package dev.drydock.inspect;

import dev.drydock.inspect.ImageFile.Kind;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Layers put on top of each other (OCI image-spec 1.1, layer.md, "Applying Changesets"). A whiteout hides what lower layers have, never
 * what its own layer has, wherever it stands in it: so the whiteouts of a layer come first.
 */
final class Merging {
    private static final int PLAIN_DIRECTORY = 0755;

    private final NavigableMap<String, ImageFile> files = new TreeMap<>();
    private int contents;

    /**
     * Puts the next layer on top.
     *
     * @return the number that the content of the first of its entries got; the others follow in order
     */
    int apply(LayerContents layer) {
        int first = contents;
        for (LayerEntry entry : layer.entries()) {
            switch (entry.kind()) {
                case WHITEOUT -> {
                    String hidden = resolved(layer, entry.path());
                    files.remove(hidden);
                    removeBelow(hidden);
                }
                case OPAQUE ->
                    removeBelow(FileTree.resolve(files, entry.path(), true).orElseThrow(() -> circle(layer, entry)));
                case FILE, DIRECTORY, SYMLINK, HARDLINK -> {}
            }
        }
        for (LayerEntry entry : layer.entries()) {
            int content = contents++;
            switch (entry.kind()) {
                case WHITEOUT, OPAQUE -> {}
                case FILE, DIRECTORY, SYMLINK, HARDLINK -> add(layer, entry, content);
            }
        }
        return first;
    }

    FileTree tree() {
        return new FileTree(files);
    }

    private void add(LayerContents layer, LayerEntry entry, int content) {
        String path = resolved(layer, entry.path());
        if (path.isEmpty()) {
            return; // the root itself
        }
        ImageFile file = file(layer, entry, path, content);
        directories(path, layer.number());
        if (file.kind() != Kind.DIRECTORY) {
            removeBelow(path);
        }
        files.put(path, file);
    }

    private ImageFile file(LayerContents layer, LayerEntry entry, String path, int content) {
        return switch (entry.kind()) {
            case FILE -> plain(layer, entry, path, Kind.FILE, content);
            case DIRECTORY -> plain(layer, entry, path, Kind.DIRECTORY, -1);
            case SYMLINK -> plain(layer, entry, path, Kind.SYMLINK, -1);
            case HARDLINK -> {
                ImageFile target = files.get(resolved(layer, entry.link()));
                if (target == null || target.kind() == Kind.DIRECTORY) {
                    throw malformed(layer, "`" + entry.path() + "` is a hard link to nothing: `" + entry.link() + "`");
                }
                yield new ImageFile(
                        path,
                        target.kind(),
                        target.mode(),
                        target.user(),
                        target.group(),
                        target.size(),
                        target.link(),
                        target.digest(),
                        layer.number(),
                        target.content(),
                        Optional.empty());
            }
            case WHITEOUT, OPAQUE -> throw new IllegalStateException("hides, and is nothing: " + entry);
        };
    }

    private static ImageFile plain(LayerContents layer, LayerEntry entry, String path, Kind kind, int content) {
        return new ImageFile(
                path,
                kind,
                entry.mode(),
                entry.user(),
                entry.group(),
                entry.size(),
                entry.link(),
                entry.digest(),
                layer.number(),
                content,
                Optional.empty());
    }

    /** Layers may leave out the directories above an entry; engines make plain ones then, in the place of a file too. */
    private void directories(String path, int layer) {
        for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
            String directory = path.substring(0, at);
            ImageFile there = files.get(directory);
            if (there == null || there.kind() != Kind.DIRECTORY) {
                files.put(
                        directory,
                        new ImageFile(
                                directory,
                                Kind.DIRECTORY,
                                PLAIN_DIRECTORY,
                                0,
                                0,
                                0,
                                "",
                                Optional.empty(),
                                layer,
                                -1,
                                Optional.empty()));
            }
        }
    }

    private void removeBelow(String directory) {
        if (directory.isEmpty()) {
            files.clear();
        } else {
            // the character after the slash: every path below lies before it
            files.subMap(directory + "/", directory + "0").clear();
        }
    }

    private String resolved(LayerContents layer, String path) {
        return FileTree.resolve(files, path, false)
                .orElseThrow(() -> malformed(layer, "`" + path + "` lies in a circle of links"));
    }

    private static DrydockException circle(LayerContents layer, LayerEntry entry) {
        return malformed(layer, "`" + entry.path() + "` lies in a circle of links");
    }

    private static DrydockException malformed(LayerContents layer, String what) {
        return Problem.input("image/malformed", what)
                .at("in layer " + (layer.number() + 1) + ", "
                        + layer.descriptor().digest())
                .exception();
    }
}
