package dev.drydock.python;

import dev.drydock.oci.Platform;
import dev.drydock.plan.Libc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which wheels an interpreter can use, best first (PEP 425; PEP 600 for manylinux, PEP 656 for musllinux; stable ABI as {@code abi3}). */
final class Tags {
    private final Map<String, Integer> ranks = new HashMap<>();

    /**
     * @param minor of Python 3
     * @param libc of the system
     */
    Tags(int minor, Platform platform, Libc libc) {
        List<String> platforms =
                switch (libc.kind()) {
                    case GLIBC -> manylinux(platform, libc.minor());
                    case MUSL -> musllinux(platform, libc.minor());
                };
        String own = "cp3" + minor;
        add(own, own, platforms);
        add(own, "abi3", platforms);
        add(own, "none", platforms);
        for (int older = minor - 1; older >= 2; older--) {
            add("cp3" + older, "abi3", platforms);
        }
        List<String> plain = new ArrayList<>(List.of("py3" + minor, "py3"));
        for (int older = minor - 1; older >= 0; older--) {
            plain.add("py3" + older);
        }
        plain.forEach(python -> add(python, "none", platforms));
        add(own, "none", List.of("any"));
        plain.forEach(python -> add(python, "none", List.of("any")));
    }

    /** The place of the wheel's best tag, lower is better; empty where none fits. */
    Optional<Integer> rank(WheelName wheel) {
        return wheel.tags().stream()
                .map(ranks::get)
                .filter(java.util.Objects::nonNull)
                .min(Comparator.naturalOrder());
    }

    /** The best wheel of those that fit: by tag, then the highest build, then by name so that the choice never varies. */
    Optional<WheelName> best(List<WheelName> wheels) {
        return wheels.stream()
                .filter(wheel -> rank(wheel).isPresent())
                .min(Comparator.comparing((WheelName wheel) -> rank(wheel).orElseThrow())
                        .thenComparing(WheelName::build, Comparator.reverseOrder())
                        .thenComparing(WheelName::buildRest, Comparator.reverseOrder())
                        .thenComparing(WheelName::filename));
    }

    /** In order of preference, for the tests of the tables. */
    List<String> ordered() {
        return ranks.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void add(String python, String abi, List<String> platforms) {
        platforms.forEach(platform -> ranks.putIfAbsent(python + "-" + abi + "-" + platform, ranks.size()));
    }

    /** PEP 656: musl's minor versions are compatible upwards. */
    private static List<String> musllinux(Platform platform, int muslMinor) {
        List<String> platforms = new ArrayList<>();
        for (int minor = muslMinor; minor >= 0; minor--) {
            platforms.add("musllinux_1_" + minor + "_" + platform.machine());
        }
        platforms.add("linux_" + platform.machine());
        return platforms;
    }

    private static List<String> manylinux(Platform platform, int glibcMinor) {
        String machine = platform.machine();
        boolean intel = machine.equals("x86_64");
        List<String> platforms = new ArrayList<>();
        // PEP 599 begins the other architectures at glibc 2.17, PEP 513 has x86_64 from 2.5 on
        for (int minor = glibcMinor; minor >= (intel ? 5 : 17); minor--) {
            platforms.add("manylinux_2_" + minor + "_" + machine);
            switch (minor) {
                case 17 -> platforms.add("manylinux2014_" + machine);
                case 12 -> platforms.add("manylinux2010_" + machine);
                case 5 -> platforms.add("manylinux1_" + machine);
                default -> {}
            }
        }
        platforms.add("linux_" + machine);
        return platforms;
    }
}
