package dev.drydock.python;

import dev.drydock.oci.Integrity;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * A project's page in HTML (PEP 503): its anchors, and nothing else. A full HTML parser is not needed, since names come
 * from the address of each link and hashes from its fragment.
 */
final class IndexHtml {
    private final String page;
    private int at;

    private IndexHtml(String page) {
        this.page = page;
    }

    static List<IndexFile> read(String page, URI base, Predicate<String> wanted) {
        IndexHtml html = new IndexHtml(page);
        List<IndexFile> files = new ArrayList<>();
        URI folder = base;
        for (Optional<Tag> tag = html.next(); tag.isPresent(); tag = html.next()) {
            Optional<URI> link =
                    Optional.ofNullable(tag.get().attributes().get("href")).flatMap(IndexHtml::uri);
            if (link.isEmpty()) {
                continue;
            }
            if (tag.get().name().equals("base")) {
                folder = folder.resolve(link.get());
            } else if (tag.get().name().equals("a")) {
                file(folder.resolve(link.get()), tag.get())
                        .filter(file -> wanted.test(file.filename()))
                        .ifPresent(files::add);
            }
        }
        return files;
    }

    private record Tag(String name, Map<String, String> attributes) {}

    private static Optional<IndexFile> file(URI link, Tag tag) {
        String path = link.getRawPath();
        if (path == null) {
            return Optional.empty();
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        String filename;
        try {
            // URLDecoder is made for forms, where a plus sign is a space; local versions have plus signs
            filename = URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        List<Integrity> hashes = new ArrayList<>();
        String fragment = Optional.ofNullable(link.getFragment()).orElse("");
        int equals = fragment.indexOf('=');
        if (equals > 0) {
            Node.integrity(fragment.substring(0, equals) + ":" + fragment.substring(equals + 1))
                    .ifPresent(hashes::add);
        }
        return Optional.of(new IndexFile(
                filename,
                withoutFragment(link),
                hashes,
                OptionalLong.empty(),
                IndexFile.requiresPython(Optional.ofNullable(tag.attributes().get("data-requires-python")))));
    }

    private static URI withoutFragment(URI link) {
        String text = link.toString();
        int hash = text.indexOf('#');
        return hash < 0 ? link : URI.create(text.substring(0, hash));
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text.strip().replace(" ", "%20")));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The next opening tag, past comments and text. */
    private Optional<Tag> next() {
        while (true) {
            int open = page.indexOf('<', at);
            if (open < 0) {
                return Optional.empty();
            }
            at = open + 1;
            if (page.startsWith("!--", at)) {
                int end = page.indexOf("-->", at);
                at = end < 0 ? page.length() : end + 3;
                continue;
            }
            String name = Version.lower(name());
            if (!name.isEmpty()) {
                return Optional.of(new Tag(name, attributes()));
            }
        }
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new HashMap<>();
        while (true) {
            while (at < page.length() && (Character.isWhitespace(page.charAt(at)) || page.charAt(at) == '/')) {
                at++;
            }
            if (at >= page.length() || page.charAt(at) == '>') {
                return attributes;
            }
            String name = Version.lower(name());
            if (name.isEmpty()) {
                at++;
                continue;
            }
            space();
            String value = "";
            if (at < page.length() && page.charAt(at) == '=') {
                at++;
                space();
                value = value();
            }
            attributes.putIfAbsent(name, decoded(value));
        }
    }

    private String value() {
        if (at >= page.length()) {
            return "";
        }
        char quote = page.charAt(at);
        int start = at;
        if (quote == '"' || quote == '\'') {
            int end = page.indexOf(quote, at + 1);
            at = end < 0 ? page.length() : end + 1;
            return page.substring(start + 1, end < 0 ? page.length() : end);
        }
        while (at < page.length() && !Character.isWhitespace(page.charAt(at)) && page.charAt(at) != '>') {
            at++;
        }
        return page.substring(start, at);
    }

    private String name() {
        int start = at;
        while (at < page.length()
                && (Character.isLetterOrDigit(page.charAt(at)) || page.charAt(at) == '-' || page.charAt(at) == '_')) {
            at++;
        }
        return page.substring(start, at);
    }

    private void space() {
        while (at < page.length() && Character.isWhitespace(page.charAt(at))) {
            at++;
        }
    }

    private static String decoded(String value) {
        return value.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#x27;", "'")
                .replace("&#61;", "=")
                .replace("&#43;", "+")
                .replace("&amp;", "&");
    }
}
