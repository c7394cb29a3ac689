package dev.drydock.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an image says of its packages is true: every file that a record names is there with that sum, every file of the image belongs to a
 * package or to what Drydock is known to make, and what the maintainer scripts would have done is done.
 */
@Tag("real")
class PackageRecordsTest {
    private static final String STATUS = "var/lib/dpkg/status.d/";

    /** What Drydock makes that no package has, as the beginning of a path; a slash at its end for all below. */
    private static final List<String> MADE = List.of(
            "app/",
            STATUS,
            "etc/group",
            "etc/localtime",
            "etc/nsswitch.conf",
            "etc/passwd",
            "etc/timezone",
            // the bundle that the postinst of ca-certificates makes
            "etc/ssl/certs/ca-certificates.crt",
            // wheels, and byte code of the library
            "usr/local/bin/",
            "usr/local/lib/python3.13/dist-packages/",
            "usr/lib/python3.13/",
            // Node has time zones of its own; this one is what etc/localtime links to
            "usr/share/zoneinfo/Etc/UTC",
            "usr/share/doc/node/copyright");

    @TempDir
    Path home;

    private final SortedMap<String, String> sums = new TreeMap<>();
    private final SortedMap<String, String> links = new TreeMap<>();
    private final SortedMap<String, String> texts = new TreeMap<>();
    private final TreeSet<String> directories = new TreeSet<>();

    private void read(String example) throws IOException, NoSuchAlgorithmException {
        Path app = Program.copy(Program.example(example), home.resolve(example));
        Path file = home.resolve("root.tar");
        Program.drydock(home, Map.of(), "build", app.toString(), "--progress=quiet", "-o", "type=tar,dest=" + file)
                .ok();
        try (TarReader tar =
                new TarReader("image", new BufferedInputStream(Files.newInputStream(file)), Limits.PACKAGE)) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                entry(next.get(), tar.content());
            }
        }
    }

    private void entry(Entry entry, InputStream content) throws IOException, NoSuchAlgorithmException {
        String path = entry.path();
        switch (entry.kind()) {
            case DIRECTORY -> directories.add(path);
            case SYMLINK -> links.put(path, entry.link());
            case HARDLINK -> sums.put(path, sums.getOrDefault(entry.link(), "missing"));
            case FILE -> {
                MessageDigest digest = MessageDigest.getInstance("MD5");
                boolean text = path.startsWith("var/") || path.startsWith("etc/") || path.endsWith("os-release");
                byte[] bytes = text ? content.readAllBytes() : new byte[0];
                digest.update(bytes);
                byte[] buffer = new byte[1 << 16];
                for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
                sums.put(path, HexFormat.of().formatHex(digest.digest()));
                if (text) {
                    texts.put(path, new String(bytes, StandardCharsets.UTF_8));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"app_python", "app_javascript"})
    void recordsAreTrue(String example) throws IOException, NoSuchAlgorithmException {
        read(example);
        TreeSet<String> named = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        int packages = 0;
        for (Map.Entry<String, String> each : texts.entrySet()) {
            if (each.getKey().startsWith(STATUS) && each.getKey().endsWith(".md5sums")) {
                for (String line : each.getValue().lines().toList()) {
                    String[] parts = line.split("  ", 2);
                    named.add(parts[1]);
                    if (!parts[0].equals(sums.get(parts[1]))) {
                        wrong.add(each.getKey() + ": " + parts[1] + " is " + sums.get(parts[1]));
                    }
                }
            } else if (each.getKey().startsWith(STATUS)) {
                packages++;
                assertThat(texts).containsKey(each.getKey() + ".md5sums");
                assertThat(each.getValue())
                        .startsWith("Package: " + each.getKey().substring(STATUS.length()) + "\n")
                        .contains("\nVersion: ", "\nArchitecture: ", "\nMaintainer: ");
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(packages).isGreaterThan(5);
        assertThat(sums.keySet().stream().filter(path -> !named.contains(path)).filter(path -> MADE.stream()
                        .noneMatch(made -> made.endsWith("/") ? path.startsWith(made) : path.equals(made))))
                .isEmpty();
        effectsOfScripts();
        linksLeadSomewhere();
    }

    private void effectsOfScripts() {
        assertThat(texts.get("etc/ssl/certs/ca-certificates.crt")).isNotNull();
        assertThat(texts.getOrDefault("etc/ssl/certs/ca-certificates.crt", "").split("-----BEGIN CERTIFICATE-----"))
                .hasSizeGreaterThan(100);
        assertThat(texts.getOrDefault("etc/passwd", "")).contains("root:x:0:0:", "\nnonroot:x:65532:65532:");
        assertThat(texts.getOrDefault("etc/group", "")).contains("root:x:0:", "\nnonroot:x:65532:");
        assertThat(texts.getOrDefault("etc/nsswitch.conf", "")).contains("hosts: files dns\n");
        assertThat(texts.getOrDefault("usr/lib/os-release", "")).contains("ID=debian\n", "VERSION_CODENAME=trixie\n");
        assertThat(links).containsEntry("etc/os-release", "../usr/lib/os-release");
        for (String merged : List.of("bin", "lib", "sbin")) {
            assertThat(links).containsEntry(merged, "usr/" + merged);
        }
    }

    /** A link to what a slice left out would be found by nobody but the program that follows it. */
    private void linksLeadSomewhere() {
        List<String> lost = new ArrayList<>();
        links.forEach((path, target) -> {
            String at = target.startsWith("/") ? target.substring(1) : "";
            if (!target.startsWith("/")) {
                Path folder = Path.of("/" + path).resolveSibling(target).normalize();
                at = folder.toString().substring(1);
            }
            String followed = at;
            for (String merged : List.of("bin", "lib", "lib64", "sbin")) {
                followed = followed.startsWith(merged + "/") ? "usr/" + followed : followed;
            }
            if (!sums.containsKey(followed) && !links.containsKey(followed) && !directories.contains(followed)) {
                lost.add(path + " -> " + target);
            }
        });
        assertThat(lost).isEmpty();
    }
}
