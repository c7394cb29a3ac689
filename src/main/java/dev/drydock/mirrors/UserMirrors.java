package dev.drydock.mirrors;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@code drydock mirrors set} keeps: {@code drydock/mirrors.conf} in the user's configuration, a {@code kind = address} a line. */
public final class UserMirrors {
    public static final List<String> KINDS = List.of("debian", "debian-security", "python", "npm");

    private final Path file;

    public UserMirrors(Machine machine) {
        this.file = machine.configuration().resolve("drydock/mirrors.conf");
    }

    public Optional<String> read(String kind) {
        return Optional.ofNullable(all().get(kind));
    }

    /** Keeps an address; it may hold a password, so only the user may read the file. */
    public void set(String kind, String address) {
        if (!KINDS.contains(kind)) {
            throw Problem.usage("mirrors/kind", "unknown kind of mirror `" + kind + "`")
                    .help("use one of " + String.join(", ", KINDS))
                    .exception();
        }
        MachineMirrors.mirror(address, "the command line");
        SortedMap<String, String> all = all();
        all.put(kind, address.strip());
        write(all);
    }

    /** Forgets an address; nothing happens where there is none. */
    public void unset(String kind) {
        SortedMap<String, String> all = all();
        if (all.remove(kind) != null) {
            write(all);
        }
    }

    private SortedMap<String, String> all() {
        SortedMap<String, String> result = new TreeMap<>();
        for (String line : Machine.text(file).orElse("").split("\n")) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                result.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return result;
    }

    private void write(Map<String, String> all) {
        try {
            Path directory = Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Path working = Files.createTempFile(
                    directory,
                    "mirrors",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            StringBuilder text = new StringBuilder("# written by `drydock mirrors set`\n");
            all.forEach((kind, address) ->
                    text.append(kind).append(" = ").append(address).append('\n'));
            Files.writeString(working, text);
            Files.move(working, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Problem.input("mirrors/unwritable", "cannot keep the mirror in `" + file + "`")
                    .because(e)
                    .exception();
        }
    }
}
