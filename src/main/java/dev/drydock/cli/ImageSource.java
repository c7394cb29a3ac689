package dev.drydock.cli;

import dev.drydock.layout.ImageSet;
import java.io.IOException;
import java.util.Optional;

/** A place that images are found in by what the user calls them. */
interface ImageSource {
    /** Empty where the reference is not for this place, or there is no such image in it. */
    Optional<ImageSet> find(String reference) throws IOException;
}
