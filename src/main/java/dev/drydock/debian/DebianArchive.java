package dev.drydock.debian;

import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Variant;
import dev.drydock.mirrors.DebianMirror;
import dev.drydock.mirrors.Mirror;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Debian's packages of one suite for one platform: the suite itself, its updates and its security updates, merged. */
public final class DebianArchive {
    /** What is built from where nothing else is asked for. */
    public static final String DEFAULT_SUITE = "trixie";

    /** Suites that are known to have updates and security updates: a mirror that lacks those hides something. */
    private static final Set<String> STABLE = Set.of("bookworm", "trixie");

    /** The archive of security updates, as locks name it. */
    private static final String SECURITY = "debian-security";

    /** In bytes: a compressed file with nothing in it. */
    private static final int EMPTY_GZIP = 32;

    private final String suite;
    private final Platform platform;
    private final Sources sources;
    private final List<SignedSuite> signed;
    private final Suites packages;

    private DebianArchive(String suite, Platform platform, Sources sources, List<SignedSuite> signed, Suites packages) {
        this.suite = suite;
        this.platform = platform;
        this.sources = sources;
        this.signed = List.copyOf(signed);
        this.packages = packages;
    }

    /**
     * Fetches the signed indexes, checks them, and has them at hand.
     *
     * @param suite by its code name or alias: {@code trixie}, {@code stable}
     * @param now for the dates of indexes, keys and signatures
     * @throws dev.drydock.problem.DrydockException {@code debian/…}, {@code fetch/…}, {@code mirrors/none}
     */
    public static DebianArchive open(Sources sources, String suite, Platform platform, Instant now) throws IOException {
        return open(sources, suite, platform, now, PinnedKeys.fingerprints());
    }

    static DebianArchive open(Sources sources, String suite, Platform platform, Instant now, Set<String> pins)
            throws IOException {
        if (!suite.matches("[a-z][a-z0-9-]*")) {
            throw noSuite(suite).exception();
        }
        DebianMirror mirror = sources.mirrors().debian();
        Optional<Path> installed = mirror.keyring();
        Keyring keyring = installed.isPresent()
                ? Keyring.read(installed.get())
                : PinnedKeys.fetch(mirror.main(), suite, platform, sources, now, pins);
        List<Callable<Optional<SignedSuite>>> asked = new ArrayList<>();
        asked.add(() -> Optional.of(SignedSuite.fetch("debian", mirror.main(), suite, sources, keyring, now)
                .orElseThrow(() -> noSuite(suite).exception())));
        asked.add(() -> addition("debian", mirror.main(), suite, "-updates", sources, keyring, now));
        mirror.security()
                .ifPresent(security ->
                        asked.add(() -> addition(SECURITY, security, suite, "-security", sources, keyring, now)));
        List<SignedSuite> signed =
                together(asked).stream().flatMap(Optional::stream).toList();
        List<Callable<PackageIndex>> indexes = new ArrayList<>();
        signed.forEach(each -> indexes.add(() -> packages(each, platform, sources)));
        return new DebianArchive(
                suite, platform, sources, signed, new Suites(together(indexes), platform.debianArchitecture()));
    }

    private static Optional<SignedSuite> addition(
            String archive, Mirror mirror, String suite, String ending, Sources sources, Keyring keyring, Instant now)
            throws IOException {
        Optional<SignedSuite> found = SignedSuite.fetch(archive, mirror, suite + ending, sources, keyring, now);
        if (found.isEmpty() && STABLE.contains(suite)) {
            throw noSuite(suite + ending).exception();
        }
        return found;
    }

    /** The results in order, all of it done at once, since most of it is waiting; of several failures the first in order is thrown. */
    private static <T> List<T> together(List<Callable<T>> tasks) throws IOException {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> each : threads.invokeAll(tasks)) {
                results.add(each.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException runtime -> throw runtime;
                case null, default -> throw new IOException(e.getCause());
            }
        }
    }

    private static PackageIndex packages(SignedSuite suite, Platform platform, Sources sources) throws IOException {
        String path = "main/binary-" + platform.debianArchitecture() + "/Packages";
        SignedSuite.Compressed index = suite.index(path).orElseThrow(() -> Problem.input(
                        "debian/no-architecture",
                        "`" + suite.label() + "` has no packages for " + platform.debianArchitecture())
                .help("choose another platform or suite")
                .exception());
        String source = "the packages of `" + suite.label() + "`";
        return PackageIndex.open(
                suite.archive(), sources, index.item().digest(), source, () -> suite.open(index, sources));
    }

    private static Problem noSuite(String suite) {
        return Problem.input("debian/no-suite", "the Debian mirror has no suite `" + suite + "`")
                .help("use `trixie` or `bookworm`, or name a full mirror with `drydock mirrors set debian URL`");
    }

    public String suite() {
        return suite;
    }

    /** The digest of each signed InRelease that vouches for the packages, by {@code archive/suite}. */
    public SortedMap<String, Digest> indexes() {
        SortedMap<String, Digest> result = new TreeMap<>();
        signed.forEach(each -> result.put(each.label(), each.signed()));
        return Collections.unmodifiableSortedMap(result);
    }

    /**
     * The roots and all that they need. In {@link Variant#DISTROLESS} and {@link Variant#DEBUG} without what only an installation needs;
     * in {@link Variant#STANDARD} with all essential packages.
     *
     * @param roots names of packages, or of what a package provides
     * @throws dev.drydock.problem.DrydockException {@code debian/no-package}, {@code debian/unmet}, {@code debian/conflict}: all of them
     *     together
     */
    public Resolved resolve(List<String> roots, Variant variant) {
        SortedSet<String> all = new TreeSet<>(roots);
        SortedSet<String> leftOut = new TreeSet<>();
        switch (variant) {
            case DISTROLESS, DEBUG, BASE -> leftOut.addAll(LeftOut.packages().keySet());
            case STANDARD -> all.addAll(packages.essential());
        }
        Closure closure = new Closure(packages, suite, platform.debianArchitecture(), leftOut);
        return new Resolved(
                closure.of(all).values().stream().map(DebPackage::artifact).toList(), indexes());
    }

    /** The newest version of a package, from whichever suite; of one version in several archives, the main one counts. */
    public Optional<Artifact.Deb> newest(String name) {
        return packages.newest(name).map(DebPackage::artifact);
    }

    /** What there is of an installed package today. One of another architecture than the archive was opened for is not known in it. */
    public PackageAge age(InstalledPackage installed) {
        boolean foreign = !List.of("", "all", platform.debianArchitecture()).contains(installed.architecture());
        if (foreign || !DebPackage.canBe(installed.name(), installed.version())) {
            return new PackageAge(installed, Optional.empty(), Optional.empty());
        }
        return new PackageAge(
                installed,
                packages.newest(installed.name()).map(DebPackage::version),
                packages.newest(installed.name(), SECURITY)
                        .map(DebPackage::version)
                        .filter(version -> DebianVersion.compare(version, installed.version()) > 0));
    }

    /** Whether a mirror of security updates was known when the archive was opened. */
    public boolean knowsSecurity() {
        return signed.stream().anyMatch(each -> each.archive().equals(SECURITY));
    }

    /** Whether Debian publishes security updates for the suite. */
    public static boolean hasSecurityUpdates(String suite) {
        return STABLE.contains(suite);
    }

    /** Where the package can be had from today. */
    public static List<URI> locate(Artifact.Deb deb, Sources sources) {
        if (!DebPackage.safePath(deb.path())) {
            throw Problem.input(
                            "debian/path", "`" + deb.label() + "` has no usable path in the lock: `" + deb.path() + "`")
                    .help("run `drydock lock`")
                    .exception();
        }
        DebianMirror mirror = sources.mirrors().debian();
        List<URI> result = new ArrayList<>();
        if (deb.archive().equals(SECURITY)) {
            mirror.security().ifPresent(security -> result.add(security.resolve(deb.path())));
        }
        // also a fallback: point releases move security updates into the main archive, under another path where they
        // differ
        result.add(mirror.main().resolve(deb.path()));
        return result;
    }

    /**
     * The package that has a shared library, by the archive's Contents index: in the directories that the loader searches before others,
     * from a package of libraries before others.
     *
     * @param soname {@code libgomp.so.1}, or a path that ends so
     */
    public Optional<String> providerOf(String soname) throws IOException {
        List<Libraries> all = new ArrayList<>();
        for (SignedSuite each : signed) {
            Optional<SignedSuite.Compressed> index = each.index("main/Contents-" + platform.debianArchitecture());
            if (index.isPresent() && index.get().item().size() > EMPTY_GZIP) {
                all.add(libraries(each, index.get()));
            }
        }
        return Libraries.best(
                all, soname, platform.multiarch(), name -> packages.newest(name).isPresent());
    }

    /**
     * Mirrors are often late with their Contents, so that the one that was signed is not there. Then the one that is there will do, as a hint:
     * it only names a package, which must be in the signed index, and which is checked for the library when it has come.
     */
    private Libraries libraries(SignedSuite suite, SignedSuite.Compressed index) throws IOException {
        String source = "the Contents of `" + suite.label() + "`";
        try {
            return Libraries.open(sources, index.item().digest(), source, () -> suite.open(index, sources));
        } catch (DrydockException e) {
            boolean missing = e.problems().stream()
                    .allMatch(problem -> problem.code().equals("fetch/missing")
                            || problem.code().equals("fetch/too-large")
                            || problem.code().equals("fetch/digest"));
            Optional<Path> late = missing ? suite.asItIs(index, sources) : Optional.empty();
            if (late.isEmpty()) {
                throw e;
            }
            Digest digest;
            try (InputStream in = Files.newInputStream(late.get())) {
                digest = Digest.of(in);
            }
            return Libraries.open(sources, digest, source, () -> SignedSuite.decompressed(late.get()));
        }
    }
}
