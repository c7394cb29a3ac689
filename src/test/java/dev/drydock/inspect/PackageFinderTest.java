package dev.drydock.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.oci.Layer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packages of all kinds, and which files are whose. */
public class PackageFinderTest {
    private static final String SITE = "usr/lib/python3/dist-packages/";

    /** An image with something of each kind. */
    public static Layer everything() {
        return Images.layer("everything", tar -> {
            Images.file(tar, "etc/os-release", "ID=debian\nVERSION_ID=\"13\"\nPRETTY_NAME=\"Debian 13\"\n");
            Images.file(
                    tar, "etc/passwd", "root:x:0:0:root:/root:/bin/bash\nodd::1000:1000::/home/odd:/bin/sh\nbroken\n");
            Images.file(tar, "etc/shadow", "root::1:0:::::\n");
            Images.file(
                    tar,
                    "var/lib/dpkg/status.d/libc6",
                    "Package: libc6\nSource: glibc\nVersion: 1:2.41-12+deb13u5\n"
                            + "Architecture: amd64\nDescription: C\n long text\n\n");
            Images.file(
                    tar, "var/lib/dpkg/status.d/libc6.md5sums", "22891974b475b67e66d3575c9539c0a8  lib/libc.so.6\n");
            Images.file(
                    tar,
                    "var/lib/dpkg/status",
                    "Package: dash\nStatus: install ok installed\nVersion: 0.5\nArchitecture: amd64\n\n"
                            + "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n");
            Images.file(tar, "var/lib/dpkg/info/dash:amd64.list", "/.\n/usr\n/usr/bin\n/usr/bin/dash\n");
            tar.directory("usr/bin", 0755, 0);
            tar.file("usr/bin/dash", 0755, 4, new java.io.ByteArrayInputStream(new byte[4]));
            tar.file("usr/bin/su", 04755, 3, new java.io.ByteArrayInputStream(new byte[3]));
            tar.file("usr/bin/pip3.13", 0755, 1, new java.io.ByteArrayInputStream(new byte[1]));
            Images.file(tar, "usr/bin/bash", "not executable");
            tar.symlink("usr/bin/sh", "dash");
            tar.symlink("usr/bin/zsh", "nowhere");
            tar.symlink("bin", "usr/bin");
            tar.symlink("lib", "usr/lib");
            Images.file(tar, "usr/lib/libc.so.6", "libc!");
            tar.file("srv/open", 0666, 0, new java.io.ByteArrayInputStream(new byte[0]));
            tar.directory("tmp", 01777, 0);
            Images.file(
                    tar,
                    SITE + "Flask_Cors-1.0.dist-info/METADATA",
                    "Metadata-Version: 2.4\nName: Flask_Cors\nVersion: 1.0\n"
                            + "License-Expression: MIT\n\nName: of something else\n");
            Images.file(
                    tar,
                    SITE + "Flask_Cors-1.0.dist-info/RECORD",
                    "flask_cors/__init__.py,sha256=x,3\n\"odd,name.py\",,\n../../../bin/pip3.13,,\n");
            Images.file(tar, SITE + "flask_cors/__init__.py", "abc");
            Images.file(tar, SITE + "flask_cors/__pycache__/__init__.cpython-313.pyc", "defg");
            Images.file(tar, SITE + "odd,name.py", "xy");
            Images.file(tar, SITE + "old.egg-info", "Name: old\nVersion: 0.1\nLicense: UNKNOWN\n");
            Images.file(tar, SITE + "bad-1.dist-info/METADATA", "Name: bad\n");
            Images.file(
                    tar,
                    "app/node_modules/@scope/pkg/package.json",
                    "{\"name\":\"@scope/pkg\",\"version\":\"2.0.0\",\"license\":\"ISC\"}");
            Images.file(tar, "app/node_modules/@scope/pkg/esm/package.json", "{\"type\":\"module\"}");
            Images.file(
                    tar,
                    "app/node_modules/@scope/pkg/node_modules/inner/package.json",
                    "{\"name\":\"inner\",\"version\":\"1.0.0\",\"license\":{\"type\":\"BSD\"}}");
            Images.file(tar, "app/node_modules/broken/package.json", "{");
            byte[] jar = jar(
                    "META-INF/maven/org.example/lib/pom.properties",
                    "groupId=org.example\nartifactId=lib\nversion=3.1\n");
            tar.file("opt/lib-3.1.jar", 0644, jar.length, new java.io.ByteArrayInputStream(jar));
            byte[] fat = fat(jar);
            tar.file("opt/fat.jar", 0644, fat.length, new java.io.ByteArrayInputStream(fat));
            Images.file(tar, "opt/plain-4.2.jar", "no zip at all");
            Images.file(tar, "usr/local/bin/node", "\u007fELF junk node.js/vX node.js/v24.21.0\0 more");
        });
    }

    private static byte[] jar(String name, String content) {
        return zip(Map.of(name, content.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] fat(byte[] inner) {
        return zip(Map.of("BOOT-INF/lib/lib-3.1.jar", inner));
    }

    private static byte[] zip(Map<String, byte[]> files) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
                    ZipEntry entry = new ZipEntry(file.getKey());
                    entry.setTime(0); // or the clock would be in it
                    zip.putNextEntry(entry);
                    zip.write(file.getValue());
                }
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final ImageContents image = Images.read(everything());

    @Test
    void findsAllKinds() {
        assertThat(image.packages().stream()
                        .map(each -> each.purl() + " " + String.join(",", each.files()) + " "
                                + each.license().orElse("-")))
                .containsExactly(
                        "pkg:deb/debian/dash@0.5?arch=amd64&distro=debian-13 usr/bin/dash,var/lib/dpkg/info/dash:amd64.list -",
                        "pkg:deb/debian/libc6@1:2.41-12%2Bdeb13u5?arch=amd64&distro=debian-13 "
                                + "usr/lib/libc.so.6,var/lib/dpkg/status.d/libc6,var/lib/dpkg/status.d/libc6.md5sums -",
                        "pkg:pypi/flask-cors@1.0 usr/bin/pip3.13," + SITE + "Flask_Cors-1.0.dist-info/METADATA," + SITE
                                + "Flask_Cors-1.0.dist-info/RECORD," + SITE + "flask_cors/__init__.py," + SITE
                                + "flask_cors/__pycache__/__init__.cpython-313.pyc," + SITE + "odd,name.py MIT",
                        "pkg:pypi/old@0.1 " + SITE + "old.egg-info -",
                        "pkg:npm/%40scope/pkg@2.0.0 app/node_modules/@scope/pkg/esm/package.json,app/node_modules/@scope/pkg/package.json ISC",
                        "pkg:npm/inner@1.0.0 app/node_modules/@scope/pkg/node_modules/inner/package.json BSD",
                        "pkg:generic/fat opt/fat.jar -",
                        "pkg:maven/org.example/lib@3.1  -",
                        "pkg:maven/org.example/lib@3.1 opt/lib-3.1.jar -",
                        "pkg:generic/plain@4.2 opt/plain-4.2.jar -",
                        "pkg:generic/node@24.21.0 usr/local/bin/node -");
        assertThat(image.notes()).hasSize(2);
        assertThat(image.notes().get(0))
                .isEqualTo("`" + SITE + "bad-1.dist-info/METADATA` cannot be read: it names no package and version");
        assertThat(image.notes().get(1)).startsWith("`app/node_modules/broken/package.json` cannot be read: ");
    }

    @Test
    void eachFileIsOneForOnePackage() {
        List<String> files =
                image.packages().stream().flatMap(each -> each.files().stream()).toList();
        assertThat(files).doesNotHaveDuplicates();
        assertThat(image.owners()).hasSize(files.size());
        for (FoundPackage each : image.packages()) {
            assertThat(each.size())
                    .isEqualTo(each.files().stream()
                            .mapToLong(
                                    path -> image.tree().at(path).orElseThrow().counted())
                            .sum());
        }
    }

    @Test
    void seesWhatAnAttackerWould() {
        Surface surface = image.surface();
        assertThat(surface.shells()).containsExactly("usr/bin/dash", "usr/bin/sh");
        assertThat(surface.packageManagers()).containsExactly("usr/bin/pip3.13");
        assertThat(surface.setuid()).extracting(ImageFile::path).containsExactly("usr/bin/su");
        assertThat(surface.setuid().getFirst().permissions()).isEqualTo("-rwsr-xr-x");
        assertThat(surface.worldWritable()).extracting(ImageFile::path).containsExactly("srv/open");
        assertThat(surface.accounts())
                .containsExactly(
                        new Account("root", "0", "0", "/root", "/bin/bash", true),
                        new Account("odd", "1000", "1000", "/home/odd", "/bin/sh", true));
    }

    @Test
    void aDeletedRecordCountsNoMore() {
        ImageContents less =
                Images.read(everything(), Images.layer("less", tar -> Images.file(tar, "var/lib/dpkg/.wh.status", "")));
        assertThat(less.packages())
                .extracting(FoundPackage::name)
                .doesNotContain("dash")
                .contains("libc6");
    }

    @ParameterizedTest
    @CsvSource({
        "app/node_modules/a/package.json, true",
        "node_modules/@s/a/package.json, true",
        "app/node_modules/a/node_modules/b/package.json, true",
        "app/package.json, false",
        "app/node_modules/a/lib/package.json, false",
        "app/node_modules/@s/package.json, false",
        "app/node_modules/@s/a/b/package.json, false",
        "app/node_modules/.bin/package.json, false",
        "my_node_modules/a/package.json, false",
        "app/node_modules/package.json, false"
    })
    void knowsManifestsOfPackages(String path, boolean is) {
        assertThat(Harvest.isNpmManifest(path)).isEqualTo(is);
    }

    @Test
    void tellsWhatIsNew() {
        ImageContents after = Images.read("after", everything(), Images.layer("more", tar -> {
            Images.file(tar, "var/lib/dpkg/status.d/libc6", "Package: libc6\nVersion: 1:2.42\nArchitecture: amd64\n");
            Images.file(tar, "usr/lib/.wh.libc.so.6", "");
            Images.file(tar, "new/file", "12345678");
            Images.sized(tar, "usr/bin/dash", 4);
        }));
        ImageDiff diff = ImageDiff.of(image, after);
        assertThat(diff.packages())
                .extracting(
                        change -> change.name() + " " + change.before() + " " + change.after() + " " + change.growth())
                .containsExactly("libc6 [1:2.41-12+deb13u5] [1:2.42] " + (-5 - shrunk(image, after)));
        assertThat(diff.files())
                .extracting(change -> change.path() + " " + change.growth())
                .contains("new/file 8", "usr/lib/libc.so.6 -5", "usr/bin/dash 0")
                .doesNotContain("new 0");
        assertThat(diff.settings()).isEmpty();
        assertThat(ImageDiff.of(image, image).files()).isEmpty();
        assertThat(ImageDiff.of(image, image).packages()).isEmpty();
    }

    /** By how much the record of libc6 shrank. */
    private static long shrunk(ImageContents before, ImageContents after) {
        String path = "var/lib/dpkg/status.d/libc6";
        return before.tree().at(path).orElseThrow().size()
                - after.tree().at(path).orElseThrow().size();
    }
}
