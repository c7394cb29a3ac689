package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import dev.drydock.oci.Platform;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wheels chosen from an index that answers in JSON or HTML. */
final class WheelChoiceTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String C = "c".repeat(64);

    @TempDir
    Path folder;

    private IndexServer server;

    @BeforeEach
    void start() throws IOException {
        server = new IndexServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Artifact.Wheel choose(Platform platform, LockedPackage wanted, String... roots) throws IOException {
        Sources sources = server.sources(folder, roots.length == 0 ? new String[] {"/simple"} : roots);
        return new WheelChoice(PythonRuntime.ALL.getFirst(), platform, sources).choose(wanted);
    }

    private static LockedPackage locked(String name, String version, String... hashes) {
        return new LockedPackage(
                name,
                Version.parse(version),
                List.of(hashes).stream()
                        .map(hash -> Integrity.parse("sha256:" + hash))
                        .toList(),
                List.of(),
                Optional.empty(),
                "in requirements.txt:7");
    }

    private static String entry(String filename, String hash, String rest) {
        return "{\"filename\": \"%s\", \"url\": \"../../files/%s\", \"hashes\": {\"md5\": \"0\", \"sha256\": \"%s\"}%s}"
                .formatted(filename, filename, hash, rest);
    }

    private static String json(String... entries) {
        return "{\"meta\": {\"api-version\": \"1.1\", \"x\": [{}]}, \"name\": \"kit\", \"files\": ["
                + String.join(",", entries) + "], \"versions\": [\"1.0\"]}";
    }

    @Test
    void takesTheBestWheelThatTheLockVouchesFor() throws IOException {
        server.page(
                "/simple/kit/",
                json(
                        entry("kit-1.0-cp313-cp313-manylinux_2_28_x86_64.whl", C, ", \"size\": 1"),
                        entry("kit-1.0-cp313-cp313-manylinux_2_17_x86_64.whl", A, ", \"size\": 2"),
                        entry("kit-1.0-cp313-cp313-manylinux_2_17_aarch64.whl", B, ", \"size\": 3"),
                        entry("kit-1.0-py3-none-any.whl", B, ", \"size\": 4"),
                        entry("kit-1.0.tar.gz", B, ", \"size\": 5"),
                        entry("kit-1.1-py3-none-any.whl", B, ", \"size\": 6")));
        Artifact.Wheel intel = choose(Platform.LINUX_AMD64, locked("kit", "1.0", A, B));
        assertThat(intel.filename()).isEqualTo("kit-1.0-cp313-cp313-manylinux_2_17_x86_64.whl");
        assertThat(intel.size()).isEqualTo(2);
        assertThat(intel.integrity()).hasToString("sha256:" + A);
        assertThat(intel.url()).isEmpty();
        assertThat(choose(Platform.LINUX_ARM64, locked("kit", "1.0", A, B)).size())
                .isEqualTo(3);
        assertThat(server.accepted("/simple/kit/"))
                .isEqualTo(
                        "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1");
    }

    @Test
    void readsHtmlAndLearnsTheSizeFromTheFile() throws IOException {
        byte[] wheel = "a wheel".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String hash = Digest.of(wheel).hex();
        server.page("/files/kit-1.0+local-py3-none-any.whl", wheel).page("/simple/kit/", """
                        <!DOCTYPE html><html><head><base href="/files/x"></head><body>
                        <!-- <a href="/evil/kit-1.0+local-py3-none-any.whl#sha256=%1$s">no</a> -->
                        <a href="kit-1.0%%2Blocal-cp313-none-any.whl#sha256=%1$s" data-requires-python="&lt;3.9">old</a>
                        <A data-yanked='' HREF=kit-1.0%%2Blocal-py3-none-any.whl#sha256=%1$s
                           data-requires-python='&gt;=3.9'>kit</A>
                        <a>nothing</a> <a href>nothing</a> <a href="kit
                        """.formatted(hash));
        Artifact.Wheel chosen = choose(Platform.LINUX_AMD64, locked("kit", "1.0+local", hash));
        assertThat(chosen.filename()).isEqualTo("kit-1.0+local-py3-none-any.whl");
        assertThat(chosen.size()).isEqualTo(7);
    }

    @Test
    void asksTheNextIndexForWhatTheFirstLacks() throws IOException {
        server.page("/second/kit/", json(entry("kit-1.0-py3-none-any.whl", A, ", \"size\": 4")));
        assertThat(choose(Platform.LINUX_AMD64, locked("kit", "1.0", A), "/first", "/second")
                        .size())
                .isEqualTo(4);
    }

    @Test
    void needsNoIndexWhereTheLockKnowsAll() throws IOException {
        LockedPackage wanted = new LockedPackage(
                "kit",
                Version.parse("1.0"),
                List.of(),
                List.of(
                        new LockedPackage.File(
                                "kit-1.0-py3-none-any.whl",
                                List.of(Integrity.parse("sha256:" + A)),
                                java.util.OptionalLong.of(9)),
                        new LockedPackage.File(
                                "kit-1.0.tar.gz",
                                List.of(Integrity.parse("sha256:" + B)),
                                java.util.OptionalLong.of(9))),
                Optional.empty(),
                "in uv.lock:3");
        assertThat(choose(Platform.LINUX_AMD64, wanted).size()).isEqualTo(9);
        assertThat(server.accepted("/simple/kit/")).isEmpty();
    }

    @Test
    void saysWhatIsOfferedInstead() {
        server.page("/simple/psycopg2/", json(entry("psycopg2-2.9.9.tar.gz", A, "")));
        assertThatThrownBy(() -> choose(Platform.LINUX_AMD64, locked("psycopg2", "2.9.9", A)))
                .hasMessage("""
                        error[python/no-wheel]: no wheel of `psycopg2` 2.9.9 fits Python 3.13 on linux/amd64
                          in requirements.txt:7; it offers only a source distribution
                          help: use `psycopg2-binary`""");
        server.page("/simple/kit/", json(entry("kit-1.0-cp313-cp313-win_amd64.whl", A, "")));
        assertThatThrownBy(() -> choose(Platform.LINUX_ARM64, locked("kit", "1.0", A)))
                .hasMessage("""
                        error[python/no-wheel]: no wheel of `kit` 1.0 fits Python 3.13 on linux/arm64
                          in requirements.txt:7; it offers `cp313-cp313-win_amd64`
                          help: choose a version that has such a wheel, or build one and serve it from an index of your own""");
    }

    @Test
    void saysThatTheLockHasNoHashOfTheFile() {
        server.page("/simple/kit/", json(entry("kit-1.0-py3-none-any.whl", A, "")));
        assertThatThrownBy(() -> choose(Platform.LINUX_AMD64, locked("kit", "1.0", B)))
                .hasMessage("""
                        error[python/hash-unknown]: the lock has no hash of `kit-1.0-py3-none-any.whl`, the wheel of `kit` 1.0 that fits
                          in requirements.txt:7
                          help: write the lock anew with hashes for every platform""");
    }

    @Test
    void saysThatNoIndexKnowsIt() {
        assertThatThrownBy(() -> choose(Platform.LINUX_AMD64, locked("kit", "1.0", A)))
                .hasMessage("""
                        error[python/unknown-package]: no index offers `kit`
                          in requirements.txt:7
                          help: check its name, and that `drydock mirrors` names the index that has it""");
    }

    @Test
    void refusesABrokenIndex() {
        server.page("/simple/kit/", "{\"files\": [{\"filename\": ");
        assertThatThrownBy(() -> choose(Platform.LINUX_AMD64, locked("kit", "1.0", A)))
                .message()
                .startsWith("error[python/broken-index]: cannot read the index of `kit`\n  caused by: ");
    }

    @Test
    void locatesAWheelAgainByItsName() throws IOException {
        server.page(
                "/simple/kit/",
                json(entry("kit-1.0-py3-none-any.whl", A, ""), entry("kit-1.0-cp313-none-any.whl", A, "")));
        Artifact.Wheel wheel = new Artifact.Wheel(
                "kit", "1.0", "kit-1.0-py3-none-any.whl", Integrity.parse("sha256:" + A), 4, Optional.empty());
        List<URI> found = new PythonRecipe(Map.of()).locate(wheel, server.sources(folder, "/simple"));
        assertThat(found).containsExactly(server.uri("/files/kit-1.0-py3-none-any.whl"));
    }
}
