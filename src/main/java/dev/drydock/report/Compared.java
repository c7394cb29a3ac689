package dev.drydock.report;

import dev.drydock.inspect.ImageContents;
import java.util.Optional;

/**
 * An image among those compared.
 *
 * @param label what the table calls it
 * @param variant of an app that was built for this: {@code standard}, {@code distroless}; empty for an image taken as it is
 * @param updates newer versions of its Debian packages
 * @param firstAnswer seconds from the start of its container to the first HTTP answer; absent where nobody asked
 */
public record Compared(
        String label, String variant, ImageContents image, Updates updates, Optional<Answer> firstAnswer) {

    /** What there is of newer versions. */
    public sealed interface Updates {
        /**
         * @param all packages of which the archive has a newer version
         * @param security those among them whose newest version is in the security archive
         */
        record Known(int all, int security) implements Updates {}

        record Unknown(String why) implements Updates {}
    }

    /** What came of running it. */
    public sealed interface Answer {
        /** @param seconds the median of the rounds */
        record After(double seconds, int rounds) implements Answer {}

        record Never(String why) implements Answer {}
    }
}
