package dev.drydock.inspect;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SortedMap;

/** Writes package URLs (package-url/purl-spec, "Rules for each purl component"). */
public final class PackageUrl {
    private PackageUrl() {}

    /** @param qualifiers empty values are left out */
    public static String of(
            String type, String namespace, String name, String version, SortedMap<String, String> qualifiers) {
        StringBuilder text = new StringBuilder("pkg:").append(type).append('/');
        for (String part : namespace.split("/", -1)) {
            if (!part.isEmpty()) {
                text.append(encoded(part)).append('/');
            }
        }
        text.append(encoded(name));
        if (!version.isEmpty()) {
            text.append('@').append(encoded(version));
        }
        char separator = '?';
        for (var qualifier : qualifiers.entrySet()) {
            if (!qualifier.getValue().isEmpty()) {
                text.append(separator).append(qualifier.getKey()).append('=').append(encoded(qualifier.getValue()));
                separator = '&';
            }
        }
        return text.toString();
    }

    /** Of Python's index: lower case, with {@code -} for {@code _} (purl-spec, types, "pypi"). */
    public static String pypi(String name, String version) {
        return of("pypi", "", name.toLowerCase(Locale.ROOT).replace('_', '-'), version, new java.util.TreeMap<>());
    }

    /** The scope is the namespace, its {@code @} encoded (purl-spec, types, "npm"). */
    public static String npm(String name, String version) {
        int slash = name.startsWith("@") ? name.indexOf('/') : -1;
        return of(
                "npm",
                slash < 0 ? "" : name.substring(0, slash),
                name.substring(slash + 1).toLowerCase(Locale.ROOT),
                version,
                new java.util.TreeMap<>());
    }

    /** All but letters, digits, {@code . - _ ~} and the colon is encoded. */
    private static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || c == '.' || c == '-' || c == '_' || c == '~' || c == ':') {
                out.append((char) c);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", c));
            }
        }
        return out.toString();
    }
}
