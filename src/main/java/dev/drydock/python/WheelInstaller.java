package dev.drydock.python;

import dev.drydock.archive.Contents;
import dev.drydock.archive.Entry;
import dev.drydock.archive.ZipReader;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Integrity;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Installs one wheel: checks its RECORD against its files, finds each file's place, and writes what installers add. */
final class WheelInstaller {
    /** Bounds the text files that are read whole: RECORD of the largest wheels has some megabytes. */
    private static final int TEXT = 32 << 20;

    private static final byte[] PYTHON_SCRIPT = "#!python".getBytes(StandardCharsets.US_ASCII);
    /** What the installer writes itself, or what vouches for a RECORD that is written anew. */
    private static final Set<String> REPLACED =
            Set.of("RECORD", "RECORD.jws", "RECORD.p7s", "INSTALLER", "REQUESTED", "direct_url.json");

    private final WheelInput input;
    private final Artifact.Wheel wheel;
    private final Layout layout;
    private final ZipReader zip;
    private final Map<String, Entry> files = new LinkedHashMap<>();
    private final SortedMap<String, Piece> pieces = new TreeMap<>();

    /** What is written to one place. */
    private sealed interface Piece {
        record Copied(Entry entry, Integrity integrity, int mode) implements Piece {}

        record Made(byte[] content, int mode) implements Piece {}
    }

    WheelInstaller(WheelInput input, ZipReader zip) {
        this.input = input;
        this.wheel = input.wheel();
        this.layout = input.layout();
        this.zip = zip;
    }

    void install(Contents contents) throws IOException {
        try {
            String information = plan();
            SortedMap<String, String> record = new TreeMap<>();
            pieces.forEach((path, piece) -> record.put(layout.recorded(path), recorded(piece)));
            String own = layout.site() + "/" + information + "/RECORD";
            byte[] text = RecordFile.write(record, layout.recorded(own)).getBytes(StandardCharsets.UTF_8);
            put(own, new Piece.Made(text, 0644));
        } catch (Malformed e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        for (Map.Entry<String, Piece> each : pieces.entrySet()) {
            switch (each.getValue()) {
                case Piece.Made made -> contents.file(each.getKey(), made.mode(), made.content());
                case Piece.Copied copied -> copy(each.getKey(), copied, contents);
            }
        }
    }

    /** Fills {@link #pieces}. @return the name of the .dist-info directory */
    private String plan() throws IOException {
        collect();
        String information = informationDirectory();
        checkVersion(information);
        Map<String, RecordFile.Line> record = RecordFile.parse(text(information + "/RECORD"));
        String data = information.substring(0, information.length() - ".dist-info".length()) + ".data/";
        Map<String, Integrity> hashes = checked(record, information);
        for (Map.Entry<String, Integrity> each : hashes.entrySet()) {
            place(each.getKey(), each.getValue(), data);
        }
        if (files.containsKey(information + "/entry_points.txt")) {
            EntryPoints.parse(text(information + "/entry_points.txt"))
                    .commands()
                    .forEach((name, reference) -> pieces.put(layout.scripts() + "/" + name, script(reference)));
        }
        addInstallerFiles(layout.site() + "/" + information);
        return information;
    }

    private void collect() {
        for (Entry entry : zip.entries()) {
            switch (entry.kind()) {
                case DIRECTORY -> {}
                case FILE -> files.put(entry.path(), entry);
                case SYMLINK, HARDLINK -> throw new Malformed("it holds a link, `" + entry.path() + "`");
            }
        }
    }

    private String informationDirectory() {
        List<String> found = files.keySet().stream()
                .filter(path -> path.indexOf('/') > 0)
                .map(path -> path.substring(0, path.indexOf('/')))
                .filter(folder -> folder.endsWith(".dist-info"))
                .distinct()
                .toList();
        if (found.size() != 1) {
            throw new Malformed("expected one `.dist-info` directory, got " + found.size());
        }
        String folder = found.getFirst();
        String name = folder.substring(0, Math.max(folder.indexOf('-'), 0));
        if (!ProjectName.normalised(name).equals(wheel.name())) {
            throw new Malformed("expected the metadata of `" + wheel.name() + "`, got `" + folder + "`");
        }
        return folder;
    }

    private void checkVersion(String information) throws IOException {
        String version = text(information + "/WHEEL")
                .lines()
                .filter(line -> Version.lower(line).startsWith("wheel-version:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
        if (!version.equals("1") && !version.startsWith("1.")) {
            throw new Malformed("expected `Wheel-Version: 1.0`, got " + Malformed.quoted(version));
        }
    }

    /** The hash of each file, where RECORD and archive name the same ones. */
    private SortedMap<String, Integrity> checked(Map<String, RecordFile.Line> record, String information) {
        SortedMap<String, Integrity> hashes = new TreeMap<>();
        for (String path : files.keySet()) {
            boolean unlisted = path.equals(information + "/RECORD") || path.startsWith(information + "/RECORD.");
            if (unlisted) {
                continue;
            }
            RecordFile.Line line = record.get(path);
            if (line == null) {
                throw new Malformed("its RECORD does not name `" + path + "`");
            }
            hashes.put(
                    path,
                    line.integrity().orElseThrow(() -> new Malformed("its RECORD has no hash of `" + path + "`")));
        }
        for (String path : record.keySet()) {
            if (!files.containsKey(path) && !path.startsWith(information + "/RECORD")) {
                throw new Malformed("its RECORD names " + Malformed.quoted(path) + ", which it does not hold");
            }
        }
        return hashes;
    }

    private void place(String path, Integrity hash, String data) throws IOException {
        Entry entry = Optional.ofNullable(files.get(path)).orElseThrow();
        int mode = (entry.mode() & 0111) != 0 ? 0755 : 0644;
        String information = data.substring(0, data.length() - ".data/".length()) + ".dist-info/";
        if (path.contains("__pycache__/") && path.endsWith(".pyc")) {
            return;
        }
        if (path.startsWith(information) && REPLACED.contains(path.substring(information.length()))) {
            return;
        }
        if (!path.startsWith(data)) {
            put(layout.site() + "/" + path, new Piece.Copied(entry, hash, mode));
            return;
        }
        String rest = path.substring(data.length());
        int slash = rest.indexOf('/');
        String scheme = slash < 0 ? rest : rest.substring(0, slash);
        String below = rest.substring(slash + 1);
        switch (scheme) {
            case "purelib", "platlib" -> put(layout.site() + "/" + below, new Piece.Copied(entry, hash, mode));
            case "data" -> put(layout.data() + "/" + below, new Piece.Copied(entry, hash, mode));
            case "headers" ->
                put(layout.headers() + "/" + wheel.name() + "/" + below, new Piece.Copied(entry, hash, mode));
            case "scripts" -> put(layout.scripts() + "/" + below, script(entry, hash));
            default -> throw new Malformed("it has files for the unknown scheme " + Malformed.quoted(scheme));
        }
    }

    private void put(String path, Piece piece) {
        if (pieces.put(path, piece) != null) {
            throw new Malformed("two of its files go to `/" + path + "`");
        }
    }

    private Piece script(String reference) {
        return new Piece.Made(EntryPoints.script(layout.program(), reference).getBytes(StandardCharsets.UTF_8), 0755);
    }

    /** A script that begins with {@code #!python} gets the image's interpreter; anything else, programs too, stays as it is. */
    private Piece script(Entry entry, Integrity hash) throws IOException {
        byte[] start;
        try (InputStream in = zip.open(entry)) {
            start = in.readNBytes(PYTHON_SCRIPT.length);
        }
        if (!java.util.Arrays.equals(start, PYTHON_SCRIPT)) {
            return new Piece.Copied(entry, hash, 0755);
        }
        byte[] content = bytes(entry);
        MessageDigest digest = hash.hash();
        digest.update(content);
        if (!hash.matches(digest)) {
            throw mismatch(entry);
        }
        int line = 0;
        while (line < content.length && content[line] != '\n') {
            line++;
        }
        byte[] first = ("#!" + layout.program()).getBytes(StandardCharsets.UTF_8);
        try (InputStream joined = new SequenceInputStream(
                new ByteArrayInputStream(first), new ByteArrayInputStream(content, line, content.length - line))) {
            return new Piece.Made(joined.readAllBytes(), 0755);
        }
    }

    private void addInstallerFiles(String information) {
        put(information + "/INSTALLER", new Piece.Made("drydock\n".getBytes(StandardCharsets.UTF_8), 0644));
        if (input.requested()) {
            put(information + "/REQUESTED", new Piece.Made(new byte[0], 0644));
        }
        wheel.url().ifPresent(url -> {
            // PEP 610; a URI holds no quotes or backslashes
            String json =
                    "{\"archive_info\": {\"hashes\": {\"" + wheel.integrity().algorithm() + "\": \""
                            + wheel.integrity().hex() + "\"}}, \"url\": \"" + url + "\"}\n";
            put(information + "/direct_url.json", new Piece.Made(json.getBytes(StandardCharsets.UTF_8), 0644));
        });
    }

    private String recorded(Piece piece) {
        return switch (piece) {
            case Piece.Copied copied ->
                RecordFile.hashAndSize(copied.integrity(), copied.entry().size());
            case Piece.Made made -> RecordFile.hashAndSize(made.content());
        };
    }

    private void copy(String path, Piece.Copied copied, Contents contents) throws IOException {
        MessageDigest hash = copied.integrity().hash();
        try (InputStream in = new DigestInputStream(zip.open(copied.entry()), hash)) {
            contents.file(path, copied.mode(), copied.entry().size(), in);
        }
        if (!copied.integrity().matches(hash)) {
            throw mismatch(copied.entry());
        }
    }

    private String text(String path) throws IOException {
        Entry entry = files.get(path);
        if (entry == null) {
            throw new Malformed("it has no `" + path + "`");
        }
        return new String(bytes(entry), StandardCharsets.UTF_8);
    }

    private byte[] bytes(Entry entry) throws IOException {
        if (entry.size() > TEXT) {
            throw new Malformed("`" + entry.path() + "` has " + entry.size() + " bytes, at most " + TEXT + " are read");
        }
        try (InputStream in = zip.open(entry)) {
            return in.readNBytes(TEXT);
        }
    }

    private DrydockException mismatch(Entry entry) {
        return refused("`" + entry.path() + "` does not have the hash that its RECORD names");
    }

    private DrydockException refused(String cause) {
        return Problem.input("python/broken-wheel", "cannot install `" + wheel.filename() + "`")
                .because(cause)
                .help("choose another version of `" + wheel.name() + "`, or tell its authors")
                .exception();
    }
}
