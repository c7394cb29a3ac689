package dev.drydock.mirrors;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The mirrors of this machine, each looked for when it is first needed, in this order: a flag, a {@code DRYDOCK_*} variable, the user's
 * {@code mirrors.conf}, the client that the machine already has, and last what that client would do if it were here.
 */
public final class MachineMirrors implements Mirrors {
    private final Machine machine;
    private final Map<String, String> flags;
    private final Map<String, List<Mirror>> found = new ConcurrentHashMap<>();
    private volatile Optional<DebianMirror> debian = Optional.empty();
    private volatile Defaults defaults = Defaults.NONE;
    /** One, once apt was asked. */
    private final List<AptProxies> apt = new ArrayList<>();

    private volatile List<AppIndex> indexes = List.of();
    /** Held while a kind is looked for, which may mean fetching; {@link #authorization} is asked meanwhile and never waits for it. */
    private final Object looking = new Object();

    /** @param flags values of {@code debian}, {@code debian-security}, {@code debian-keyring}, {@code python}, {@code npm} as the command line set them */
    public MachineMirrors(Machine machine, Map<String, String> flags) {
        this.machine = machine;
        this.flags = new TreeMap<>(flags);
    }

    @Override
    public synchronized DebianMirror debian() {
        if (debian.isEmpty()) {
            debian = Optional.of(findDebian());
        }
        return debian.get();
    }

    /** Whom to ask where no client is on this machine. Set once, before mirrors are asked for. */
    public void fallBackTo(Defaults fallback) {
        defaults = fallback;
    }

    @Override
    public List<Mirror> python() {
        return once("python", () -> set("python").map(List::of).orElseGet(this::pythonClient));
    }

    private List<Mirror> pythonClient() {
        try {
            return new PythonClient(machine).mirrors();
        } catch (DrydockException e) {
            if (e.problems().stream().noneMatch(problem -> problem.code().equals("mirrors/none"))) {
                throw e;
            }
            return List.of(defaults.python().orElseThrow(() -> e));
        }
    }

    /** What the app that is built names besides. Set once, before mirrors are asked for. */
    public void add(List<AppIndex> named) {
        indexes = List.copyOf(named);
    }

    @Override
    public List<Mirror> ofApp(boolean explicit) {
        return once("python of the app" + (explicit ? ", explicit" : ""), () -> named(explicit));
    }

    private List<Mirror> named(boolean explicit) {
        boolean chosen = set("python").isPresent();
        List<URI> known = python().stream().map(Mirror::uri).toList();
        UvSettings uv = new UvSettings(machine);
        Netrc netrc = Netrc.of(machine);
        return indexes.stream()
                .filter(index -> index.use() != AppIndex.Use.DEFAULT || !chosen)
                .filter(index -> index.use() != AppIndex.Use.EXPLICIT || explicit)
                .map(uv::named)
                .map(netrc::authorized)
                .filter(mirror -> !known.contains(mirror.uri()))
                .distinct()
                .toList();
    }

    @Override
    public Mirror npm(String scope) {
        return once(
                        "npm " + scope,
                        () -> List.of(new NpmClient(machine)
                                .scoped(scope)
                                .or(() -> set("npm"))
                                .or(() -> new NpmClient(machine).mirror())
                                .or(defaults::npm)
                                .orElseThrow(() -> none("npm", "npm packages", "an npm configuration"))))
                .getFirst();
    }

    private List<Mirror> once(String kind, Supplier<List<Mirror>> search) {
        List<Mirror> known = found.get(kind);
        if (known != null) {
            return known;
        }
        synchronized (looking) {
            known = found.get(kind);
            if (known == null) {
                known = search.get();
                found.put(kind, known);
            }
            return known;
        }
    }

    /**
     * The value of the Authorization header for an address: that of the mirror it lies below or, since indexes keep their files beside
     * them, of the first of the same origin. Only mirrors that were asked for count, so a secret is read only where its mirror is used.
     */
    public Optional<String> authorization(URI uri) {
        List<Mirror> same = asked().filter(mirror -> sameOrigin(mirror.uri(), uri))
                .sorted(Comparator.<Mirror>comparingInt(
                                mirror -> -path(mirror.uri()).length())
                        .thenComparing(mirror -> mirror.uri().toString()))
                .toList();
        String path = path(uri.normalize());
        Optional<Mirror> above = same.stream()
                .filter(mirror -> path.startsWith(path(mirror.uri())))
                .findFirst();
        return above.isPresent()
                ? above.get().authorization()
                : same.stream()
                        .map(Mirror::authorization)
                        .flatMap(Optional::stream)
                        .findFirst();
    }

    /**
     * The proxy that apt would use for an address of a Debian mirror: its address as it is set, the empty text for none; empty where
     * apt says nothing, or the address is of no Debian mirror, so that the environment decides.
     */
    public Optional<String> proxy(URI uri) {
        boolean ofDebian = debian.stream()
                .flatMap(each -> Stream.concat(Stream.of(each.main()), each.security().stream()))
                .anyMatch(mirror -> sameOrigin(mirror.uri(), uri));
        return ofDebian ? aptProxies().of(uri) : Optional.empty();
    }

    private AptProxies aptProxies() {
        synchronized (apt) {
            if (apt.isEmpty()) {
                apt.add(new AptProxies(machine));
            }
            return apt.getFirst();
        }
    }

    private Stream<Mirror> asked() {
        Stream<Mirror> archives =
                debian.stream().flatMap(each -> Stream.concat(Stream.of(each.main()), each.security().stream()));
        return Stream.concat(found.values().stream().flatMap(List::stream), archives);
    }

    /** With a slash at its end, so that {@code /a} is not above {@code /ab}. */
    private static String path(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return path.endsWith("/") ? path : path + "/";
    }

    private DebianMirror findDebian() {
        Optional<DebianMirror> apt = new AptSources(machine).mirror();
        Optional<Mirror> main = set("debian");
        Optional<Mirror> security = set("debian-security");
        if (main.isEmpty()) {
            return apt.map(a -> new DebianMirror(
                            a.main(), security.or(a::security), keyring().or(a::keyring)))
                    .orElseThrow(() -> none("debian", "Debian packages", "apt sources"));
        }
        Optional<java.nio.file.Path> keyring =
                keyring().or(() -> apt.flatMap(DebianMirror::keyring)).or(() -> new AptSources(machine).keyring());
        return new DebianMirror(main.get(), security.or(() -> sibling(main.get())), keyring);
    }

    /** Of whoever signs a mirror's indexes with keys of his own, where no apt sources say so. */
    private Optional<java.nio.file.Path> keyring() {
        return Optional.ofNullable(flags.get("debian-keyring"))
                .or(() -> machine.variable("DRYDOCK_DEBIAN_KEYRING"))
                .map(java.nio.file.Path::of);
    }

    /** Debian's mirrors keep the security archive beside the main one, under this name. */
    private static Optional<Mirror> sibling(Mirror main) {
        String text = main.uri().toString();
        return text.endsWith("/debian")
                ? Optional.of(new Mirror(URI.create(text + "-security"), main.foundIn(), main.authorization()))
                : Optional.empty();
    }

    /** What a flag, the environment or the user's own configuration says. */
    private Optional<Mirror> set(String kind) {
        if (flags.containsKey(kind)) {
            return Optional.of(mirror(flags.getOrDefault(kind, ""), "--" + kind + "-mirror"));
        }
        String variable = "DRYDOCK_" + kind.replace('-', '_').toUpperCase(java.util.Locale.ROOT) + "_MIRROR";
        Optional<String> value = machine.variable(variable);
        if (value.isPresent()) {
            return value.map(text -> mirror(text, variable));
        }
        return new UserMirrors(machine).read(kind).map(text -> mirror(text, "`drydock mirrors set`"));
    }

    /** Reads an address; user information in it becomes the authorization, so that it is never printed. */
    static Mirror mirror(String text, String foundIn) {
        URI uri;
        try {
            uri = URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw bad(text, foundIn);
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw bad(text, foundIn);
        }
        Optional<String> authorization = Optional.ofNullable(uri.getUserInfo())
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new Mirror(URI.create(uri.getScheme() + "://" + uri.getHost() + port + path), foundIn, authorization);
    }

    private static RuntimeException bad(String text, String foundIn) {
        return Problem.input("mirrors/address", "not the address of a mirror: `" + shown(text.strip()) + "`")
                .at("in " + foundIn)
                .help("use a full address, such as `https://mirror.example/debian`")
                .exception();
    }

    /** Without what may be secret in what is no address: all before the last at sign, all from a question mark on. */
    private static String shown(String text) {
        int at = text.lastIndexOf('@');
        int end = text.indexOf('?', Math.max(0, at));
        return (at < 0 ? "" : "…") + text.substring(Math.max(0, at), end < 0 ? text.length() : end);
    }

    private static RuntimeException none(String kind, String what, String client) {
        return Problem.input(
                        "mirrors/none",
                        "found no mirror for " + what + " on this machine: there is no `" + client + "`")
                .help("name one with `drydock mirrors set " + kind + " URL`, or `--" + kind + "-mirror URL`")
                .exception();
    }

    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost() == null ? "" : other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    /** Every kind, for {@code drydock mirrors}: what was found, or why nothing was. */
    public List<Found> all() {
        List<Found> result = new ArrayList<>();
        result.add(Found.of("debian", () -> debian().main()));
        result.add(Found.of("debian-security", () -> debian().security()
                .orElseThrow(() -> none("debian-security", "Debian security updates", "apt sources"))));
        result.add(Found.of("python", () -> python().getFirst()));
        result.add(Found.of("npm", () -> npm("")));
        return result;
    }
}
