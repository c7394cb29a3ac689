package dev.drydock.kubernetes;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * One file of Kubernetes manifests, YAML or JSON, of any number of documents. Its text stays as it is: only the strings that name apps are
 * replaced, so comments, order, quotes and line ends are the author's.
 *
 * @param name as the user knows it
 * @param mentions in the order of the text
 */
public record Manifest(String name, String text, Start start, List<Mention> mentions) {
    /** In bytes; the largest custom resource definitions have some two million, and etcd takes no object of more than 1.5. */
    public static final int LARGEST = 4 << 20;

    /** What the first document starts with, which decides what has to stand between it and another file's last. */
    enum Start {
        CONTENT,
        MARKER,
        DIRECTIVES
    }

    public Manifest {
        mentions = List.copyOf(mentions);
    }

    /** @throws DrydockException {@code kubernetes/…}, with the line */
    public static Manifest read(String name, byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw Problem.input(
                            "kubernetes/too-large",
                            "`" + name + "` is too large for a manifest: at most " + (LARGEST >> 20) + " MiB are read")
                    .help("give only the files that name apps")
                    .exception();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.input("kubernetes/encoding", "`" + name + "` is not UTF-8")
                    .exception();
        }
        return new MentionReader(name, text).read();
    }

    /** The text with images in the place of apps. */
    public String resolved(Function<Mention, String> images) {
        StringBuilder result = new StringBuilder(text.length() + 100 * mentions.size());
        int at = 0;
        for (Mention mention : mentions) {
            result.append(text, at, mention.start());
            result.append(mention.written(images.apply(mention)));
            at = mention.end();
        }
        return result.append(text, at, text.length()).toString();
    }

    /** All of them as one stream of documents; one alone is not changed. */
    public static String joined(List<Manifest> manifests, Function<Mention, String> images) {
        StringBuilder result = new StringBuilder();
        for (Manifest manifest : manifests) {
            String text = manifest.resolved(images);
            if (!result.isEmpty()) {
                if (result.charAt(result.length() - 1) != '\n') {
                    result.append('\n');
                }
                result.append(
                        switch (manifest.start) {
                            case CONTENT -> "---\n";
                            case MARKER -> "";
                            case DIRECTIVES -> "...\n";
                        });
                text = text.startsWith(MentionReader.BYTE_ORDER_MARK) ? text.substring(1) : text;
            }
            result.append(text);
        }
        return result.toString();
    }
}
