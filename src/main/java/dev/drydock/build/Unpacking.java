package dev.drydock.build;

import dev.drydock.archive.Contents;
import dev.drydock.archive.Member;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** Unpacks pieces into a directory of this machine, as an image would have them, for what must be run or looked at there. */
final class Unpacking implements Contents {
    private final Path root;

    Unpacking(Path root) {
        this.root = root;
    }

    /** Whoever runs this owns all of it, so that it can be removed again. */
    @Override
    public void directory(String path, int mode, int owner) throws IOException {
        Files.createDirectories(place(path));
    }

    @Override
    public void file(String path, int mode, long size, InputStream content) throws IOException {
        Path place = place(path);
        Files.copy(content, place, StandardCopyOption.REPLACE_EXISTING);
        if ((mode & 0100) != 0 && !place.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make `" + path + "` executable");
        }
    }

    @Override
    public void symlink(String path, String target) throws IOException {
        Path place = place(path);
        Files.deleteIfExists(place);
        Files.createSymbolicLink(place, target(root, place, target));
    }

    @Override
    public void hardlink(String path, String target) throws IOException {
        Path place = place(path);
        Files.deleteIfExists(place);
        Files.createLink(place, inside(root, target));
    }

    private Path place(String path) throws IOException {
        Path place = inside(root, path);
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        return place;
    }

    /** An absolute link means the image's root, so here it is written relative to the directory. */
    private static Path target(Path root, Path place, String link) {
        return link.startsWith("/")
                ? Objects.requireNonNull(place.getParent()).relativize(root.resolve(link.substring(1)))
                : Path.of(link);
    }

    /** The place of a path, whose directories must be real ones: what is written never passes through a link. */
    private static Path inside(Path root, String path) throws IOException {
        for (String parent : Member.parents(path)) {
            if (Files.isSymbolicLink(root.resolve(parent))) {
                throw new IOException("`" + path + "` leads through the link `" + parent + "`");
            }
        }
        return root.resolve(path);
    }
}
