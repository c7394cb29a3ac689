package dev.drydock.node;

import dev.drydock.archive.Contents;
import dev.drydock.archive.SplicedFile;
import dev.drydock.icu.LocaleCut;
import dev.drydock.lock.Artifact;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Node itself, from the platform package of the npm registry: {@code usr/local/bin/node} and its licence.
 *
 * @param whole with symbols, headers and manual, as Node's own distribution has it; without, the program alone, stripped
 * @param locales to which the program's ICU data are cut; empty leaves all, as does {@code whole}
 */
record NodeBinaryInput(Artifact.NpmTarball tarball, boolean whole, SortedSet<String> locales) implements Input {
    static final String PROGRAM = "usr/local/bin/node";

    /** Raised with every change of what is written, by the stripper too. */
    private static final String FORMAT = "node-binary 3";

    NodeBinaryInput {
        locales = Collections.unmodifiableSortedSet(whole ? new TreeSet<>() : new TreeSet<>(locales));
    }

    @Override
    public String key() {
        return FORMAT + " " + tarball.integrity() + (whole ? " whole" : " stripped")
                + (locales.isEmpty() ? "" : " locales=" + String.join(",", locales));
    }

    @Override
    public String title() {
        return "node " + tarball.version();
    }

    @Override
    public List<Artifact> artifacts() {
        return List.of(tarball);
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        Path scratch = workshop.scratch();
        Path program = scratch.resolve("node");
        Path licence = scratch.resolve("LICENSE");
        TarballFiles.visit(tarball.label(), workshop.file(tarball), (path, mode, size, content) -> {
            if (path.equals("bin/node")) {
                spool(program, content);
            } else if (path.equals("LICENSE")) {
                spool(licence, content);
            } else if (whole && (path.startsWith("include/") || path.startsWith("share/"))) {
                contents.file("usr/local/" + path, 0644, size, content);
            }
        });
        if (!Files.exists(program)) {
            throw Problem.input("node/no-binary", "`" + tarball.label() + "` holds no bin/node")
                    .exception();
        }
        if (whole) {
            copy(contents, PROGRAM, 0755, program);
        } else {
            SplicedFile stripped = stripped(program);
            try (InputStream in = stripped.open()) {
                contents.file(PROGRAM, 0755, stripped.size(), in);
            }
        }
        if (Files.exists(licence)) {
            copy(contents, "usr/share/doc/node/copyright", 0644, licence);
            Files.delete(licence);
        }
        Files.delete(program);
    }

    private SplicedFile stripped(Path program) throws IOException {
        String label = "bin/node of " + tarball.label();
        if (locales.isEmpty()) {
            return ElfStripper.strip(program, label);
        }
        ElfFile elf = ElfFile.read(program, label);
        return ElfStripper.strip(elf, label, LocaleCut.of(program, 0, elf.loadedEnd(), label, locales));
    }

    private static void spool(Path file, InputStream content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            content.transferTo(out);
        }
    }

    private static void copy(Contents contents, String path, int mode, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            contents.file(path, mode, Files.size(file), in);
        }
    }
}
