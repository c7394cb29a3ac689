package dev.drydock.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file name of a wheel (binary distribution format, "File name convention"; PEP 425 for compressed tag sets).
 *
 * @param name normalised
 * @param build the digits that a build tag starts with; -1 where there is none, so that any build beats none
 * @param buildRest what follows those digits
 */
record WheelName(
        String filename,
        String name,
        Version version,
        long build,
        String buildRest,
        List<String> pythons,
        List<String> abis,
        List<String> platforms) {

    WheelName {
        pythons = List.copyOf(pythons);
        abis = List.copyOf(abis);
        platforms = List.copyOf(platforms);
    }

    /** Empty where this is no wheel's name; indexes hold other files too, and old names that nobody can use. */
    static Optional<WheelName> find(String filename) {
        if (!filename.endsWith(".whl") || filename.length() > 300 || filename.indexOf('/') >= 0) {
            return Optional.empty();
        }
        String[] parts = filename.substring(0, filename.length() - 4).split("-", -1);
        if (parts.length != 5 && parts.length != 6) {
            return Optional.empty();
        }
        Optional<Version> version = Version.find(parts[1].replace('_', '-'));
        version = version.isPresent() ? version : Version.find(parts[1]);
        if (version.isEmpty() || !ProjectName.valid(parts[0])) {
            return Optional.empty();
        }
        long build = -1;
        String rest = "";
        if (parts.length == 6) {
            int digits = 0;
            while (digits < parts[2].length() && Character.digit(parts[2].charAt(digits), 10) >= 0) {
                digits++;
            }
            if (digits == 0 || digits > 18) {
                return Optional.empty();
            }
            build = Long.parseLong(parts[2].substring(0, digits));
            rest = parts[2].substring(digits);
        }
        int tags = parts.length - 3;
        return Optional.of(new WheelName(
                filename,
                ProjectName.normalised(parts[0]),
                version.get(),
                build,
                rest,
                List.of(parts[tags].split("\\.")),
                List.of(parts[tags + 1].split("\\.")),
                List.of(parts[tags + 2].split("\\."))));
    }

    /** Every combination of its compressed tag sets. */
    List<String> tags() {
        List<String> tags = new ArrayList<>();
        for (String python : pythons) {
            for (String abi : abis) {
                for (String platform : platforms) {
                    tags.add(Version.lower(python + "-" + abi + "-" + platform));
                }
            }
        }
        return tags;
    }
}
