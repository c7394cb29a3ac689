package dev.drydock.registry;

import dev.drydock.fetch.Patience;
import dev.drydock.lock.JsonTree;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What to say to one registry about who asks: nothing, until it wants to know (distribution-spec, "Token Authentication"). */
final class Authorizer {
    private static final int LONGEST_ANSWER = 1 << 20;

    private final Realms realms;
    private final Optional<Login> login;
    private final Exchange exchange;
    private final Patience patience;
    private final Map<SortedSet<String>, String> values = new HashMap<>();
    private Optional<Challenge> bearer = Optional.empty();
    private Optional<String> basic = Optional.empty();

    Authorizer(Realms realms, Optional<Login> login, Exchange exchange, Patience patience) {
        this.realms = realms;
        this.login = login;
        this.exchange = exchange;
        this.patience = patience;
    }

    Optional<Login> login() {
        return login;
    }

    /** The value of the Authorization header for these scopes, as far as is known. */
    synchronized Optional<String> value(SortedSet<String> scopes) throws IOException {
        if (login.orElse(null) instanceof Login.Access access) {
            return Optional.of("Bearer " + usable(access.token()));
        }
        if (basic.isPresent()) {
            return basic;
        }
        if (bearer.isPresent() && !values.containsKey(scopes)) {
            values.put(scopes, "Bearer " + token(bearer.get(), scopes));
        }
        return Optional.ofNullable(values.get(scopes));
    }

    /**
     * Takes in what a 401 said.
     *
     * @param used what had been sent
     * @return whether it is worth asking again
     */
    synchronized boolean challenged(List<Challenge> challenges, SortedSet<String> scopes, Optional<String> used)
            throws IOException {
        if (!used.equals(value(scopes))) {
            return true;
        }
        values.remove(scopes);
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("bearer")
                    && challenge.parameter("realm").isPresent()) {
                bearer = Optional.of(challenge);
            } else if (challenge.scheme().equals("basic")
                    && bearer.isEmpty()
                    && basic.isEmpty()
                    && login.orElse(null) instanceof Login.Password password) {
                basic = Optional.of(password.basic());
                return true;
            }
        }
        return bearer.isPresent() && value(scopes).isPresent();
    }

    private String token(Challenge challenge, SortedSet<String> scopes) throws IOException {
        URI realm = realms.checked(challenge.parameter("realm").orElseThrow(), login.isPresent());
        List<String> fields = new ArrayList<>();
        challenge.parameter("service").ifPresent(service -> fields.add("service=" + encoded(service)));
        SortedSet<String> wanted = new TreeSet<>(scopes);
        if (wanted.isEmpty()) {
            challenge.parameter("scope").ifPresent(wanted::add);
        }
        Exchange.Request request;
        Optional<String> authorization = Optional.empty();
        if (login.orElse(null) instanceof Login.Identity identity) {
            fields.add("grant_type=refresh_token");
            fields.add("client_id=drydock");
            fields.add("refresh_token=" + encoded(identity.token()));
            fields.add("scope=" + encoded(String.join(" ", wanted)));
            request = Exchange.Request.of("POST", realm)
                    .with("Content-Type", "application/x-www-form-urlencoded")
                    .with(Exchange.Body.of(String.join("&", fields).getBytes(StandardCharsets.US_ASCII)))
                    .staying();
        } else {
            wanted.forEach(scope -> fields.add("scope=" + encoded(scope)));
            if (login.orElse(null) instanceof Login.Password password) {
                fields.add("account=" + encoded(password.user()));
                authorization = Optional.of(password.basic());
            }
            String query = realm.getRawQuery() == null ? "?" : "?" + realm.getRawQuery() + "&";
            String bare = realm.toString().replaceFirst("[?#].*", "");
            request = Exchange.Request.of("GET", URI.create(bare + query + String.join("&", fields)));
        }
        return token(request, authorization);
    }

    private String token(Exchange.Request request, Optional<String> authorization) throws IOException {
        IOException last = new IOException("never tried");
        Optional<String> retryAfter = Optional.empty();
        for (int attempt = 0; attempt < patience.attempts(); attempt++) {
            if (attempt > 0) {
                patience.wait(attempt, retryAfter);
            }
            try (Answer answer = exchange.send(request, request.uri(), authorization)) {
                if (answer.good()) {
                    return parsed(answer.bytes(LONGEST_ANSWER));
                }
                if (!Refusal.passes(answer.status())) {
                    throw refused(answer);
                }
                retryAfter = answer.header("Retry-After");
                last = new IOException("the token server answered " + answer.status());
            } catch (IOException e) {
                last = e;
            }
        }
        throw Problem.passing("registry/token", "cannot get a token for `" + realms.domain() + "`")
                .because(last)
                .exception();
    }

    private RuntimeException refused(Answer answer) throws IOException {
        Problem problem = Problem.input(
                        "registry/login",
                        login.isPresent()
                                ? "`" + realms.domain() + "` does not accept your login"
                                : "`" + realms.domain() + "` gives no token to somebody without a login")
                .because("its token server answered " + answer.status());
        for (String words : Refusal.words(answer.bytes(LONGEST_ANSWER))) {
            problem = problem.because(words);
        }
        return problem.help("run `drydock login " + realms.domain() + "`").exception();
    }

    private static String parsed(byte[] body) throws IOException {
        try {
            JsonTree tree = JsonTree.parse(body);
            JsonTree token = tree.fields().getOrDefault("token", tree.fields().get("access_token"));
            if (token instanceof JsonTree.Text text && !text.value().isEmpty()) {
                return usable(text.value());
            }
        } catch (IllegalArgumentException e) {
            // Said below; the body may hold half a token.
        }
        throw new IOException("the token server's answer holds no token");
    }

    /** The JDK repeats a header that it refuses in its message. */
    private static String usable(String token) throws IOException {
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IOException("the token is no token");
        }
        return token;
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
