package dev.drydock.oci;

import dev.drydock.problem.Problem;
import java.util.Locale;
import java.util.Optional;

/**
 * An operating system and processor (OCI image-spec 1.1, image-index.md, "platform").
 *
 * @param os {@code linux}
 * @param architecture a GOARCH value: {@code amd64}, {@code arm64}
 * @param variant of the processor, such as {@code v8}
 */
public record Platform(String os, String architecture, Optional<String> variant) implements Comparable<Platform> {
    public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", Optional.empty());
    public static final Platform LINUX_ARM64 = new Platform("linux", "arm64", Optional.empty());

    /** Parses {@code linux/amd64} or {@code linux/arm64[/v8]}: what Drydock can compose; anything else is refused. */
    public static Platform parse(String text) {
        return switch (text) {
            case "linux/amd64", "amd64" -> LINUX_AMD64;
            case "linux/arm64", "linux/arm64/v8", "arm64" -> LINUX_ARM64;
            default ->
                throw Problem.usage("platform/unknown", "cannot build for platform `" + text + "`")
                        .help("use `linux/amd64` or `linux/arm64`")
                        .exception();
        };
    }

    /** The platform of this machine's processor, with Linux as its system whatever runs here. */
    public static Platform host() {
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "aarch64", "arm64" -> LINUX_ARM64;
            default -> LINUX_AMD64;
        };
    }

    /** The architecture as Debian writes it; for those built here, the same as in Go. */
    public String debianArchitecture() {
        return architecture;
    }

    /** The architecture as {@code uname -m} says it. */
    public String machine() {
        return switch (architecture) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> architecture;
        };
    }

    /** The multiarch directory name, such as {@code x86_64-linux-gnu}. */
    public String multiarch() {
        return machine() + "-linux-gnu";
    }

    /** The file name of the dynamic loader (the ABI of each architecture; ld.so(8)), such as {@code ld-linux-x86-64.so.2}. */
    public String loader() {
        return "ld-linux-" + machine().replace('_', '-') + (architecture.equals("amd64") ? ".so.2" : ".so.1");
    }

    @Override
    public int compareTo(Platform other) {
        return toString().compareTo(other.toString());
    }

    // Written out: what the compiler would make of a record is put together at run time, which each start pays for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Platform platform
                && os.equals(platform.os)
                && architecture.equals(platform.architecture)
                && variant.equals(platform.variant);
    }

    @Override
    public int hashCode() {
        return architecture.hashCode();
    }

    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
    }
}
