package dev.drydock.registry;

import dev.drydock.layout.ImageName;
import dev.drydock.oci.Digest;
import dev.drydock.problem.Problem;
import java.util.Optional;

/**
 * An image of a registry, by tag or by digest (distribution/reference, "Grammar"): {@code app} is {@code docker.io/library/app:latest}.
 *
 * @param domain as in names: {@code docker.io}, {@code registry.example:5000}
 * @param repository {@code library/app}
 * @param tag absent where a digest stands alone
 * @param digest what the tag must lead to, or the image itself
 */
public record Reference(String domain, String repository, Optional<String> tag, Optional<Digest> digest) {
    private static final String DOCKER = "docker.io";

    /** @throws dev.drydock.problem.DrydockException {@code image/name} */
    public static Reference parse(String text) {
        int at = text.indexOf('@');
        String before = at < 0 ? text : text.substring(0, at);
        ImageName name = ImageName.parse(before);
        if (at < 0) {
            return of(name);
        }
        boolean tagged = before.indexOf(':', before.lastIndexOf('/') + 1) >= 0;
        try {
            return new Reference(
                    name.domain(),
                    name.repository(),
                    tagged ? Optional.of(name.tag()) : Optional.empty(),
                    Optional.of(Digest.parse(text.substring(at + 1))));
        } catch (IllegalArgumentException e) {
            throw Problem.usage("image/name", "`" + text + "` is not a name for an image")
                    .because("what follows `@` is no digest: `sha256:` and 64 digits of 0-9 and a-f")
                    .exception();
        }
    }

    public static Reference of(ImageName name) {
        return new Reference(name.domain(), name.repository(), Optional.of(name.tag()), Optional.empty());
    }

    /** What is asked for: the digest where there is one, since a tag may move. */
    String target() {
        return digest.map(Digest::toString).or(() -> tag).orElse("latest");
    }

    /** The name to keep it under; absent where there is only a digest. */
    public Optional<ImageName> name() {
        return tag.map(value -> new ImageName(domain, repository, value));
    }

    /** Domain and repository. */
    public String place() {
        return domain + "/" + repository;
    }

    /** Whether only Docker may write there: such a name was most likely meant for this machine alone. */
    public boolean official() {
        return domain.equals(DOCKER) && repository.startsWith("library/");
    }

    @Override
    public String toString() {
        return place()
                + tag.map(value -> ":" + value).orElse("")
                + digest.map(value -> "@" + value).orElse("");
    }
}
