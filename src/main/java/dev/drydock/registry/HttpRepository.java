package dev.drydock.registry;

import dev.drydock.fetch.Patience;
import dev.drydock.layout.Document;
import dev.drydock.oci.Descriptor;
import dev.drydock.oci.Digest;
import dev.drydock.oci.MediaTypes;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/** A repository over HTTP. */
final class HttpRepository implements Repository {
    /** Registries allow 4 MiB. */
    static final int LARGEST_MANIFEST = 8 << 20;

    private static final String ACCEPTED = String.join(
            ", ",
            MediaTypes.MANIFEST,
            MediaTypes.INDEX,
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json");

    private final URI base;
    private final Reference reference;
    private final Registries.Use use;
    private final Exchange exchange;
    private final Authorizer authorizer;
    private final Patience patience;
    private final Uploading uploading;

    HttpRepository(
            URI base,
            Reference reference,
            Registries.Use use,
            Exchange exchange,
            Authorizer authorizer,
            Patience patience) {
        this.base = base;
        this.reference = reference;
        this.use = use;
        this.exchange = exchange;
        this.authorizer = authorizer;
        this.patience = patience;
        this.uploading = new Uploading(this, base, exchange, authorizer, patience);
    }

    @Override
    public String place() {
        return reference.place();
    }

    /** Whether a login is taken, by the one address that needs nothing else. */
    void ping() throws IOException {
        Exchange.Request request = Exchange.Request.of("GET", base.resolve("v2/"));
        try (Answer answer = send(request, new TreeSet<>(), "its root")) {
            if (!answer.good()) {
                Refusal refusal = Refusal.of(answer);
                throw refusal.exception("log in to", reference.domain(), reference.domain(), "its root", true);
            }
        }
    }

    @Override
    public boolean has(Digest blob) throws IOException {
        // A redirect leads to its bytes, so it is there; the storage need not answer HEAD.
        try (Answer answer = send(request("HEAD", "blobs/" + blob).staying(), scopes(), named(blob))) {
            if (answer.status() == 404) {
                return false;
            }
            if (answer.status() >= 400) {
                throw refused(answer, named(blob));
            }
            return true;
        }
    }

    @Override
    public boolean mount(Digest blob, String from) throws IOException {
        SortedSet<String> scopes = scopes();
        scopes.add("repository:" + from + ":pull");
        String query = "?mount=" + Authorizer.encoded(blob.toString()) + "&from=" + Authorizer.encoded(from);
        try (Answer answer = send(upload(query), scopes, named(blob))) {
            return answer.status() == 201;
        } catch (DrydockException e) {
            // A mount is a favour: whatever comes of it, the blob can still be sent.
            return false;
        }
    }

    Exchange.Request upload(String query) {
        return request("POST", "blobs/uploads/" + query)
                .with("Content-Type", "application/octet-stream")
                .with(Exchange.Body.of(new byte[0]));
    }

    @Override
    public void upload(Descriptor blob, Opening content, LongConsumer sent) throws IOException {
        uploading.upload(blob, content, sent);
    }

    static boolean rightDigest(Answer answer, Digest digest) {
        return answer.header("Docker-Content-Digest")
                .filter(text -> !text.equals(digest.toString()))
                .isEmpty();
    }

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        return new ResumingStream(from -> content(blob, from), blob.size(), patience);
    }

    private Answer content(Descriptor blob, long from) throws IOException {
        Exchange.Request request = request("GET", "blobs/" + blob.digest());
        if (from > 0) {
            request = request.with("Range", "bytes=" + from + "-");
        }
        Answer answer = send(request, scopes(), named(blob.digest()));
        if (!answer.good()) {
            try (answer) {
                throw refused(answer, named(blob.digest()));
            }
        }
        return answer;
    }

    @Override
    public Optional<Document> manifest(String target) throws IOException {
        String what = "`" + target + "`";
        DrydockException last = Problem.input("registry/digest", "never tried").exception();
        for (int attempt = 0; attempt < patience.attempts(); attempt++) {
            if (attempt > 0) {
                patience.wait(attempt, Optional.empty());
            }
            try (Answer answer = send(request("GET", "manifests/" + target).with("Accept", ACCEPTED), scopes(), what)) {
                if (answer.status() == 404) {
                    return Optional.empty();
                }
                if (!answer.good()) {
                    throw refused(answer, what);
                }
                byte[] bytes = answer.bytes(LARGEST_MANIFEST + 1);
                String type = answer.header("Content-Type")
                        .orElse("")
                        .replaceFirst(";.*", "")
                        .strip();
                Document document = new Document(type, bytes);
                String got = document.descriptor().digest().toString();
                String expected = target.startsWith("sha256:")
                        ? target
                        : answer.header("Docker-Content-Digest")
                                .filter(text -> text.startsWith("sha256:"))
                                .orElse(got);
                if (bytes.length > LARGEST_MANIFEST) {
                    throw Problem.input(
                                    "registry/too-large", "the manifest " + what + " of `" + place() + "` is too large")
                            .exception();
                }
                if (expected.equals(got)) {
                    return Optional.of(document);
                }
                last = Problem.input("registry/digest", "the manifest " + what + " of `" + place() + "` is damaged")
                        .because("expected `" + expected + "`, got `" + got + "`")
                        .exception();
            } catch (IOException e) {
                last = given(e);
            }
        }
        throw last;
    }

    @Override
    public Optional<Digest> resolve(String target) throws IOException {
        try (Answer answer =
                send(request("HEAD", "manifests/" + target).with("Accept", ACCEPTED), scopes(), "`" + target + "`")) {
            if (answer.status() == 404) {
                return Optional.empty();
            }
            if (!answer.good()) {
                throw refused(answer, "`" + target + "`");
            }
            String digest = answer.header("Docker-Content-Digest").orElse("");
            if (digest.matches("sha256:[0-9a-f]{64}")) {
                return Optional.of(Digest.parse(digest));
            }
        }
        // The header is only a should.
        return manifest(target).map(document -> document.descriptor().digest());
    }

    @Override
    public void put(Document manifest, String target) throws IOException {
        Exchange.Request request = request("PUT", "manifests/" + target)
                .with("Content-Type", manifest.descriptor().mediaType())
                .with(Exchange.Body.of(manifest.bytes()));
        for (int attempt = 0; ; attempt++) {
            try (Answer answer = send(request, scopes(), "the manifest")) {
                boolean right = rightDigest(answer, manifest.descriptor().digest());
                if (answer.good() && right) {
                    return;
                }
                Refusal refusal = Refusal.of(answer);
                boolean again = answer.good() || refusal.says("DIGEST_INVALID");
                if (refusal.says("MANIFEST_BLOB_UNKNOWN")) {
                    throw new BlobsMissing(refusal(refusal, "the manifest"));
                }
                if (!again || attempt + 1 >= patience.attempts()) {
                    throw answer.good()
                            ? Problem.input("registry/digest", "`" + place() + "` kept another manifest than was sent")
                                    .exception()
                            : refusal(refusal, "the manifest");
                }
            }
            patience.wait(attempt + 1, Optional.empty());
        }
    }

    /** The registry lacks a blob that it was thought to have. */
    static final class BlobsMissing extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient DrydockException words;

        BlobsMissing(DrydockException words) {
            super(words.getMessage(), words);
            this.words = words;
        }

        DrydockException words() {
            return words;
        }
    }

    /** A refusal that another try may change; its words, if it does not. */
    static final class Failed extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient DrydockException words;

        Failed(DrydockException words) {
            super(words.getMessage());
            this.words = words;
        }
    }

    private Exchange.Request request(String method, String rest) {
        return Exchange.Request.of(method, base.resolve("v2/" + reference.repository() + "/" + rest));
    }

    SortedSet<String> scopes() {
        SortedSet<String> scopes = new TreeSet<>();
        scopes.add("repository:" + reference.repository() + ":" + (use == Registries.Use.PUSH ? "pull,push" : "pull"));
        return scopes;
    }

    private static String named(Digest blob) {
        return "the blob `" + blob + "`";
    }

    /** Sends it until it is answered: with a login where one is asked for, and again where a fault may pass. */
    Answer send(Exchange.Request request, SortedSet<String> scopes, String what) throws IOException {
        IOException last = new IOException("never tried");
        Optional<String> retryAfter = Optional.empty();
        int logins = 0;
        for (int attempt = 0; attempt < patience.attempts(); attempt++) {
            if (attempt > 0) {
                patience.wait(attempt, retryAfter);
            }
            retryAfter = Optional.empty();
            Optional<String> authorization = authorizer.value(scopes);
            Answer answer;
            try {
                answer = exchange.send(request, base, authorization);
            } catch (IOException e) {
                last = e;
                if (hopeless(e, attempt)) {
                    break;
                }
                continue;
            }
            if (answer.status() == 401 && logins < 2 && Exchange.sameOrigin(answer.uri(), base)) {
                logins++;
                if (authorizer.challenged(Challenge.parse(answer.headers("WWW-Authenticate")), scopes, authorization)) {
                    answer.close();
                    attempt--;
                    continue;
                }
                return answer;
            }
            if (!Refusal.passes(answer.status())) {
                return answer;
            }
            try (answer) {
                Refusal refusal = Refusal.of(answer);
                retryAfter = refusal.retryAfter();
                last = new Failed(refusal(refusal, what));
            }
        }
        throw given(last);
    }

    /** What waiting does not change; a registry that is being started again is given a moment. */
    private static boolean hopeless(IOException failure, int attempt) {
        return failure instanceof javax.net.ssl.SSLHandshakeException
                || failure instanceof java.net.UnknownHostException
                || (failure instanceof java.net.ConnectException && attempt > 1);
    }

    DrydockException given(IOException last) {
        if (last instanceof Failed failed) {
            return failed.words;
        }
        if (last instanceof javax.net.ssl.SSLException failure) {
            return TlsFailure.problem(failure, reference.domain()).exception();
        }
        return Problem.passing("registry/unreachable", "cannot reach the registry `" + reference.domain() + "`")
                .because(last)
                .help("try again; a registry that speaks only HTTP needs `--insecure-registry " + reference.domain()
                        + "`")
                .exception();
    }

    DrydockException refused(Answer answer, String what) throws IOException {
        return refusal(Refusal.of(answer), what);
    }

    DrydockException refusal(Refusal refusal, String what) {
        String doing = use == Registries.Use.PUSH ? "push to" : "pull from";
        boolean known = authorizer.login().isPresent();
        return refusal.exception(doing, place(), reference.domain(), what, known);
    }
}
