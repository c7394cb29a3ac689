package dev.drydock.node;

import dev.drydock.oci.Integrity;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a lock file installs for production on one platform, as {@code npm ci --omit=dev} does.
 *
 * @param packages to be fetched and unpacked, sorted by location
 * @param links path to target, relative to the link: packages of the app itself with their programs, and programs that
 *     more than one package brings
 */
record ProductionTree(List<Fetched> packages, SortedMap<String, String> links) {

    /**
     * A package that is fetched.
     *
     * @param url only where the dependency names a tarball rather than the registry
     */
    record Fetched(LockedPackage locked, Integrity integrity, Optional<URI> url) {}

    static ProductionTree of(PackageLock lock, Platform platform) {
        return of(lock, platform, "glibc");
    }

    /** @param libc {@code glibc} or {@code musl}, as lock files name them */
    static ProductionTree of(PackageLock lock, Platform platform, String libc) {
        return new Selection(lock, platform, libc).select();
    }

    private static final class Selection {
        private final PackageLock lock;
        private final Platform platform;
        private final String libc;
        private final LockEdges edges;
        private final List<Problem> problems = new ArrayList<>();

        Selection(PackageLock lock, Platform platform, String libc) {
            this.lock = lock;
            this.libc = libc;
            this.platform = platform;
            this.edges = new LockEdges(lock);
        }

        ProductionTree select() {
            List<LockedPackage> wanted = lock.packages().values().stream()
                    .filter(one -> one.installed() && !one.extraneous() && !one.development())
                    .toList();
            Set<String> left = unfit(wanted);
            List<Fetched> packages = new ArrayList<>();
            SortedMap<String, String> links = new TreeMap<>();
            for (LockedPackage one : wanted) {
                if (left.contains(one.location())) {
                    continue;
                }
                if (one.link()) {
                    link(one, links);
                } else if (!one.inBundle() || !withinTarball(one)) {
                    fetched(one).ifPresent(packages::add);
                }
            }
            contested(packages, links);
            if (!problems.isEmpty()) {
                throw new DrydockException(problems);
            }
            return new ProductionTree(List.copyOf(packages), links);
        }

        /** Optional packages for other platforms go, with all that is there for them alone; others are an error. */
        private Set<String> unfit(List<LockedPackage> wanted) {
            Set<String> left = new HashSet<>();
            for (LockedPackage one : wanted) {
                boolean fits = fits("linux", one.os()) && fits(cpu(), one.cpu()) && fits(libc, one.libc());
                if (fits || left.contains(one.location())) {
                    continue;
                }
                if (one.optional()) {
                    left.addAll(edges.optionalSet(one.location(), left));
                } else {
                    problems.add(Problem.input("node/platform", "`" + one.label() + "` does not run on " + platform)
                            .at("in " + lock.file() + ": `" + one.location() + "`; it wants " + needs(one))
                            .help("make it one of the optionalDependencies, or use another package"));
                }
            }
            return left;
        }

        private String cpu() {
            return platform.architecture().equals("amd64") ? "x64" : platform.architecture();
        }

        private static String needs(LockedPackage one) {
            List<String> needs = new ArrayList<>();
            if (!one.os().isEmpty()) {
                needs.add("os " + String.join(", ", one.os()));
            }
            if (!one.cpu().isEmpty()) {
                needs.add("cpu " + String.join(", ", one.cpu()));
            }
            if (!one.libc().isEmpty()) {
                needs.add("libc " + String.join(", ", one.libc()));
            }
            return String.join("; ", needs);
        }

        /** None of those with {@code !}, and one of the others where there are any (npm-install-checks). */
        private static boolean fits(String value, List<String> list) {
            if (list.isEmpty() || list.equals(List.of("any"))) {
                return true;
            }
            boolean refused = list.contains("!" + value);
            boolean onlyRefusals = list.stream().allMatch(entry -> entry.startsWith("!"));
            return !refused && (onlyRefusals || list.contains(value));
        }

        private void link(LockedPackage one, SortedMap<String, String> links) {
            Optional<String> target = InsidePath.strict(one.resolved()).filter(path -> !path.isEmpty());
            if (target.isEmpty()) {
                problems.add(Problem.input(
                                "node/link-outside",
                                "`" + one.location() + "` links to `" + one.resolved() + "`, which is not in the app")
                        .at("in " + lock.file())
                        .help("build from the directory that holds both"));
                return;
            }
            String directory = target.orElseThrow();
            LockedPackage linked = lock.at(directory).orElse(one);
            if (linked.development() || linked.extraneous()) {
                return;
            }
            links.put(one.location(), InsidePath.relative(one.location(), directory));
            linked.bin().forEach((program, file) -> {
                String bin = InsidePath.join(one.holder(), "node_modules/.bin/" + program);
                links.putIfAbsent(bin, InsidePath.relative(bin, one.location() + "/" + file));
            });
        }

        /** Of packages that bring a program of one name, the first has it, as with npm; a link among them comes last. */
        private static void contested(List<Fetched> packages, SortedMap<String, String> links) {
            SortedMap<String, String> first = new TreeMap<>();
            for (Fetched one : packages) {
                LockedPackage locked = one.locked();
                locked.bin().forEach((program, file) -> {
                    String bin = InsidePath.join(locked.holder(), "node_modules/.bin/" + program);
                    String target = InsidePath.relative(bin, locked.location() + "/" + file);
                    String before = first.putIfAbsent(bin, target);
                    if (before != null || links.containsKey(bin)) {
                        links.put(bin, before == null ? target : before);
                    }
                });
            }
        }

        /** What the app itself bundles is on the registry like everything else; what a package bundles is within it. */
        private boolean withinTarball(LockedPackage one) {
            Optional<LockedPackage> holder = lock.at(one.holder());
            while (holder.isPresent() && holder.orElseThrow().inBundle()) {
                holder = lock.at(holder.orElseThrow().holder());
            }
            return holder.isPresent() && holder.orElseThrow().installed();
        }

        private Optional<Fetched> fetched(LockedPackage one) {
            String resolved = one.resolved().toLowerCase(Locale.ROOT);
            if (resolved.startsWith("git") || resolved.startsWith("ssh:")) {
                return refused(one, "node/git-dependency", "comes from a git repository", "use a published version");
            }
            if (resolved.startsWith("file:")) {
                return refused(
                        one,
                        "node/local-tarball",
                        "is a tarball of the app directory",
                        "unpack it and name the directory with `file:`, or publish it");
            }
            if (one.version().isEmpty() || SemanticVersion.parse(one.version()).isEmpty()) {
                return refused(
                        one, "node/lock-broken", "has no version", "write the lock file anew with `npm install`");
            }
            Optional<Integrity> integrity = integrity(one);
            return integrity.map(hash -> new Fetched(one, hash, url(one)));
        }

        private Optional<Fetched> refused(LockedPackage one, String code, String what, String help) {
            problems.add(Problem.input(code, "`" + one.location() + "` " + what)
                    .at("in " + lock.file())
                    .help(help));
            return Optional.empty();
        }

        private Optional<Integrity> integrity(LockedPackage one) {
            for (String algorithm : Integrity.algorithms()) {
                for (String hash : one.integrity().strip().split("\\s+", -1)) {
                    if (hash.startsWith(algorithm + "-")) {
                        try {
                            int options = hash.indexOf('?');
                            return Optional.of(Integrity.parse(options < 0 ? hash : hash.substring(0, options)));
                        } catch (IllegalArgumentException e) {
                            refused(one, "node/integrity", "has a broken hash", REMEDY);
                            return Optional.empty();
                        }
                    }
                }
            }
            String what = one.integrity().isEmpty()
                    ? "has no integrity hash"
                    : "has only a " + one.integrity().replaceFirst("-.*", "")
                            + " hash, which no longer vouches for anything";
            refused(one, "node/integrity", what, REMEDY);
            return Optional.empty();
        }

        /** The registry's own tarballs come from today's mirror, whatever host the lock names. */
        private Optional<URI> url(LockedPackage one) {
            boolean asked = edges.into(one.location()).stream()
                    .map(LockEdges.Edge::wanted)
                    .anyMatch(wanted -> wanted.startsWith("https://") || wanted.startsWith("http://"));
            if (!asked
                    || !(one.resolved().startsWith("https://") || one.resolved().startsWith("http://"))) {
                return Optional.empty();
            }
            try {
                URI url = URI.create(one.resolved());
                if (url.getRawUserInfo() != null) {
                    refused(one, "node/secret", "has a password in its URL", "take it out of the lock file");
                }
                return Optional.of(url);
            } catch (IllegalArgumentException e) {
                refused(one, "node/lock-broken", "has a broken URL", "write the lock file anew with `npm install`");
                return Optional.empty();
            }
        }

        private static final String REMEDY =
                "remove node_modules and the lock file and run `npm install`, which records sha512";
    }
}
