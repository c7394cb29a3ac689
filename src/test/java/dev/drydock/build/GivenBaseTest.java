package dev.drydock.build;

import static dev.drydock.inspect.Images.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.inspect.Images;
import dev.drydock.layout.Document;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.PackedImage;
import dev.drydock.layout.PackedLayer;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Layer;
import dev.drydock.oci.MediaTypes;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Ground;
import dev.drydock.plan.Libc;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenBaseTest {
    private static final String GLIBC = "GNU C Library (Test GLIBC 2.36) stable release version 2.36.\n";
    private static final String MUSL = "x\u0000musl libc\u0000\u00001.2.5\u0000";

    @TempDir
    Path directory;

    private Cache cache;

    @BeforeEach
    void open() {
        cache = Cache.open(directory.resolve("cache"));
    }

    @AfterEach
    void close() {
        cache.close();
    }

    private Ground ground(Images.Writing writing) throws IOException {
        return open(Images.set(Images.layer("all", writing))).ground();
    }

    private GivenBase open(ImageSet set) throws IOException {
        return GivenBase.open("base:1", set, List.of(Platform.LINUX_AMD64), cache, Progress.NONE);
    }

    @Test
    void findsGlibcAndThePythonOfDebian() throws IOException {
        Ground ground = ground(tar -> {
            file(tar, "etc/os-release", "ID=debian\nVERSION_CODENAME=bookworm\n");
            file(tar, "usr/bin/python3.11", "no text of its own");
            file(tar, "usr/lib/x86_64-linux-gnu/libc.so.6", "no text of its own");
            file(tar, "var/lib/dpkg/status.d/libc6", "Package: libc6\nVersion: 2.36-9+deb12u10\nArchitecture: amd64\n");
            file(
                    tar,
                    "var/lib/dpkg/status.d/python3.11",
                    "Package: python3.11\nVersion: 3.11.2-6+deb12u6\nArchitecture: amd64\n");
        });
        assertThat(ground)
                .isEqualTo(new Ground(
                        "base:1",
                        Libc.glibc(36),
                        List.of(new Ground.Program(
                                "python", "3.11.2", "/usr/bin/python3.11", "usr/local/lib/python3.11/dist-packages"))));
    }

    @Test
    void findsWhatLiesBesideTheSystem() throws IOException {
        Ground ground = ground(tar -> {
            file(tar, "etc/os-release", "ID=debian\n");
            file(tar, "usr/bin/python3.11", "");
            file(tar, "usr/local/bin/python3.9", "");
            file(tar, "usr/local/bin/python3.12", "");
            file(tar, "usr/local/bin/python3.12-config", "");
            file(tar, "usr/local/lib/libpython3.12.so.1.0", "a\u00003.12.7\u0000b\u00003.12\u0000");
            file(tar, "usr/local/bin/node", "\u0000node.js/v22.4.1\u0000");
            file(tar, "usr/lib64/libc.so.6", GLIBC);
        });
        assertThat(ground.libc()).hasToString("glibc 2.36");
        assertThat(ground.programs())
                .containsExactly(
                        new Ground.Program(
                                "python",
                                "3.12.7",
                                "/usr/local/bin/python3.12",
                                "usr/local/lib/python3.12/site-packages"),
                        new Ground.Program("node", "22.4.1", "/usr/local/bin/node", ""));
    }

    @Test
    void findsMusl() throws IOException {
        Ground ground = ground(tar -> {
            file(tar, "etc/os-release", "ID=alpine\n");
            file(tar, "lib/ld-musl-x86_64.so.1", MUSL);
            file(tar, "usr/bin/python3.12", "");
        });
        assertThat(ground.libc()).isEqualTo(new Libc(Libc.Kind.MUSL, 1, 2));
        assertThat(ground.program("python"))
                .contains(new Ground.Program(
                        "python", "3.12.0", "/usr/bin/python3.12", "usr/lib/python3.12/site-packages"));
    }

    @Test
    void refusesWhatItCannotTell() {
        assertThatThrownBy(() -> ground(tar -> file(tar, "usr/bin/python3.13", "")))
                .hasMessage("""
                        error[base/no-libc]: cannot tell which C library the base `base:1` has
                          caused by: it has neither the libc.so.6 of glibc nor the ld-musl-x86_64.so.1 of musl
                          help: use a base for programs that are linked with glibc or musl""");
        assertThatThrownBy(() -> ground(tar -> file(tar, "usr/lib/libc.so.6", "nothing")))
                .hasMessageContaining("caused by: the version of its glibc cannot be read");
    }

    @Test
    void refusesAnotherPlatform() {
        ImageSet set = Images.set(Images.layer("all", tar -> file(tar, "usr/lib64/libc.so.6", GLIBC)));
        assertThatThrownBy(() -> GivenBase.open("base:1", set, List.of(Platform.LINUX_ARM64), cache, Progress.NONE))
                .hasMessage("""
                        error[base/platform]: the base `base:1` is not for `linux/arm64`; it is for `linux/amd64`
                          help: use a base for `linux/arm64`, or build for another with `--platform`""");
    }

    @Test
    void refusesLayersThatLieElsewhere() {
        PackedImage image = Images.set(Images.layer("all", tar -> file(tar, "usr/lib64/libc.so.6", GLIBC)))
                .images()
                .getFirst();
        String manifest = image.manifest()
                .toString()
                .replaceFirst("(\"layers\":\\s*\\[\\s*\\{)", "$1\"urls\": [\"http://far.example/layer\"],");
        PackedImage foreign = new PackedImage(
                new Document(MediaTypes.MANIFEST, manifest.getBytes(StandardCharsets.UTF_8)),
                image.config(),
                image.settings(),
                image.layers());
        assertThatThrownBy(() -> open(new ImageSet(List.of(foreign), Optional.empty())))
                .hasMessage("""
                        error[base/foreign-layer]: a layer of the base `base:1` lies outside of it
                          at `http://far.example/layer`
                          help: use a base that holds all of its layers""");
    }

    @Test
    void layersStayAsTheyAreAndFactsAreRemembered() throws IOException {
        PackedImage image = Images.set(Images.layer("ADD file in /", tar -> file(tar, "usr/lib64/libc.so.6", GLIBC)))
                .images()
                .getFirst();
        int[] opened = {0};
        PackedLayer own = image.layers().getFirst();
        PackedLayer counting = new PackedLayer(
                new Descriptor(
                        "application/vnd.docker.image.rootfs.diff.tar.gzip",
                        own.descriptor().digest(),
                        own.descriptor().size()),
                own.diffId(),
                own.title(),
                () -> {
                    opened[0]++;
                    return own.source().open();
                });
        ImageSet set = new ImageSet(
                List.of(new PackedImage(image.manifest(), image.config(), image.settings(), List.of(counting))),
                Optional.empty());
        GivenBase first = open(set);
        int before = opened[0];
        GivenBase second = open(set);
        assertThat(before).isPositive();
        assertThat(opened[0]).isEqualTo(before);
        GivenBase.Part part = second.part(Platform.LINUX_AMD64);
        assertThat(part.ground()).isEqualTo(first.part(Platform.LINUX_AMD64).ground());
        assertThat(part.members()).isEqualTo(first.part(Platform.LINUX_AMD64).members());
        Layer layer = part.layers().getFirst();
        assertThat(layer.descriptor())
                .isEqualTo(new Descriptor(
                        MediaTypes.LAYER_GZIP,
                        own.descriptor().digest(),
                        own.descriptor().size()));
        assertThat(layer.title()).isEqualTo("ADD file in /");
        assertThat(layer.unpackedSize()).isEqualTo(GLIBC.length());
        assertThat(layer.compressed().open().readAllBytes())
                .isEqualTo(own.source().open().readAllBytes());
    }
}
