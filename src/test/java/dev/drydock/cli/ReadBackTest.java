package dev.drydock.cli;

import static dev.drydock.inspect.Images.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.inspect.Images;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole runs of the commands that read images back: what they print, word for word, and how they end. */
class ReadBackTest {
    @TempDir
    Path directory;

    private record Run(int exit, String out, String err) {}

    @BeforeEach
    void store() throws IOException {
        put("shop:1", image("1.0", 100_000));
        put("shop:2", image("1.1", 101_500));
        assertThat(run("save", "shop:1", "-o", directory.resolve("one.tar").toString(), "--type", "docker")
                        .exit())
                .isZero();
        assertThat(run("save", "shop:1", "-o", directory.resolve("layout").toString(), "--type", "oci-dir")
                        .exit())
                .isZero();
    }

    private static ImageSet image(String version, int size) {
        return Images.set(
                Images.layer("base: files", tar -> {
                    tar.directory("var", 0755, 0);
                    file(
                            tar,
                            "var/lib/dpkg/status.d/libc6",
                            "Package: libc6\nVersion: 2.41-12\nArchitecture: amd64\nInstalled-Size: 40\n");
                    file(tar, "etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\n");
                    file(tar, "etc/passwd", "root:x:0:0::/root:/sbin/nologin\n");
                }),
                Images.layer("app: shop " + version, tar -> {
                    Images.sized(tar, "app/run", size);
                    file(tar, "app/a | <b>*.txt", version);
                }));
    }

    private void put(String name, ImageSet set) throws IOException {
        ImageStore.at(directory.resolve("store")).put(set, List.of(ImageName.parse(name)));
    }

    private Run run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--store-dir", directory.resolve("store").toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("HOME", directory.toString(), "PATH", "/nowhere"),
                false);
        int exit = Main.run(all, terminal);
        return new Run(
                exit,
                out.toString(StandardCharsets.UTF_8)
                        .replace(directory.toString(), "DIRECTORY")
                        .replaceAll("[0-9a-f]{64}", "DIGEST")
                        .replaceAll("urn:uuid:[0-9a-f-]{36}", "urn:uuid:UUID")
                        .replaceAll("\\b[0-9a-f]{12}\\b", "SHORTDIGEST_"),
                err.toString(StandardCharsets.UTF_8).replace(directory.toString(), "DIRECTORY"));
    }

    @Test
    void inspect() {
        assertThat(run("inspect", "shop:1")).isEqualTo(new Run(0, """
                image shop:1
                  what                    value
                  platform                linux/amd64
                  digest                  sha256:DIGEST
                  image id                sha256:DIGEST
                  system                  Debian GNU/Linux 13 (trixie)
                  transfer                1.66 kB
                  unpacked                100.2 kB
                  seen by a container     100.2 kB
                  on disk                 122.9 kB
                  layers                  2
                  files                   5
                  packages                1 debian
                  user                    65532
                  entry point             ["/app/run"]
                  command                 none
                  working directory       /app
                  ports                   8080/tcp
                  shells                  none
                  package managers        none
                  setuid, setgid          none
                  world-writable          none
                  users without password  none

                layers
                  layer  digest        compressed  unpacked  files  made by
                      1  SHORTDIGEST_       321 B     156 B      3  base: files
                      2  SHORTDIGEST_       259 B  100.0 kB      2  app: shop 1.0

                packages
                  package  version  kind    files  size  license
                  libc6    2.41-12  debian      1  71 B
                  100.1 kB in files that belong to no package

                files
                  mode        owner      size  layer  package  path
                  -rw-r--r--  0:0    100.0 kB      2           app/run
                  -rw-r--r--  0:0        71 B      1  libc6    var/lib/dpkg/status.d/libc6
                  -rw-r--r--  0:0        53 B      1           etc/os-release
                  -rw-r--r--  0:0        32 B      1           etc/passwd
                  -rw-r--r--  0:0         3 B      2           app/a | <b>*.txt
                  drwxr-xr-x  0:0         0 B      2           app
                  drwxr-xr-x  0:0         0 B      1           etc
                  drwxr-xr-x  0:0         0 B      1           var
                  drwxr-xr-x  0:0         0 B      1           var/lib
                  drwxr-xr-x  0:0         0 B      1           var/lib/dpkg
                  drwxr-xr-x  0:0         0 B      1           var/lib/dpkg/status.d

                waste
                  what                                       value
                  efficiency, as dive computes it          100.0 %
                  wasted, as dive computes it                  0 B
                  wasted of what is above the first layer    0.0 %
                  hidden by upper layers                       0 B
                  copies of other files                        0 B
                """, ""));
    }

    @Test
    void inspectTwo() {
        assertThat(run("inspect", "shop:1", "shop:2")).isEqualTo(new Run(0, """
                from shop:1 to shop:2
                  what                   before     after  change
                  transfer              1.66 kB   1.66 kB  +1 B
                  unpacked             100.2 kB  101.7 kB  +1.50 kB
                  seen by a container  100.2 kB  101.7 kB  +1.50 kB
                  on disk              122.9 kB  122.9 kB  0 B
                  layers                      2         2  0
                  files                       5         5  0
                  packages                    1         1  0

                packages
                  none

                files
                  change     before     after    growth  path
                  content  100.0 kB  101.5 kB  +1.50 kB  app/run
                  content       3 B       3 B       0 B  app/a | <b>*.txt

                settings
                  none
                """, ""));
    }

    @Test
    void compare() {
        assertThat(run("compare", "shop:1", "new=shop:2", "--offline")).isEqualTo(new Run(0, """
                compared
                                    shop:1               new
                  transfer          1.66 kB              1.66 kB
                  unpacked          100.2 kB             101.7 kB
                  on disk           122.9 kB             122.9 kB
                  layers            2                    2
                  files             5                    5
                  packages          1                    1
                  shells            none                 none
                  package managers  none                 none
                  setuid files      0                    0
                  user              65532                65532
                  updates pending   unknown: not Debian  unknown: not Debian
                """, ""));
    }

    @Test
    void sbom() {
        assertThat(run("sbom", "shop:1")).isEqualTo(new Run(0, """
                {
                  "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
                  "bomFormat": "CycloneDX",
                  "specVersion": "1.6",
                  "serialNumber": "urn:uuid:UUID",
                  "version": 1,
                  "metadata": {
                    "tools": {
                      "components": [
                        {
                          "type": "application",
                          "name": "drydock",
                          "version": "development"
                        }
                      ]
                    },
                    "component": {
                      "type": "container",
                      "bom-ref": "pkg:oci/shop@sha256:DIGEST?arch=amd64",
                      "name": "shop:1",
                      "version": "sha256:DIGEST",
                      "purl": "pkg:oci/shop@sha256:DIGEST?arch=amd64"
                    }
                  },
                  "components": [
                    {
                      "type": "library",
                      "bom-ref": "pkg:deb/debian/libc6@2.41-12?arch=amd64",
                      "name": "libc6",
                      "version": "2.41-12",
                      "purl": "pkg:deb/debian/libc6@2.41-12?arch=amd64",
                      "evidence": {
                        "occurrences": [
                          {
                            "location": "/var/lib/dpkg/status.d/libc6"
                          }
                        ]
                      }
                    }
                  ],
                  "dependencies": [
                    {
                      "ref": "pkg:oci/shop@sha256:DIGEST?arch=amd64",
                      "dependsOn": [
                        "pkg:deb/debian/libc6@2.41-12?arch=amd64"
                      ]
                    }
                  ]
                }
                """, ""));
    }

    /** Every way to name a baseline, and what comes of it: `shop:2` is 1.5 % larger than what each of them stands for. */
    @ParameterizedTest
    @CsvSource({"shop:1", "DIRECTORY/one.tar", "DIRECTORY/one.tar#shop:1", "DIRECTORY/layout"})
    void sizeGate(String baseline) {
        String reference = baseline.replace("DIRECTORY", directory.toString());
        List<String> words = List.of("compare", "shop:2", "--offline", "--format", "csv", "--baseline", reference);
        assertThat(gate(words, "--max-growth", "2%", "--max-size", "102kB").err())
                .isEmpty();
        assertThat(gate(words, "--max-growth", "2%", "--max-size", "102kB").exit())
                .isZero();
        Run grown = gate(words, "--max-growth", "1%", "--max-size", "101kB");
        assertThat(grown.exit()).isEqualTo(1);
        assertThat(grown.err()).isEqualTo("""
                error[compare/too-big]: `shop:2` is too big: expected at most 101.0 kB (unpacked), got 101.7 kB
                  help: `drydock inspect --packages` shows what takes the most

                error[compare/grown]: `shop:2` has grown too much: expected at most +1.00 kB (unpacked), got +1.50 kB
                  caused by: `BASELINE` has 100.2 kB, it has 101.7 kB
                  help: `drydock inspect BASELINE shop:2` shows what is new
                """.replace("BASELINE", baseline));
        assertThat(grown.out()).startsWith("image,").contains("\n" + baseline + ",", "\nshop:2,");
    }

    private Run gate(List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--max-growth 2% | 2 | error[cli/usage]: `--max-growth` needs something to compare with",
                "--max-size 40XB | 2 | error[cli/usage]: expected a size for `--max-size`, got `40XB`",
                "--max-size -1 | 2 | error[cli/usage]: expected a size for `--max-size`, got `-1`",
                "--baseline shop:1 --max-growth 2%% | 2 | error[cli/usage]: expected a share or a size for `--max-growth`, got `2%%`",
                "--baseline gone --max-growth 2% | 1 | error[image/unknown]: there is no image `gone` in the local store",
                "--baseline DIRECTORY/one.tar#x | 1 | error[image/ambiguous]: there is no such image in `DIRECTORY/one.tar#x`",
                "--baseline DIRECTORY/none.tar | 1 | error[image/missing]: there is no image archive `DIRECTORY/none.tar`",
                "--baseline registry:r.example/a | 1 | error[registry/offline]: `r.example/a` is in a registry, and `--offline` forbids asking it",
                "--known a=1MB | 2 | error[cli/usage]: `--known` goes with `--write` and one app",
                "--known 1MB | 2 | error[cli/usage]: expected a name and a size for `--known`, got `1MB`",
            })
    void saysWhatIsWrong(String words, int exit, String message) {
        List<String> all = new ArrayList<>(List.of("compare", "shop:2", "--offline"));
        all.addAll(List.of(words.replace("DIRECTORY", directory.toString()).split(" ")));
        Run run = run(all.toArray(String[]::new));
        assertThat(run.err()).startsWith(message + "\n");
        assertThat(run.exit()).isEqualTo(exit);
        assertThat(run.out()).isEmpty();
    }
}
