package dev.drydock.registry;

import dev.drydock.lock.JsonTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a login stands in {@code auths}, and how the file is replaced. */
final class LoginFile {
    private LoginFile() {}

    /** Empty where the entry holds nothing that can be used. */
    static Optional<Login> login(JsonTree.Fields entry) {
        String identity = text(entry, "identitytoken");
        if (!identity.isEmpty()) {
            return Optional.of(new Login.Identity(identity));
        }
        String access = text(entry, "registrytoken");
        if (!access.isEmpty()) {
            return Optional.of(new Login.Access(access));
        }
        String user = text(entry, "username");
        if (!user.isEmpty()) {
            return Optional.of(new Login.Password(user, text(entry, "password")));
        }
        try {
            String pair = new String(Base64.getMimeDecoder().decode(text(entry, "auth")), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            // Docker pads what it decodes with zeros.
            return colon <= 0
                    ? Optional.empty()
                    : Optional.of(new Login.Password(
                            pair.substring(0, colon), pair.substring(colon + 1).replace("\0", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String text(JsonTree.Fields entry, String name) {
        return entry.all().get(name) instanceof JsonTree.Text text ? text.value() : "";
    }

    static JsonTree entry(Login.Password login) {
        byte[] pair = (login.user() + ":" + login.secret()).getBytes(StandardCharsets.UTF_8);
        SortedMap<String, JsonTree> fields = new TreeMap<>();
        fields.put("auth", new JsonTree.Text(Base64.getEncoder().encodeToString(pair)));
        return new JsonTree.Fields(fields);
    }

    /** As a whole, readable for its owner alone. What else is in it stays. */
    static void write(Path place, JsonTree tree) throws IOException {
        // Often a link into a directory under version control: its target is replaced, not the link.
        Path file = Files.exists(place) ? place.toRealPath() : place.toAbsolutePath();
        Path parent = Objects.requireNonNull(file.getParent());
        Files.createDirectories(parent);
        Path working = Files.createTempFile(
                parent,
                ".config",
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        working.toFile().deleteOnExit();
        try {
            Files.writeString(working, text(tree, "") + "\n");
            Files.move(working, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(working);
        }
    }

    private static String text(JsonTree tree, String indent) {
        String inner = indent + "\t";
        return switch (tree) {
            case JsonTree.Text text -> JsonTree.quoted(text.value());
            case JsonTree.Number number -> Long.toString(number.value());
            case JsonTree.Other other -> other.value();
            case JsonTree.Elements elements ->
                elements.all().stream().map(each -> text(each, inner)).collect(Collectors.joining(", ", "[", "]"));
            case JsonTree.Fields fields ->
                fields.all().isEmpty()
                        ? "{}"
                        : fields.all().entrySet().stream()
                                .map(each ->
                                        inner + JsonTree.quoted(each.getKey()) + ": " + text(each.getValue(), inner))
                                .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
        };
    }
}
