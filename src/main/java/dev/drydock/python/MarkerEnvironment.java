package dev.drydock.python;

import dev.drydock.oci.Platform;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What markers are asked about (PEP 508, "Environment Markers"; PEP 751 for {@code extras} and {@code dependency_groups}).
 *
 * @param values of the plain variables
 * @param extras asked for, normalised
 * @param groups asked for, normalised
 */
public record MarkerEnvironment(Map<String, String> values, Set<String> extras, Set<String> groups) {
    static final Set<String> SETS = Set.of("extras", "dependency_groups");
    static final Set<String> VERSIONS =
            Set.of("python_version", "python_full_version", "implementation_version", "platform_release");

    private static final Set<String> PLAIN = Set.of(
            "python_version",
            "python_full_version",
            "os_name",
            "sys_platform",
            "platform_release",
            "platform_system",
            "platform_version",
            "platform_machine",
            "platform_python_implementation",
            "implementation_name",
            "implementation_version");

    public MarkerEnvironment {
        values = Map.copyOf(new TreeMap<>(values));
        extras = Set.copyOf(new TreeSet<>(extras));
        groups = Set.copyOf(new TreeSet<>(groups));
    }

    /**
     * A container's environment. The kernel's release and version are the host's and cannot be known: they are empty.
     *
     * @param fullVersion of Python, such as {@code 3.13.5}
     */
    static MarkerEnvironment of(Platform platform, Version fullVersion) {
        String full = fullVersion.toString();
        String feature = fullVersion.part(0) + "." + fullVersion.part(1);
        return new MarkerEnvironment(
                Map.ofEntries(
                        Map.entry("python_version", feature),
                        Map.entry("python_full_version", full),
                        Map.entry("os_name", "posix"),
                        Map.entry("sys_platform", "linux"),
                        Map.entry("platform_release", ""),
                        Map.entry("platform_system", "Linux"),
                        Map.entry("platform_version", ""),
                        Map.entry("platform_machine", platform.machine()),
                        Map.entry("platform_python_implementation", "CPython"),
                        Map.entry("implementation_name", "cpython"),
                        Map.entry("implementation_version", full)),
                Set.of(),
                Set.of());
    }

    MarkerEnvironment withExtras(Set<String> asked) {
        return new MarkerEnvironment(values, normalised(asked), groups);
    }

    MarkerEnvironment withGroups(Set<String> asked) {
        return new MarkerEnvironment(values, extras, normalised(asked));
    }

    static boolean known(String variable) {
        return PLAIN.contains(variable) || SETS.contains(variable) || variable.equals("extra");
    }

    String value(String variable) {
        return values.getOrDefault(variable, "");
    }

    Set<String> set(String variable) {
        return variable.equals("extras") ? extras : groups;
    }

    private static Set<String> normalised(Set<String> names) {
        return names.stream().map(ProjectName::normalised).collect(Collectors.toSet());
    }
}
