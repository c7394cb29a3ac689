package dev.drydock.build;

import static dev.drydock.inspect.Images.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.archive.TarWriter;
import dev.drydock.fetch.Credentials;
import dev.drydock.fetch.HttpFetcher;
import dev.drydock.fetch.Patience;
import dev.drydock.inspect.Images;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.PackedImage;
import dev.drydock.lock.LockedBase;
import dev.drydock.mirrors.DebianMirror;
import dev.drydock.mirrors.Mirror;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.oci.Config;
import dev.drydock.oci.Image;
import dev.drydock.oci.Layer;
import dev.drydock.oci.Platform;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebasingTest {
    private static final Mirrors NOWHERE = new Mirrors() {
        @Override
        public DebianMirror debian() {
            throw new AssertionError("nothing is to be fetched");
        }

        @Override
        public List<Mirror> python() {
            throw new AssertionError("nothing is to be fetched");
        }

        @Override
        public Mirror npm(String scope) {
            throw new AssertionError("nothing is to be fetched");
        }
    };

    @TempDir
    Path directory;

    private Cache cache;
    private Rebasing rebasing;

    @BeforeEach
    void open() throws IOException {
        cache = Cache.open(directory.resolve("cache"));
        rebasing = new Rebasing(
                cache,
                new HttpFetcher(cache, Map.of(), Credentials.NONE, Progress.NONE, Patience.USUAL, true),
                NOWHERE,
                Progress.NONE,
                Instant.EPOCH,
                1);
    }

    @AfterEach
    void close() {
        rebasing.close();
        cache.close();
    }

    /** A base with a glibc and a Python of these versions. */
    private static List<Layer> base(int glibc, String python, Images.Writing more) {
        return List.of(
                Images.layer("base: glibc", tar -> {
                    file(tar, "usr/lib64/libc.so.6", "stable release version 2." + glibc + ".");
                    more.to(tar);
                }),
                Images.layer("runtime: python", tar -> python(tar, python)));
    }

    private static void python(TarWriter tar, String version) throws IOException {
        String minor = version.substring(0, version.lastIndexOf('.'));
        file(tar, "usr/bin/python" + minor, "\u0000" + version + "\u0000");
    }

    private static final List<Layer> APP = List.of(
            Images.layer("dependencies: flask 3", tar -> file(tar, "usr/local/lib/x/flask.py", "1")),
            Images.layer("app: files of the app", tar -> file(tar, "app/app.py", "2")));

    private static Image image(List<Layer> layers, Map<String, String> labels) {
        Config config = new Config(
                Platform.LINUX_AMD64,
                315_532_800,
                "65532:65532",
                "/app",
                List.of("PATH=/usr/bin"),
                List.of("/usr/bin/python3.13"),
                List.of(),
                new TreeSet<>(List.of("8080/tcp")),
                new TreeSet<>(),
                new TreeMap<>(labels),
                Optional.of("SIGTERM"));
        return new Image(config, layers, new TreeMap<>(Map.of("org.example.note", "kept")));
    }

    private GivenBase given(String name, List<Layer> layers) throws IOException {
        return GivenBase.open(
                name,
                ImageSet.of(List.of(image(layers, Map.of()))),
                List.of(Platform.LINUX_AMD64),
                cache,
                Progress.NONE);
    }

    private static PackedImage on(GivenBase base, List<Layer> below, List<Layer> own) {
        LockedBase locked = base.locked(Platform.LINUX_AMD64);
        List<Layer> all = new ArrayList<>(below);
        all.addAll(own);
        return PackedImage.of(image(
                all,
                Map.of(
                        "org.opencontainers.image.base.name",
                        locked.name(),
                        "org.opencontainers.image.base.digest",
                        locked.digest().toString())));
    }

    @Test
    void theSameBaseGivesTheSameImageAndAnotherOnlyItsLayers() throws IOException {
        List<Layer> old = base(41, "3.13.5", tar -> {});
        GivenBase before = given("py:3.13", old);
        PackedImage image = on(before, old, APP);
        assertThat(PackedImage.of(rebasing.on("shop", image, before).image())
                        .descriptor()
                        .digest())
                .isEqualTo(image.descriptor().digest());

        List<Layer> fresh = base(42, "3.13.9", tar -> file(tar, "etc/new", ""));
        GivenBase after = given("py:new", fresh);
        PackedImage rebased = PackedImage.of(rebasing.on("shop", image, after).image());
        assertThat(rebased.descriptor().digest())
                .isEqualTo(on(after, fresh, APP).descriptor().digest())
                .isNotEqualTo(image.descriptor().digest());
        assertThat(rebased.layers().subList(2, 4).stream().map(layer -> layer.descriptor()))
                .isEqualTo(APP.stream().map(Layer::descriptor).toList());
        assertThat(rebased.manifest().toString()).contains("\"org.example.note\": \"kept\"".replace(": ", ":"));
    }

    @Test
    void refusesWhatCannotFit() throws IOException {
        List<Layer> old = base(41, "3.13.5", tar -> {});
        PackedImage image = on(given("py:3.13", old), old, APP);
        assertThatThrownBy(() -> rebasing.on(
                        "shop", image, given("py:3.12", base(36, "3.12.1", tar -> file(tar, "app", "in the way")))))
                .hasMessage("""
                        error[rebase/libc]: the base `py:3.12` has glibc 2.36, and `shop` was made for glibc 2.41
                          help: use a base with the same C library, not an older one
                        error[rebase/interpreter]: the base `py:3.12` does not have the interpreter that `shop` was made for
                          caused by: expected /usr/bin/python3.13 3.13, got /usr/bin/python3.12 3.12.1
                          help: use a base with the same one, or build anew
                        error[base/in-the-way]: the base `py:3.12` has a file or link `/app` where the app has a directory
                          help: use a base without it""");
    }

    @Test
    void refusesImagesThatDoNotTellWhatTheyStandOn() throws IOException {
        List<Layer> old = base(41, "3.13.5", tar -> {});
        GivenBase base = given("py:3.13", old);
        List<Layer> unlabelled = new ArrayList<>(old);
        unlabelled.addAll(APP);
        assertThatThrownBy(() -> rebasing.on("shop", PackedImage.of(image(unlabelled, Map.of())), base))
                .hasMessage("""
                        error[rebase/unknown]: `shop` does not tell which of its layers are the base's
                          caused by: it has no label `org.opencontainers.image.base.digest`
                          help: only images that `drydock build` made can be rebased""");
        List<Layer> onTop = List.of(Images.layer("RUN apt-get install", tar -> file(tar, "x", "")));
        assertThatThrownBy(() -> rebasing.on("shop", on(base, unlabelled, onTop), base))
                .hasMessageContaining("caused by: its topmost layers are none that Drydock put on a base");
        assertThatThrownBy(() -> rebasing.on("shop", on(base, List.of(), APP), base))
                .hasMessageStartingWith("error[rebase/unknown]");
    }

    @Test
    void knowsWhichBasesItCanMakeAfresh() {
        assertThat(List.of(
                        "drydock.local/python:3.13-trixie",
                        "drydock.local/node:24.21.0-trixie",
                        "drydock.local/python:3.11-bookworm-debug"))
                .allMatch(Rebasing::canRefresh);
        assertThat(List.of("python:3.13-slim", "drydock.local/python:3.13", "r.example/drydock.local/python:3-x", ""))
                .noneMatch(Rebasing::canRefresh);
    }
}
