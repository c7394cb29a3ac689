package dev.drydock.kubernetes;

/**
 * One string of a manifest that names an app: {@code drydock://services/shop}.
 *
 * @param place for error messages: {@code in k8s/shop.yaml:12}
 * @param path what follows {@code drydock://}, never empty
 * @param start where the text to replace starts, in UTF-16 units; with the quotes, where it has any
 * @param end after its last
 */
public record Mention(String place, String path, int start, int end, Style style) {
    /** What every such string starts with. */
    public static final String SCHEME = "drydock://";

    /** How the string is written (YAML 1.2.2, chapters 7.3 and 8.1), and so how its replacement has to be. */
    enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        BLOCK
    }

    /** @param image of letters, digits and {@code . _ - / : @ [ ]} only, so that nothing needs an escape */
    String written(String image) {
        return switch (style) {
            case BLOCK -> image;
            case SINGLE_QUOTED -> "'" + image + "'";
            case DOUBLE_QUOTED -> '"' + image + '"';
            // `[::1]:5000/app` would be a list.
            case PLAIN -> image.startsWith("[") ? '"' + image + '"' : image;
        };
    }
}
