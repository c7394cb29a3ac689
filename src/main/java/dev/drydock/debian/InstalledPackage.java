package dev.drydock.debian;

/**
 * A package that an image says it holds; all of it is text from outside.
 *
 * @param architecture Debian's, {@code all} included; empty where the image does not say
 */
public record InstalledPackage(String name, String version, String architecture) {}
