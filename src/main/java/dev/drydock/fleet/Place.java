package dev.drydock.fleet;

import dev.drydock.oci.Digest;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import dev.drydock.registry.Reference;
import dev.drydock.store.SharedCache;

/**
 * Where a shared cache is.
 *
 * @param reference its repository; its tag, but for {@code latest}, begins the tags of all entries, so that one repository can hold several
 *     caches
 * @param downloadsOnly whether only artifacts are read from it or written to it
 */
public record Place(Reference reference, boolean downloadsOnly) {
    /** A tag has 128 characters at most (OCI distribution-spec 1.1, "Pulling manifests"), and kind and key take 73 of them. */
    private static final int LONGEST_TAG = 50;

    /**
     * Reads {@code REF} or, as buildx has it, {@code type=registry,ref=REF}, both with {@code ,only=downloads}.
     *
     * @throws DrydockException {@code cache/place}, {@code image/name}
     */
    public static Place parse(String text) {
        String reference = "";
        boolean downloadsOnly = false;
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? "ref" : part.substring(0, equals);
            String value = part.substring(equals + 1);
            switch (key) {
                case "ref" -> reference = value;
                case "type" -> {
                    if (!value.equals("registry")) {
                        throw wrong(text, "the type can only be `registry`, got `" + value + "`");
                    }
                }
                case "only" -> {
                    if (!value.equals("downloads")) {
                        throw wrong(text, "`only` can only be `downloads`, got `" + value + "`");
                    }
                    downloadsOnly = true;
                }
                default -> throw wrong(text, "unknown key `" + key + "`");
            }
        }
        if (reference.isEmpty()) {
            throw wrong(text, "it names no repository");
        }
        Reference parsed = Reference.parse(reference);
        if (parsed.digest().isPresent()) {
            throw wrong(text, "a cache changes, so it cannot be named by a digest");
        }
        if (parsed.official()) {
            throw wrong(text, "`" + reference + "` names no registry");
        }
        if (parsed.tag().orElse("").length() > LONGEST_TAG) {
            throw wrong(text, "its tag is longer than " + LONGEST_TAG + " characters");
        }
        return new Place(parsed, downloadsOnly);
    }

    private static DrydockException wrong(String text, String why) {
        return Problem.usage("cache/place", "`" + text + "` is no shared cache: " + why)
                .help(
                        "name a repository, such as `registry.example/team/cache`, and `,only=downloads` after it where wanted")
                .exception();
    }

    /** The tag of an entry: {@code piece-ab12…}. */
    String tag(SharedCache.Kind kind, Digest key) {
        String own = reference.tag().orElse("latest");
        return (own.equals("latest") ? "" : own + "-") + kind.label() + "-" + key.hex();
    }

    /** Whether entries of this kind are of interest. */
    boolean takes(SharedCache.Kind kind) {
        return !downloadsOnly || kind == SharedCache.Kind.ARTIFACT;
    }

    @Override
    public String toString() {
        String tag = reference.tag().orElse("latest");
        return reference.place() + (tag.equals("latest") ? "" : ":" + tag);
    }
}
