package dev.drydock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With engines that are shell scripts. */
final class EngineTest {
    @TempDir
    Path directory;

    @Test
    void findsTheEngine() throws IOException {
        Path podman = script("podman", "exit 0");
        assertThat(find("").command()).isEqualTo(podman);
        Path docker = script("docker", "exit 0");
        assertThat(find("").command()).isEqualTo(docker);
        assertThat(find("podman").command()).isEqualTo(podman);
        assertThat(find(podman.toString()).command()).isEqualTo(podman);
        assertThatThrownBy(() -> find("nerdctl"))
                .hasMessage("error[engine/none]: there is no container engine `nerdctl`\n  in DRYDOCK_ENGINE");
        assertThatThrownBy(
                        () -> Engine.find(Map.of("PATH", directory.resolve("no").toString())))
                .hasMessageStartingWith(
                        "error[engine/none]: there is no container engine: neither `docker` nor `podman` is in PATH\n  help: ");
    }

    @Test
    void streamsTheArchive() throws IOException {
        script("docker", "cat > " + directory.resolve("got") + "; echo Loaded image: app:latest; echo noise >&2");
        byte[] bytes = new byte[300_000];
        assertThat(find("").load(out -> out.write(bytes))).isEqualTo("Loaded image: app:latest");
        assertThat(directory.resolve("got")).hasBinaryContent(bytes);
    }

    @Test
    void saysWhyItDoesNotLoad() throws IOException {
        script(
                "docker",
                "echo 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?' >&2; exit 1");
        assertThatThrownBy(() -> find("").load(out -> out.write(new byte[1 << 20])))
                .hasMessage("""
                        error[engine/unreachable]: cannot reach the engine of `docker`
                          caused by: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?
                          help: start it, or write the image to a file with `-o type=oci,dest=app.tar`""");
        script("docker", "cat > /dev/null; echo no space left >&2; exit 125");
        assertThatThrownBy(() -> find("").load(out -> out.write(new byte[1 << 20])))
                .hasMessage("error[engine/load]: `docker` does not take the image\n  caused by: no space left");
    }

    @Test
    void passesOnWhatIsWrongWithTheArchive() throws IOException {
        script("docker", "cat > /dev/null");
        assertThatThrownBy(() -> find("").load(out -> {
                    throw new IOException("disk");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("disk");
    }

    private Engine find(String wanted) {
        return Engine.find(Map.of("PATH", directory.toString(), "DRYDOCK_ENGINE", wanted));
    }

    private Path script(String name, String body) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\nPATH=/usr/bin:/bin\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }
}
