package dev.drydock.cli;

/** The version of this program. */
final class Version {
    private Version() {}

    /** As the jar's manifest has it; {@code development} where it runs from classes. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
