package dev.drydock.debian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.fetch.Credentials;
import dev.drydock.fetch.HttpFetcher;
import dev.drydock.fetch.Patience;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Variant;
import dev.drydock.mirrors.Machine;
import dev.drydock.mirrors.MachineMirrors;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Input;
import dev.drydock.progress.Progress;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The mirror of this machine: resolved, unpacked, and run out of the tree by its own loader. */
@Tag("real")
class RealArchiveTest {
    @TempDir
    Path directory;

    private Cache cache;
    private Sources sources;

    @BeforeEach
    void open() throws IOException {
        cache = Cache.open(directory.resolve("cache"));
        MachineMirrors mirrors = new MachineMirrors(Machine.current(), Map.of());
        sources = new Sources(
                new HttpFetcher(cache, System.getenv(), Credentials.NONE, Progress.NONE, Patience.USUAL, false),
                mirrors,
                cache.bucket(Bucket.RESOLVERS),
                cache.scratch());
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @ParameterizedTest
    @CsvSource({
        "trixie,python3.13,amd64",
        "bookworm,python3.11,amd64",
        "trixie,python3.13,arm64",
        "bookworm,python3.11,arm64"
    })
    void pythonRunsOutOfItsTree(String suite, String python, String architecture) throws Exception {
        Platform platform = Platform.parse(architecture);
        DebianArchive archive = DebianArchive.open(sources, suite, platform, Instant.now());
        List<String> roots = new ArrayList<>(DebianBase.packages(Variant.DISTROLESS));
        roots.add(python);
        Resolved resolved = archive.resolve(roots, Variant.DISTROLESS);
        Path root = directory.resolve("root");
        DiskContents contents = new DiskContents(root);
        for (Input input : DebianBase.inputs(resolved.debs(), Variant.DISTROLESS, List.of())) {
            long before = contents.bytes();
            input.write(new FetchingWorkshop(sources), contents);
        }
        assertThat(contents.bytes()).isLessThan(33_000_000);
        assertThat(root.resolve("var/lib/dpkg/status.d/libc6")).exists();
        assertThat(root.resolve("usr/bin/" + python)).isExecutable();
        if (platform.equals(Platform.host())) {
            assertThat(run(root, python)).isEqualTo("Europe/Moscow True\n");
        }
    }

    private String run(Path root, String python) throws Exception {
        String program = """
                import ssl, sqlite3, ctypes, lzma, bz2, zlib, hashlib, uuid, decimal, zoneinfo, asyncio, email, http.server, json
                import xml.etree.ElementTree, multiprocessing, urllib.request, socket, unittest, dbm, pdb
                zoneinfo.reset_tzpath([r"%s/usr/share/zoneinfo"])
                uuid.uuid1(); decimal.Decimal(1).sqrt(); hashlib.sha256(b"").hexdigest()
                ElementTree = xml.etree.ElementTree.fromstring("<a/>")
                sqlite3.connect(":memory:").execute("select 1")
                context = ssl.create_default_context(cafile=r"%s/etc/ssl/certs/ca-certificates.crt")
                print(zoneinfo.ZoneInfo("Europe/Moscow"), len(context.get_ca_certs()) > 100)
                """.formatted(root, root);
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(
                        root.resolve("lib64/ld-linux-x86-64.so.2").toString(),
                        "--library-path",
                        root.resolve("usr/lib/x86_64-linux-gnu").toString(),
                        root.resolve("usr/bin/" + python).toString(),
                        "-I",
                        "-B",
                        "-c",
                        program)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    @Test
    void whatNodeNeedsAndWhoProvidesIt() throws IOException {
        DebianArchive archive = DebianArchive.open(sources, "trixie", Platform.LINUX_AMD64, Instant.now());
        Resolved resolved = archive.resolve(List.of("libstdc++6", "libatomic1"), Variant.DISTROLESS);
        assertThat(resolved.debs())
                .extracting(deb -> deb.name())
                .containsExactly("gcc-14-base", "libatomic1", "libc6", "libgcc-s1", "libstdc++6");
        assertThat(resolved.indexes())
                .containsOnlyKeys("debian/trixie", "debian/trixie-updates", "debian-security/trixie-security");
        assertThat(archive.providerOf("libgomp.so.1")).contains("libgomp1");
        assertThat(archive.providerOf("libpq.so.5")).contains("libpq5");
        assertThat(archive.providerOf("libtinfo.so.6")).contains("libtinfo6");
        assertThat(archive.providerOf("libnobody.so.9")).isEmpty();
    }
}
