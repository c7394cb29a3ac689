package dev.drydock.debian;

import java.util.Optional;

/**
 * An installed package beside what the archive has today.
 *
 * @param available the newest version there is, from whichever suite; absent where the archive does not have the package
 * @param security the newest version of the security suite, where that is newer than what is installed
 */
public record PackageAge(InstalledPackage installed, Optional<String> available, Optional<String> security) {
    /** Whether there is a newer one. A package that is newer than the archive's, or not of the archive, is not outdated. */
    public boolean outdated() {
        return available
                .filter(version -> DebianVersion.compare(version, installed.version()) > 0)
                .isPresent();
    }
}
