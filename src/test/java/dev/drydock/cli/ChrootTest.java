package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inside a chroot the root directory is no mount point that /proc/self/mounts has: Java then knows no file store of a file there. */
@Tag("real") // a mount namespace of its own, for root
class ChrootTest {
    /** All directories of this machine below the new root, where the test's own already is, for the time of one process. */
    private static final String ENTER = "set -e; root=$1; shift; for each in /*; do"
            + " if [ -d \"$each\" ] && [ ! -L \"$each\" ]; then mkdir -p \"$root$each\"; mount --rbind \"$each\" \"$root$each\";"
            + " elif [ -L \"$each\" ]; then cp -P \"$each\" \"$root/\"; fi; done; exec chroot \"$root\" \"$@\"";

    @TempDir
    Path home;

    @TempDir
    Path root;

    @Test
    void buildsIntoAStoreThere() throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        try (World world = new World(home)) {
            Path app = world.app("shop", "main.py", "", "requirements.txt", "");
            List<String> enter = List.of("unshare", "--mount", "sh", "-c", ENTER, "sh", root.toString());
            ProcessBuilder builder = world.process(enter, world.build(app, "--store-dir=/own"));
            builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
            world.ended(builder).ok();
            assertThat(root.resolve("own/index.json")).isRegularFile();
        }
    }
}
