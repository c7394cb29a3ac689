package dev.drydock.python;

import dev.drydock.archive.Contents;
import dev.drydock.archive.Limits;
import dev.drydock.archive.ZipReader;
import dev.drydock.lock.Artifact;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A wheel, installed (binary distribution format, "Installing a wheel"), without its byte code.
 *
 * @param requested whether the app itself asked for it (PEP 376, REQUESTED)
 */
record WheelInput(Artifact.Wheel wheel, Layout layout, boolean requested) implements Input {
    /** Raised with every change of what is written. */
    private static final String FORMAT = "wheel 1";

    @Override
    public String key() {
        return FORMAT + " " + wheel.integrity() + " " + wheel.filename() + " site=" + layout.site() + " program="
                + layout.program() + " requested=" + requested
                + wheel.url().map(url -> " url=" + url).orElse("");
    }

    @Override
    public String title() {
        return wheel.label();
    }

    @Override
    public List<Artifact> artifacts() {
        return List.of(wheel);
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        Path file = workshop.file(wheel);
        try (ZipReader zip = ZipReader.open(wheel.filename(), file, Limits.PACKAGE)) {
            new WheelInstaller(this, zip).install(contents);
        }
    }
}
