package dev.drydock.debian;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an image says of a package in it.
 *
 * @param control the members of its control archive
 * @param sums MD5 by path, of the files kept
 * @param paths everything kept
 */
record PackageRecord(
        Artifact.Deb deb,
        Variant variant,
        Map<String, byte[]> control,
        SortedMap<String, String> sums,
        SortedSet<String> paths) {
    private static final List<String> SCRIPTS = List.of(
            "conffiles",
            "config",
            "postinst",
            "postrm",
            "preinst",
            "prerm",
            "shlibs",
            "symbols",
            "templates",
            "triggers");

    void write(Contents contents) throws IOException {
        switch (variant) {
            case DISTROLESS, DEBUG, BASE -> {
                contents.file("var/lib/dpkg/status.d/" + deb.name(), 0644, control("control"));
                contents.file("var/lib/dpkg/status.d/" + deb.name() + ".md5sums", 0644, md5sums());
            }
            case STANDARD -> writeInfo(contents);
        }
    }

    private byte[] control(String name) {
        return control.getOrDefault(name, new byte[0]);
    }

    private byte[] md5sums() {
        StringBuilder text = new StringBuilder();
        sums.forEach((path, sum) -> text.append(sum).append("  ").append(path).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As dpkg has it after an installation (dpkg(1), "FILES"). */
    private void writeInfo(Contents contents) throws IOException {
        String name = "var/lib/dpkg/info/" + infoName(deb, control("control"));
        StringBuilder list = new StringBuilder("/.\n");
        SortedSet<String> all = new TreeSet<>();
        for (String path : paths) {
            for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
                all.add(path.substring(0, at));
            }
            all.add(path);
        }
        all.forEach(path -> list.append('/').append(path).append('\n'));
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("list", list.toString().getBytes(StandardCharsets.UTF_8));
        files.put("md5sums", md5sums());
        for (String script : SCRIPTS) {
            if (control.containsKey(script)) {
                files.put(script, control(script));
            }
        }
        for (Map.Entry<String, byte[]> each : files.entrySet()) {
            boolean runs = each.getKey().matches("config|p(re|ost)(inst|rm)");
            contents.file(name + "." + each.getKey(), runs ? 0755 : 0644, each.getValue());
        }
    }

    /** With its architecture, where packages of several may be installed together. */
    static String infoName(Artifact.Deb deb, byte[] control) {
        boolean same =
                new String(control, StandardCharsets.UTF_8).lines().anyMatch(line -> line.equals("Multi-Arch: same"));
        return same ? deb.name() + ":" + deb.architecture() : deb.name();
    }
}
