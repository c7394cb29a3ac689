package dev.drydock.registry;

import dev.drydock.lock.JsonTree;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The logins of this user, where Docker and Podman keep them: {@code REGISTRY_AUTH_FILE}; {@code config.json} of {@code DOCKER_CONFIG}
 * or {@code ~/.docker}; Podman's {@code containers/auth.json}. In each file {@code credHelpers}, then {@code credsStore}, then {@code
 * auths} (containers-auth.json(5)). The first that has one for the registry counts.
 */
public final class Logins {
    private static final String DOCKER = "docker.io";

    /** Docker keeps its own registry's login under its first address. */
    private static final String DOCKER_KEY = "https://index.docker.io/v1/";

    private static final int LARGEST = 4 << 20;

    private final Map<String, String> environment;

    public Logins(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * @param domain as in names: {@code docker.io}
     * @throws dev.drydock.problem.DrydockException {@code login/…} where a file or a helper is broken
     */
    public Optional<Login> find(String domain, String repository) throws IOException {
        for (Path file : files()) {
            Optional<JsonTree> tree = read(file);
            if (tree.isPresent()) {
                Optional<Login> login = find(file, tree.get(), domain, repository);
                if (login.isPresent()) {
                    return login;
                }
            }
        }
        return Optional.empty();
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        variable("REGISTRY_AUTH_FILE").map(Path::of).ifPresent(files::add);
        variable("DOCKER_CONFIG").map(text -> Path.of(text, "config.json")).ifPresent(files::add);
        variable("XDG_RUNTIME_DIR")
                .map(text -> Path.of(text, "containers", "auth.json"))
                .ifPresent(files::add);
        Optional<Path> home = variable("HOME").map(Path::of);
        variable("XDG_CONFIG_HOME")
                .map(Path::of)
                .or(() -> home.map(path -> path.resolve(".config")))
                .map(path -> path.resolve("containers/auth.json"))
                .ifPresent(files::add);
        home.map(path -> path.resolve(".docker/config.json")).ifPresent(files::add);
        return files;
    }

    /** Where a new login is kept. */
    private Path own() {
        return variable("REGISTRY_AUTH_FILE")
                .map(Path::of)
                .or(() -> variable("DOCKER_CONFIG").map(text -> Path.of(text, "config.json")))
                .or(() -> variable("HOME").map(text -> Path.of(text, ".docker", "config.json")))
                .orElseThrow(() -> Problem.input("login/nowhere", "there is no place to keep a login")
                        .help("set HOME, DOCKER_CONFIG or REGISTRY_AUTH_FILE")
                        .exception());
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    private static Optional<JsonTree> read(Path file) throws IOException {
        byte[] bytes;
        try {
            if (Files.size(file) > LARGEST) {
                throw broken(file, "it has " + Files.size(file) + " bytes");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException | java.nio.file.AccessDeniedException e) {
            return Optional.empty();
        }
        if (new String(bytes, java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
            return Optional.empty();
        }
        try {
            JsonTree tree = JsonTree.parse(bytes);
            tree.fields();
            return Optional.of(tree);
        } catch (IllegalArgumentException e) {
            throw broken(file, "it is no JSON object");
        }
    }

    /** Never with a parser's words: they quote what they stumble over, which may be a password. */
    private static RuntimeException broken(Path file, String cause) {
        return Problem.input("login/malformed", "cannot read the logins of `" + file + "`")
                .because(cause)
                .exception();
    }

    private Optional<Login> find(Path file, JsonTree tree, String domain, String repository) throws IOException {
        for (String key : keys(domain, repository)) {
            Optional<String> helper = text(tree, "credHelpers", key);
            if (helper.isPresent()) {
                String asked = key.equals(DOCKER) ? DOCKER_KEY : key;
                return new CredentialHelper(helper.get(), environment).get(asked);
            }
        }
        Optional<String> store = text(tree, "credsStore");
        if (store.isPresent()) {
            String asked = domain.equals(DOCKER) ? DOCKER_KEY : domain;
            Optional<Login> login = new CredentialHelper(store.get(), environment).get(asked);
            if (login.isPresent()) {
                return login;
            }
        }
        SortedMap<String, JsonTree> auths = object(tree, "auths");
        for (String key : keys(domain, repository)) {
            JsonTree entry = auths.get(key);
            if (entry instanceof JsonTree.Fields fields) {
                Optional<Login> login = LoginFile.login(fields);
                if (login.isEmpty() && !fields.all().isEmpty()) {
                    throw broken(file, "the entry `" + key + "` is no login");
                }
                if (login.isPresent()) {
                    return login;
                }
            }
        }
        return Optional.empty();
    }

    /** What a login may stand under, the most special first; Podman has them for single repositories too. */
    private static List<String> keys(String domain, String repository) {
        List<String> keys = new ArrayList<>();
        String name = repository;
        while (!name.isEmpty()) {
            keys.add(domain + "/" + name);
            int slash = name.lastIndexOf('/');
            name = slash < 0 ? "" : name.substring(0, slash);
        }
        if (domain.equals(DOCKER)) {
            keys.addAll(List.of(DOCKER_KEY, DOCKER, "index.docker.io", "registry-1.docker.io"));
            return keys;
        }
        keys.add(domain);
        for (String scheme : List.of("https://", "http://")) {
            for (String end : List.of("", "/", "/v1/", "/v2/", "/v1", "/v2")) {
                keys.add(scheme + domain + end);
            }
        }
        return keys;
    }

    private static Optional<String> text(JsonTree tree, String name) {
        return tree.fields().get(name) instanceof JsonTree.Text text
                        && !text.value().isBlank()
                ? Optional.of(text.value())
                : Optional.empty();
    }

    private static Optional<String> text(JsonTree tree, String object, String name) {
        return text(new JsonTree.Fields(object(tree, object)), name);
    }

    private static SortedMap<String, JsonTree> object(JsonTree tree, String name) {
        return tree.fields().get(name) instanceof JsonTree.Fields fields ? fields.all() : new TreeMap<>();
    }

    /**
     * Keeps a login: with the helper that is configured for the registry, else in the file.
     *
     * @return where it is, for people
     */
    public String keep(String domain, Login.Password login) throws IOException {
        Path file = own();
        JsonTree tree = read(file).orElse(new JsonTree.Fields(new TreeMap<>()));
        String key = domain.equals(DOCKER) ? DOCKER_KEY : domain;
        Optional<String> helper = text(tree, "credHelpers", domain).or(() -> text(tree, "credsStore"));
        SortedMap<String, JsonTree> auths = new TreeMap<>(object(tree, "auths"));
        if (helper.isPresent()) {
            new CredentialHelper(helper.get(), environment).store(key, login);
            auths.put(key, new JsonTree.Fields(new TreeMap<>()));
        } else {
            auths.put(key, LoginFile.entry(login));
        }
        LoginFile.write(file, with(tree, auths));
        return helper.map(name -> "with `docker-credential-" + name + "`").orElse("in `" + file + "`, not encrypted");
    }

    /** @return whether there was one */
    public boolean forget(String domain) throws IOException {
        Path file = own();
        Optional<JsonTree> tree = read(file);
        if (tree.isEmpty()) {
            return false;
        }
        boolean found = false;
        String key = domain.equals(DOCKER) ? DOCKER_KEY : domain;
        Optional<String> helper = text(tree.get(), "credHelpers", domain).or(() -> text(tree.get(), "credsStore"));
        if (helper.isPresent()) {
            found = new CredentialHelper(helper.get(), environment).erase(key);
        }
        SortedMap<String, JsonTree> auths = new TreeMap<>(object(tree.get(), "auths"));
        for (String each : keys(domain, "")) {
            found |= auths.remove(each) != null;
        }
        LoginFile.write(file, with(tree.get(), auths));
        return found;
    }

    private static JsonTree with(JsonTree tree, SortedMap<String, JsonTree> auths) {
        SortedMap<String, JsonTree> fields = new TreeMap<>(tree.fields());
        fields.put("auths", new JsonTree.Fields(auths));
        return new JsonTree.Fields(fields);
    }
}
