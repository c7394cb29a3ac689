package dev.drydock.mirrors;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** The indexes of uv.toml, the user's and the machine's (uv's documentation, "Package indexes"). */
final class UvSettings {
    private static final TomlMapper TOML = TomlMapper.builder().build();

    private final Machine machine;
    private final List<Mirror> defaults = new ArrayList<>();
    private final List<Mirror> others = new ArrayList<>();

    UvSettings(Machine machine) {
        this.machine = machine;
        for (Path file : List.of(machine.configuration().resolve("uv/uv.toml"), machine.file("/etc/uv/uv.toml"))) {
            Machine.text(file).ifPresent(this::read);
        }
    }

    /** What takes the place of the default index; the user's before the machine's. */
    Optional<Mirror> first() {
        return defaults.stream().findFirst();
    }

    List<Mirror> extra() {
        return List.copyOf(others);
    }

    private void read(String text) {
        JsonNode settings;
        try {
            settings = TOML.readTree(text);
        } catch (JacksonException e) {
            // uv says so itself where it is used; here it is as if it were not there
            return;
        }
        for (JsonNode table : List.of(settings, settings.path("pip"))) {
            text(table, "index-url").ifPresent(url -> defaults.add(MachineMirrors.mirror(url, "uv.toml")));
            for (JsonNode url : table.path("extra-index-url")) {
                if (url.isString()) {
                    others.add(MachineMirrors.mirror(url.stringValue(), "uv.toml"));
                }
            }
        }
        for (JsonNode index : settings.path("index")) {
            Optional<String> url = text(index, "url");
            // an explicit one serves only packages that a project sends there by name
            if (url.isPresent()
                    && !flag(index, "explicit")
                    && !"flat".equals(text(index, "format").orElse(""))) {
                String prefix = text(index, "name").map(name -> name + "=").orElse("");
                (flag(index, "default") ? defaults : others).add(named(prefix + url.get(), "uv.toml"));
            }
        }
    }

    /** {@code URL} or {@code name=URL}, whose user and password may be in variables that carry its name. */
    Mirror named(String text, String foundIn) {
        int equals = text.indexOf('=');
        int scheme = text.indexOf("://");
        if (equals <= 0 || equals > scheme) {
            return MachineMirrors.mirror(text, foundIn);
        }
        return authorized(
                MachineMirrors.mirror(text.substring(equals + 1), foundIn), "UV_INDEX_", text.substring(0, equals));
    }

    /** An index of an app, whose user and password may be in variables of uv or of Poetry. */
    Mirror named(AppIndex index) {
        Mirror mirror = MachineMirrors.mirror(index.address(), index.file());
        if (index.name().isEmpty()) {
            return mirror;
        }
        Mirror ofUv = authorized(mirror, "UV_INDEX_", index.name());
        return ofUv.equals(mirror) ? authorized(mirror, "POETRY_HTTP_BASIC_", index.name()) : ofUv;
    }

    private Mirror authorized(Mirror mirror, String prefix, String index) {
        StringBuilder name = new StringBuilder(prefix);
        index.toUpperCase(Locale.ROOT)
                .chars()
                .forEach(c -> name.append(c < 128 && Character.isLetterOrDigit(c) ? (char) c : '_'));
        Optional<String> user = machine.variable(name + "_USERNAME");
        Optional<String> password = machine.variable(name + "_PASSWORD");
        if (user.isEmpty() && password.isEmpty()) {
            return mirror;
        }
        return new Mirror(mirror.uri(), mirror.foundIn(), Optional.of(basic(user.orElse(""), password.orElse(""))));
    }

    static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static Optional<String> text(JsonNode table, String key) {
        JsonNode value = table.path(key);
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    private static boolean flag(JsonNode table, String key) {
        return table.path(key).isBoolean() && table.path(key).booleanValue();
    }
}
