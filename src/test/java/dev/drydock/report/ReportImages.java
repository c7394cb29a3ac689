package dev.drydock.report;

import dev.drydock.archive.TarWriter;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.Images;
import dev.drydock.layout.ImageSet;
import dev.drydock.oci.Config;
import dev.drydock.oci.Image;
import dev.drydock.oci.Layer;
import dev.drydock.oci.Platform;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Images for pages to be made of. */
final class ReportImages {
    /** What would end a script, begin one, run one, turn the line around, or take all the room. */
    static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(2)>",
            "</script><script>alert(3)</script>",
            "<!--<script>",
            "]]>",
            "\"onmouseover=\"alert(4)",
            "' onfocus='alert(5)",
            "&lt;b&gt;&amp;",
            "${alert(6)}`",
            "javascript:alert(7)",
            "\u202egnp.exe",
            "\u2066\u2069\u200f\u061c",
            "\u2028line\u2029",
            "__proto__",
            "constructor",
            "toString",
            "שלום עולם",
            "日本語",
            "x".repeat(250));

    private ReportImages() {}

    /** Two layers, four directories, an npm package, a link and a second name of a file. */
    static ImageContents small() {
        return Images.read("shop:1.0", base(), Images.layer("app: the app itself", tar -> {
            Images.sized(tar, "app/server.js", 60_000);
            Images.sized(tar, "app/public/page.css", 20_000);
            manifest(tar, "app/node_modules/left-pad", "left-pad", "1.3.0", "WTFPL");
            Images.sized(tar, "app/node_modules/left-pad/index.js", 30_000);
        }));
    }

    private static Layer base() {
        return Images.layer("base: what all have", tar -> {
            Images.sized(tar, "etc/os", 4_000);
            Images.sized(tar, "usr/lib/libc.so", 200_000);
            Images.sized(tar, "usr/lib/libm.so", 90_000);
            tar.symlink("usr/lib/libc.so.6", "libc.so");
        });
    }

    /** {@link #small} with one file more, one gone, one grown, one shrunk, and a newer package. */
    static ImageContents smallAfter() {
        return Images.read("shop:1.1", base(), Images.layer("app: the app itself", tar -> {
            Images.sized(tar, "app/server.js", 100_000);
            Images.sized(tar, "app/public/page.css", 10_000);
            Images.sized(tar, "app/public/logo.svg", 50_000);
            manifest(tar, "app/node_modules/left-pad", "left-pad", "1.4.0", "WTFPL");
        }));
    }

    private static void manifest(TarWriter tar, String directory, String name, String version, String license)
            throws IOException {
        Images.file(tar, directory + "/package.json", Json.document(json -> json.text("name", name)
                .text("version", version)
                .text("license", license)));
    }

    /** Every text that an image can carry is one of {@link #HOSTILE}. */
    static ImageContents hostile(String name) throws IOException {
        Layer layer = Images.layer(String.join(" ", HOSTILE) + "\u001b[2J\n\r\t\u0000", tar -> {
            for (int i = 0; i < HOSTILE.size(); i++) {
                String part = HOSTILE.get(i).replace('/', '_');
                // the reader of archives takes no names with characters that turn the line around
                if (Plain.line(part).equals(part)) {
                    Images.sized(tar, "d" + i + " " + part + "/f " + part, 5_000 + i);
                    Images.sized(tar, part, 9_000);
                    tar.symlink("links/l" + i, HOSTILE.get(i) + "x");
                }
                manifest(tar, "node_modules/p" + i, "p" + HOSTILE.get(i), "1" + HOSTILE.get(i), HOSTILE.get(i));
            }
            Images.sized(tar, "</script><script>alert(8)</script>/x", 3_000);
        });
        TreeMap<String, String> labels = new TreeMap<>(Map.of("</script><script>alert(9)</script>", "<b>\u0007\u202e"));
        Config config = new Config(
                Platform.LINUX_AMD64,
                0,
                "<script>alert(10)</script>",
                "/<i>",
                List.of("A=<script>alert(11)</script>", "</title><script>alert(12)</script>=1"),
                List.of("/run", "</script>"),
                HOSTILE,
                new TreeSet<>(List.of("80/tcp")),
                new TreeSet<>(),
                labels,
                Optional.empty());
        ImageSet set = ImageSet.of(List.of(new Image(config, List.of(layer), new TreeMap<>())));
        return ImageContents.read(name, set.images().getFirst());
    }

    /** 10,000 files in 500 directories, of up to 2 kB and a few large ones, in three layers. */
    static ImageContents large(String name, int more) {
        Layer[] layers = new Layer[3];
        for (int layer = 0; layer < layers.length; layer++) {
            int number = layer;
            layers[layer] = Images.layer("layer " + layer + ": made by a test", tar -> {
                for (int i = number; i < 10_000; i += layers.length) {
                    String path = "usr/lib/module" + i % 20 + "/part" + i % 500 + "/file-number-" + i + ".bin";
                    Images.sized(tar, path, i % 997 == 0 ? 400_000 + more : 100 + i * 7919 % 2_000);
                }
            });
        }
        return Images.read(name, layers);
    }
}
