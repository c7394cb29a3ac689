package dev.drydock.build;

import dev.drydock.app.App;
import dev.drydock.app.Settings;
import dev.drydock.archive.Member;
import dev.drydock.oci.Config;
import dev.drydock.plan.Parts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a container of an app on a base image runs, as people know it from Dockerfiles: what the app sets wins, what it leaves open comes from
 * the base; an ENTRYPOINT of the app's own resets the base's CMD, and ports, volumes and labels add up.
 */
final class OnBase {
    private static final String PATH = "PATH";
    private static final String USUAL = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /** Where programs of dependencies are put. */
    private static final String PROGRAMS = "/usr/local/bin";

    private static final String CERTIFICATES = "etc/ssl/certs/ca-certificates.crt";

    private OnBase() {}

    static Config config(App app, Parts parts, Config base, List<Member> members, long created) {
        Settings settings = app.settings();
        boolean own = settings.entrypoint().isPresent() || settings.cmd().isEmpty();
        SortedSet<String> ports = new TreeSet<>(base.exposedPorts());
        ports.addAll(Planning.ports(settings.ports().isEmpty() ? app.start().ports() : settings.ports()));
        SortedSet<String> volumes = new TreeSet<>(base.volumes());
        volumes.addAll(settings.volumes());
        SortedMap<String, String> labels = new TreeMap<>(base.labels());
        labels.putAll(Planning.labels(app));
        return new Config(
                base.platform(),
                created,
                // a base that names none runs as root, which no app needs
                settings.user().orElse(base.user().isEmpty() ? Planning.USER : base.user()),
                settings.workdir().orElse("/" + Planning.strip(parts.workdir())),
                env(base, parts, settings, members),
                own ? settings.entrypoint().orElse(parts.command()) : base.entrypoint(),
                settings.cmd().orElse(List.of()),
                ports,
                volumes,
                labels,
                Optional.of(base.stopSignal().orElse("SIGTERM")));
    }

    /** The base's first and in its order; a PATH of the app may name the base's as {@code $PATH}. */
    private static List<String> env(Config base, Parts parts, Settings settings, List<Member> members) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String each : base.env()) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                all.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        String path = extended(all.getOrDefault(PATH, USUAL));
        all.put(PATH, path);
        if (members.stream().anyMatch(member -> member.entry().path().equals(CERTIFICATES))) {
            all.putIfAbsent("SSL_CERT_FILE", "/" + CERTIFICATES);
        }
        if (members.stream().anyMatch(member -> member.entry().path().equals("home/nonroot"))) {
            all.putIfAbsent("HOME", "/home/nonroot");
        }
        SortedMap<String, String> own = new TreeMap<>(parts.env());
        own.putAll(settings.env());
        own.forEach((name, value) ->
                all.put(name, name.equals(PATH) ? value.replace("${PATH}", path).replace("$PATH", path) : value));
        List<String> result = new ArrayList<>();
        all.forEach((name, value) -> result.add(name + "=" + value));
        return result;
    }

    private static String extended(String path) {
        return List.of(path.split(":", -1)).contains(PROGRAMS) ? path : path + ":" + PROGRAMS;
    }
}
