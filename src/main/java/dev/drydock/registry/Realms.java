package dev.drydock.registry;

import dev.drydock.problem.Problem;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * Which token servers may be told a registry's password. A challenge names any host it likes, and whoever can write a header of a
 * registry would be sent its users' passwords. So: the registry's own host; a host of the same domain, as {@code auth.docker.io} for
 * {@code registry-1.docker.io}; one that the user named. Anybody may be asked for an anonymous token.
 */
record Realms(URI registry, String domain, Set<String> allowed) {
    /** @throws dev.drydock.problem.DrydockException {@code registry/realm} */
    URI checked(String realm, boolean secret) {
        URI uri;
        try {
            uri = URI.create(realm);
        } catch (IllegalArgumentException e) {
            throw broken();
        }
        String host = uri.getHost();
        if (host == null || uri.getScheme() == null || uri.getUserInfo() != null) {
            throw broken();
        }
        boolean plain = uri.getScheme().equals("http") && registry.getScheme().equals("http");
        if (!uri.getScheme().equals("https") && !(plain && host.equalsIgnoreCase(registry.getHost()))) {
            throw Problem.input(
                            "registry/realm",
                            "`" + domain + "` wants to be asked for a token over `" + uri.getScheme() + "`")
                    .exception();
        }
        if (secret && !allowed.contains(host) && !related(host, registry.getHost())) {
            throw Problem.input(
                            "registry/realm",
                            "`" + domain + "` wants its password to be sent to `" + host
                                    + "`, which is of another domain")
                    .help("if that is its token server, say so with `--auth-realm " + host + "`")
                    .exception();
        }
        return uri;
    }

    private RuntimeException broken() {
        return Problem.input("registry/realm", "`" + domain + "` names a token server by a broken address")
                .exception();
    }

    /** The same host, or one of the same domain that somebody registered; of an address only the same. */
    static boolean related(String one, String other) {
        if (one.equalsIgnoreCase(other)) {
            return true;
        }
        List<String> a = labels(one);
        List<String> b = labels(other);
        boolean addresses = one.indexOf(':') >= 0 || other.indexOf(':') >= 0 || numeric(a) || numeric(b);
        int shared = 0;
        while (shared < a.size()
                && shared < b.size()
                && a.reversed().get(shared).equals(b.reversed().get(shared))) {
            shared++;
        }
        return !addresses && shared >= ownLabels(a);
    }

    /** Below {@code co.uk} and its like, everybody registers: two letters, and before them a short word. */
    private static int ownLabels(List<String> labels) {
        boolean country = labels.size() > 2
                && labels.getLast().length() == 2
                && labels.get(labels.size() - 2).length() <= 3;
        // Where anybody gets a name from the one who registered the domain.
        boolean shared = labels.size() > 2 && SHARED.contains(labels.get(labels.size() - 2) + "." + labels.getLast());
        return country || shared ? 3 : 2;
    }

    private static final Set<String> SHARED = Set.of(
            "amazonaws.com",
            "azurecr.io",
            "azure.com",
            "github.io",
            "gitlab.io",
            "herokuapp.com",
            "appspot.com",
            "run.app",
            "pkg.dev",
            "cloudfront.net",
            "windows.net",
            "googleapis.com",
            "workers.dev",
            "fly.dev");

    private static List<String> labels(String host) {
        return List.of(host.toLowerCase(java.util.Locale.ROOT).split("\\.", -1));
    }

    private static boolean numeric(List<String> labels) {
        return labels.getLast().chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
