package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.node.Tgz;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole command lines on input that is wrong: what is said, with which exit code, and that nothing is left half made. */
class BadInputTest {
    @TempDir
    Path home;

    private World world;

    @BeforeEach
    void open() throws IOException {
        world = new World(home);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** What all others break a part of. */
    @Test
    void goodInputIsBuilt() throws IOException {
        world.python(
                "kit-1.0-py3-none-any.whl",
                World.wheel("kit", "1.0", new byte[0]).bytes());
        Path python = world.app(
                "python", "main.py", "import kit\n", "requirements.txt", world.requirement("kit-1.0-py3-none-any.whl"));
        World.Run run = world.run(world.build(python));
        assertThat(run.err()).isEmpty();
        assertThat(run.digest()).startsWith("sha256:");

        Tgz left = new Tgz().file("package/package.json", 0644, "{\"name\": \"left\", \"version\": \"1.0.0\"}");
        world.tarball("left", "1.0.0", left);
        Path node = world.app("node", "server.js", "", "package.json", """
                {"name": "shop", "main": "server.js", "dependencies": {"left": "1.0.0"}}
                """, "package-lock.json", """
                {"name": "shop", "lockfileVersion": 3, "packages": {
                  "": {"name": "shop", "dependencies": {"left": "1.0.0"}},
                  "node_modules/left": {"version": "1.0.0", "integrity": "%s"}}}
                """.formatted(
                        World.integrity(left)));
        run = world.run(world.build(node));
        assertThat(run.err()).isEmpty();
        assertThat(run.digest()).startsWith("sha256:");
    }
}
