package dev.drydock.build;

import dev.drydock.app.Settings;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Compression;
import dev.drydock.oci.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is to be built.
 *
 * @param directory of the app
 * @param flags what the command line set; the environment and the app's own settings come below
 * @param platforms at least one
 * @param locked whether drydock.lock must be there, fit, and stay as it is
 * @param relock whether everything is resolved anew, whatever the lock says
 * @param created seconds since the epoch, for the image and every file in it
 * @param compression of the layers
 * @param threads that make pieces, and again as many that compress
 * @param base the image to build on; absent where Drydock composes it
 */
public record Request(
        Path directory,
        Settings flags,
        Variant variant,
        List<Platform> platforms,
        boolean locked,
        boolean relock,
        long created,
        Compression compression,
        int threads,
        Optional<GivenBase> base) {
    /** 1980-01-01T00:00:00Z: the earliest time that every archive format can hold. */
    public static final long CONSTANT_TIME = 315_532_800L;

    public Request {
        platforms = List.copyOf(platforms);
    }

    /** The same for another variant. */
    public Request as(Variant other) {
        return new Request(directory, flags, other, platforms, locked, relock, created, compression, threads, base);
    }

    /** SOURCE_DATE_EPOCH (reproducible-builds.org specification) where it is set, else the constant. */
    public static long created(Optional<String> sourceDateEpoch) {
        if (sourceDateEpoch.isEmpty() || sourceDateEpoch.get().isBlank()) {
            return CONSTANT_TIME;
        }
        try {
            long value = Long.parseLong(sourceDateEpoch.get().strip());
            if (value >= 0 && value <= 253_402_300_799L) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as for any other bad value.
        }
        throw dev.drydock.problem.Problem.usage(
                        "build/epoch", "SOURCE_DATE_EPOCH is `" + sourceDateEpoch.get() + "`, not a number of seconds")
                .exception();
    }
}
