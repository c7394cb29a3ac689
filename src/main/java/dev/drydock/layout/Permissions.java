package dev.drydock.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Temporary files are for their owner alone; what they become is for whom the umask would have it. */
final class Permissions {
    private Permissions() {}

    static void readable(Path file) throws IOException {
        // Not by the file store: inside a chroot, Java finds none.
        @Nullable PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }
}
