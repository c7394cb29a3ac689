package dev.drydock.registry;

import dev.drydock.fetch.Connections;
import dev.drydock.fetch.Identity;
import dev.drydock.fetch.Patience;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The registries that there are, each found once: its address, its certificates, the user's login. */
public final class Registries {
    /** Enough for a busy CI runner's registry: one request in five may fail, and an image still gets through. */
    public static final Patience USUAL =
            new Patience(7, java.time.Duration.ofMillis(200), java.time.Duration.ofSeconds(60));

    private final Map<String, String> environment;
    private final Access access;
    private final Patience patience;
    private final Logins logins;
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();

    /** @param environment of the process */
    public Registries(Map<String, String> environment, Access access, Patience patience) {
        this.environment = Map.copyOf(environment);
        this.access = access;
        this.patience = patience;
        this.logins = new Logins(environment);
    }

    /** What is wanted of a repository. */
    public enum Use {
        PULL,
        PUSH
    }

    /** Where a registry answers. */
    private record Endpoint(URI base, Exchange exchange) {}

    public Repository repository(Reference reference, Use use) throws IOException {
        Endpoint endpoint = endpoint(reference.domain());
        Optional<Login> login = logins.find(reference.domain(), reference.repository());
        return repository(reference, use, endpoint, login);
    }

    private HttpRepository repository(Reference reference, Use use, Endpoint endpoint, Optional<Login> login) {
        Realms realms = new Realms(endpoint.base(), reference.domain(), access.realms());
        Authorizer authorizer = new Authorizer(realms, login, endpoint.exchange(), patience);
        return new HttpRepository(endpoint.base(), reference, use, endpoint.exchange(), authorizer, patience);
    }

    /**
     * Asks the registry whether it takes this login.
     *
     * @throws dev.drydock.problem.DrydockException {@code registry/login}
     */
    public void check(String domain, Login login) throws IOException {
        Reference any = new Reference(domain, "", Optional.empty(), Optional.empty());
        repository(any, Use.PULL, endpoint(domain), Optional.of(login)).ping();
    }

    private Endpoint endpoint(String domain) throws IOException {
        Endpoint known = endpoints.get(domain);
        if (known == null) {
            known = found(domain);
            endpoints.put(domain, known);
        }
        return known;
    }

    /** HTTPS, but for this machine itself and what the user calls insecure: there, whichever answers. */
    private Endpoint found(String domain) throws IOException {
        String host = domain.equals("docker.io") ? "registry-1.docker.io" : domain;
        URI secure = URI.create("https://" + host + "/");
        URI plain = URI.create("http://" + host + "/");
        Path home = Path.of(environment.getOrDefault("HOME", "/nonexistent"));
        CertificateFiles files = CertificateFiles.of(host, home);
        Optional<Identity> identity = files.identity(secure);
        if (access.insecure().contains(domain)) {
            Exchange exchange = new Exchange(new Connections(environment, List.of(), true, identity));
            return new Endpoint(speaks(exchange, secure) ? secure : plain, exchange);
        }
        List<Path> authorities = new ArrayList<>(access.authorities());
        authorities.addAll(files.authorities());
        Exchange exchange = new Exchange(new Connections(environment, authorities, false, identity));
        boolean here = loopback(String.valueOf(secure.getHost()));
        return new Endpoint(here && speaks(exchange, plain) ? plain : secure, exchange);
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** Whether a registry answers there: a TLS server says 400 to plain HTTP. No secret is sent. */
    private static boolean speaks(Exchange exchange, URI base) {
        Exchange.Request ping = Exchange.Request.of("GET", base.resolve("v2/")).staying();
        for (int attempt = 0; attempt < 4; attempt++) {
            try (Answer answer = exchange.send(ping, base, Optional.empty())) {
                return answer.status() != 400;
            } catch (java.net.ConnectException e) {
                return base.getScheme().equals("http");
            } catch (IOException e) {
                // Another protocol, or a broken connection: once more tells.
            }
        }
        return false;
    }
}
