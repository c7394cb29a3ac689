package dev.drydock.python;

import dev.drydock.oci.Integrity;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A project's page in JSON (PEP 691), read as a stream: only one file's entry is in memory at a time. */
final class IndexJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private IndexJson() {}

    static List<IndexFile> read(Path page, URI base, Predicate<String> wanted) throws IOException {
        List<IndexFile> files = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(page)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("expected an object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean list = parser.currentName().equals("files");
                JsonToken value = parser.nextToken();
                if (list && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        JsonNode entry = parser.readValueAsTree();
                        file(entry, base)
                                .filter(file -> wanted.test(file.filename()))
                                .ifPresent(files::add);
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
        return files;
    }

    private static Optional<IndexFile> file(JsonNode entry, URI base) {
        Optional<String> filename = Node.text(entry, "filename");
        Optional<String> url = Node.text(entry, "url");
        if (filename.isEmpty() || url.isEmpty()) {
            return Optional.empty();
        }
        List<Integrity> hashes = new ArrayList<>();
        if (entry.path("hashes").isObject()) {
            for (Map.Entry<String, JsonNode> hash : entry.path("hashes").properties()) {
                if (hash.getValue().isString()) {
                    Node.integrity(hash.getKey() + ":" + hash.getValue().stringValue())
                            .ifPresent(hashes::add);
                }
            }
        }
        try {
            return Optional.of(new IndexFile(
                    filename.get(),
                    base.resolve(new URI(url.get())),
                    hashes,
                    Node.number(entry, "size"),
                    IndexFile.requiresPython(Node.text(entry, "requires-python"))));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
