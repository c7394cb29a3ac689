package dev.drydock.python;

import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes wheels, good ones and bad ones. */
public final class Wheels {
    private final Map<String, String> files = new TreeMap<>();
    private final String filename;
    private final String information;
    private Optional<String> record = Optional.empty();

    public Wheels(String filename) {
        this.filename = filename;
        String[] parts = filename.split("-");
        information = parts[0] + "-" + parts[1] + ".dist-info";
        files.put(
                information + "/METADATA",
                "Metadata-Version: 2.1\nName: " + parts[0] + "\nVersion: " + parts[1] + "\n");
        files.put(information + "/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n");
    }

    public Wheels with(String path, String text) {
        files.put(path, text);
        return this;
    }

    Wheels information(String name, String text) {
        return with(information + "/" + name, text);
    }

    Wheels without(String name) {
        files.remove(information + "/" + name);
        return this;
    }

    /** Instead of the right one. */
    Wheels record(String text) {
        record = Optional.of(text);
        return this;
    }

    String rightRecord() {
        TreeMap<String, String> lines = new TreeMap<>();
        files.forEach((path, text) -> lines.put(path, RecordFile.hashAndSize(text.getBytes(StandardCharsets.UTF_8))));
        return RecordFile.write(lines, information + "/RECORD");
    }

    public Path write(Path folder) throws IOException {
        Path file = folder.resolve(filename);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            Map<String, String> all = new TreeMap<>(files);
            all.put(information + "/RECORD", record.orElseGet(this::rightRecord));
            for (Map.Entry<String, String> each : all.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    static Artifact.Wheel artifact(Path file) throws IOException {
        WheelName name = WheelName.find(file.getFileName().toString()).orElseThrow();
        try (InputStream in = Files.newInputStream(file)) {
            return new Artifact.Wheel(
                    name.name(),
                    name.version().toString(),
                    name.filename(),
                    Integrity.sha256(Digest.of(in)),
                    Files.size(file),
                    Optional.empty());
        }
    }
}
