package dev.drydock.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real packages read as the ecosystem's own tools unpack them: the same files with the same bytes. */
@Tag("real")
final class RealArchivesTest {
    @TempDir
    Path directory;

    @Test
    void wheels() throws Exception {
        run("pip", "download", "-q", "--no-deps", "-d", ".", "flask", "numpy", "psycopg2-binary", "setuptools");
        for (Path wheel : files(".whl")) {
            Path unpacked = Files.createDirectory(directory.resolve(wheel.getFileName() + ".unpacked"));
            run("unzip", "-q", wheel.toString(), "-d", unpacked.toString());
            TreeMap<String, String> read = new TreeMap<>();
            try (ZipReader zip = ZipReader.open(wheel.getFileName().toString(), wheel, Limits.PACKAGE)) {
                for (Entry entry : zip.entries()) {
                    if (entry.kind() == Entry.Kind.FILE) {
                        try (InputStream in = zip.open(entry)) {
                            read.put(entry.path(), Digest.of(in).hex());
                        }
                    }
                }
            }
            assertThat(read).isNotEmpty().isEqualTo(tree(unpacked));
        }
    }

    @Test
    void npmTarballs() throws Exception {
        run("npm", "pack", "-s", "express", "lodash", "esbuild", "core-js");
        for (Path tarball : files(".tgz")) {
            Path unpacked = Files.createDirectory(directory.resolve(tarball.getFileName() + ".unpacked"));
            run("tar", "-xf", tarball.toString(), "-C", unpacked.toString());
            try (InputStream in = Files.newInputStream(tarball)) {
                assertThat(read(tarball.getFileName().toString(), in))
                        .isNotEmpty()
                        .isEqualTo(tree(unpacked));
            }
        }
    }

    @Test
    void debianPackages() throws Exception {
        run("apt-get", "download", "-q", "libc6", "base-files", "tzdata", "ca-certificates");
        for (Path deb : files(".deb")) {
            Path unpacked = Files.createDirectory(directory.resolve(deb.getFileName() + ".unpacked"));
            run("dpkg-deb", "-x", deb.toString(), unpacked.toString());
            TreeMap<String, String> read = new TreeMap<>();
            try (ArReader ar = new ArReader(deb.getFileName().toString(), Files.newInputStream(deb), Limits.PACKAGE)) {
                for (Optional<Entry> next = ar.next(); next.isPresent(); next = ar.next()) {
                    if (next.get().path().startsWith("data.tar")) {
                        read = read(next.get().path(), ar.content());
                    }
                }
            }
            assertThat(read).isNotEmpty().isEqualTo(tree(unpacked));
        }
    }

    private static TreeMap<String, String> read(String name, InputStream in) throws IOException {
        TreeMap<String, String> files = new TreeMap<>();
        TarReader tar = new TarReader(name, Decompressor.detect(in), Limits.PACKAGE);
        for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
            Entry entry = next.get();
            switch (entry.kind()) {
                case FILE -> files.put(entry.path(), Digest.of(tar.content()).hex());
                case SYMLINK -> files.put(entry.path(), "-> " + entry.link());
                case HARDLINK -> files.put(entry.path(), files.get(entry.link()));
                case DIRECTORY -> {}
            }
        }
        return files;
    }

    private static TreeMap<String, String> tree(Path root) throws IOException {
        TreeMap<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                String name = root.relativize(path).toString();
                if (Files.isSymbolicLink(path)) {
                    files.put(name, "-> " + Files.readSymbolicLink(path));
                } else if (Files.isRegularFile(path)) {
                    files.put(name, Digest.of(Files.readAllBytes(path)).hex());
                }
            }
        }
        return files;
    }

    private List<Path> files(String extension) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.filter(path -> path.toString().endsWith(extension))
                    .sorted()
                    .toList();
        }
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Arrays.toString(command) + output).isZero();
    }
}
