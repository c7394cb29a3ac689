package dev.drydock.debian;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * dpkg's database of what is installed, for an image with a package manager: it belongs into the topmost layer that has Debian packages,
 * and names those of the layers below as well.
 *
 * @param debs all packages of the image
 */
public record DpkgStatus(List<Artifact.Deb> debs) implements Input {
    public DpkgStatus {
        debs = debs.stream().sorted(Comparator.comparing(Artifact.Deb::name)).toList();
    }

    @Override
    public String key() {
        return debs.stream().map(deb -> deb.digest().hex()).collect(Collectors.joining(" ", "dpkg-status 1 ", ""));
    }

    @Override
    public String title() {
        return "the package database";
    }

    @Override
    public List<Artifact> artifacts() {
        return List.copyOf(debs);
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        StringBuilder status = new StringBuilder();
        for (Artifact.Deb deb : debs) {
            try (DebFile file = DebFile.open(deb.label(), workshop.file(deb))) {
                String control =
                        new String(file.control().getOrDefault("control", new byte[0]), StandardCharsets.UTF_8);
                status.append(installed(control)).append('\n');
            }
        }
        contents.file("var/lib/dpkg/status", 0644, status.toString().getBytes(StandardCharsets.UTF_8));
        contents.file("var/lib/dpkg/info/format", 0644, "1\n".getBytes(StandardCharsets.UTF_8));
    }

    /** The paragraph with the state that dpkg gives it. */
    static String installed(String control) {
        List<String> lines =
                new ArrayList<>(control.lines().filter(line -> !line.isBlank()).toList());
        lines.add(Math.min(1, lines.size()), "Status: install ok installed");
        return String.join("\n", lines) + "\n";
    }
}
