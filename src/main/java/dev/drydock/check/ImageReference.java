package dev.drydock.check;

import java.util.Optional;

/**
 * The name of an image, taken apart.
 *
 * @param registry {@code docker.io} where none is named
 * @param repository without registry; of an official image without {@code library/}
 */
record ImageReference(String registry, String repository, Optional<String> tag, boolean hasDigest) {
    static ImageReference parse(String text) {
        int at = text.indexOf('@');
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        String name = tagged ? named.substring(0, colon) : named;
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        String repository = host ? name.substring(slash + 1) : name;
        if (repository.startsWith("library/")) {
            repository = repository.substring("library/".length());
        }
        return new ImageReference(
                host ? first : "docker.io",
                repository,
                tagged ? Optional.of(named.substring(colon + 1)) : Optional.empty(),
                at >= 0);
    }

    /** Whether it is an official image of Docker Hub: {@code python}. */
    boolean isOfficial() {
        return registry.endsWith("docker.io") && !repository.contains("/");
    }

    /** Whether it is made to run without a shell, as a user who is not root. */
    boolean isNonroot() {
        String text = repository + ":" + tag.orElse("");
        return text.contains("nonroot") || registry.equals("cgr.dev") || registry.equals("dhi.io");
    }

    boolean isDistroless() {
        return repository.contains("distroless") || isNonroot();
    }
}
