package dev.drydock.build;

import dev.drydock.app.App;
import dev.drydock.app.FirstProcess;
import dev.drydock.debian.DebianArchive;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.Lock;
import dev.drydock.lock.LockFile;
import dev.drydock.lock.LockedBase;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Recipe;
import dev.drydock.plan.Resolution;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** App to lock: what drydock.lock says where it fits, and a resolution where it does not. */
final class Locking {
    /** Raised when the same app is resolved differently. */
    private static final String FORMAT = "inputs 3";
    /** A package brings libraries that may need others; more rounds than this mean something else is wrong. */
    private static final int MOST_ROUNDS = 8;

    private final Foundation foundation;
    private final Sources sources;
    private final Progress progress;
    private final Check check;

    /** Makes what is locked into pieces and says which libraries it lacks. */
    interface Check {
        List<Needs.Missing> missing(LockedTarget locked, Target target) throws IOException;
    }

    Locking(Foundation foundation, Sources sources, Progress progress, Check check) {
        this.foundation = foundation;
        this.sources = sources;
        this.progress = progress;
        this.check = check;
    }

    /** @param fresh whether any target had to be resolved */
    record Result(Lock lock, boolean fresh) {}

    /** The lock with every target in it; what other targets it holds stay as they are. */
    Result lock(App app, Recipe recipe, List<Target> targets, boolean locked, boolean relock) throws IOException {
        Path file = app.directory().root().resolve(LockFile.NAME);
        Lock lock = LockFile.read(file);
        boolean fresh = false;
        for (Target target : targets) {
            Optional<LockedTarget> before = lock.target(target);
            Digest inputs = inputs(app, target);
            Optional<LockedBase> image = foundation.image(target);
            if (!relock
                    && before.filter(b -> b.inputs().equals(inputs)
                                    && b.image().equals(image)
                                    && hasTools(app, recipe, b, target))
                            .isPresent()) {
                continue;
            }
            if (locked && before.isPresent() && !before.get().image().equals(image)) {
                throw otherBase(before.get().image(), image);
            }
            if (locked) {
                throw stale(before, target);
            }
            lock = lock.with(target, resolve(app, recipe, target, inputs));
            fresh = true;
        }
        if (fresh) {
            keep(file, lock);
        }
        tellOfSecurity(lock, targets);
        return new Result(lock, fresh);
    }

    /** Said with every build, not only when it is locked: what is missing stays missing until somebody locks anew. */
    private void tellOfSecurity(Lock lock, List<Target> targets) {
        targets.stream()
                .flatMap(target -> lock.target(target).stream())
                .filter(target -> target.image().isEmpty())
                .filter(target -> DebianArchive.hasSecurityUpdates(target.suite())
                        && !target.indexes().containsKey("debian-security/" + target.suite() + "-security"))
                .map(LockedTarget::suite)
                .distinct()
                .forEach(suite -> progress.note("security updates of `" + suite + "` are only those of its last point"
                        + " release, since no source of later ones was known when it was locked; name one with"
                        + " `drydock mirrors set debian-security URL`, then run `drydock lock`"));
    }

    private static DrydockException stale(Optional<LockedTarget> before, Target target) {
        String what = before.isPresent() ? "does not fit the app any more" : "has nothing for `" + target + "`";
        return Problem.input("lock/stale", "`" + LockFile.NAME + "` " + what + ", and `--locked` forbids changing it")
                .help("run `drydock lock` and commit the result")
                .exception();
    }

    private static DrydockException otherBase(Optional<LockedBase> locked, Optional<LockedBase> image) {
        return Problem.input(
                        "lock/base", "`" + LockFile.NAME + "` has another base, and `--locked` forbids changing it")
                .because("expected " + locked.map(Locking::said).orElse("none") + ", got "
                        + image.map(Locking::said).orElse("none"))
                .help("run `drydock lock` with the same `--base`, and commit the result")
                .exception();
    }

    private static String said(LockedBase base) {
        return "`" + base.name() + "` with `" + base.digest() + "`";
    }

    /** Whether the interpreter among the image's own packages runs on this machine. */
    static boolean runsItself(Target target) {
        return target.variant() != Variant.BASE && target.platform().equals(Platform.host());
    }

    /** Whether an init goes before the app; a base that the user named is taken as it is. */
    static boolean hasInit(App app, Target target) {
        return target.variant() != Variant.BASE && FirstProcess.isInit(app);
    }

    /** Whether it was locked on a machine of this kind, or needs nothing that runs on this one. */
    private static boolean hasTools(App app, Recipe recipe, LockedTarget locked, Target target) {
        return runsItself(target)
                || recipe.tools(app).isEmpty()
                || locked.tools().stream().anyMatch(deb -> deb.architecture()
                        .equals(Platform.host().architecture()));
    }

    private void keep(Path file, Lock lock) {
        try {
            LockFile.write(file, lock);
        } catch (IOException e) {
            progress.note("could not keep `" + LockFile.NAME + "` beside the app, so the next build resolves again: "
                    + e.getMessage());
        }
    }

    /** Everything that the resolution depends on and the lock does not itself hold. */
    static Digest inputs(App app, Target target) {
        StringBuilder text = new StringBuilder(FORMAT)
                .append('\n')
                .append(target)
                .append('\n')
                .append(app.language());
        app.facts()
                .told()
                .forEach((name, value) ->
                        text.append('\n').append(name).append('=').append(value));
        text.append('\n')
                .append(app.settings().packages())
                .append('\n')
                .append(app.settings().runtime());
        text.append('\n').append(app.settings().locales());
        if (hasInit(app, target)) {
            text.append('\n').append(FirstProcess.PACKAGE);
        }
        return Digest.of(text.toString());
    }

    private LockedTarget resolve(App app, Recipe recipe, Target target, Digest inputs) throws IOException {
        Resolution resolution;
        try (Progress.Task task = progress.start(Progress.Kind.RESOLVE, app.name() + " for " + target, 0)) {
            resolution = recipe.resolve(app, target, sources);
        }
        resolution.notes().forEach(progress::note);
        Set<String> packages = new LinkedHashSet<>(resolution.packages());
        packages.addAll(app.settings().packages());
        if (hasInit(app, target)) {
            packages.add(FirstProcess.PACKAGE);
            tellOfInit(app);
        }
        List<String> run = runsItself(target) ? List.of() : recipe.tools(app);
        List<Artifact.Deb> tools = run.isEmpty() ? List.of() : foundation.tools(resolution.suite(), run);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            LockedTarget locked = locked(app, resolution, target, List.copyOf(packages), inputs, tools);
            List<Needs.Missing> missing = check.missing(locked, target);
            if (missing.isEmpty()) {
                return locked;
            }
            packages.addAll(remedies(resolution.suite(), target, missing, locked));
        }
        throw Problem.input("native/endless", "native libraries still miss others after " + MOST_ROUNDS + " rounds")
                .exception();
    }

    private void tellOfInit(App app) {
        if (app.settings().init().isEmpty()) {
            progress.note("added `" + FirstProcess.PACKAGE + "` as the first process, since no file of the app handles"
                    + " SIGTERM: without it a stop takes 10 s (`init = false` leaves it out)");
        }
    }

    private LockedTarget locked(
            App app,
            Resolution resolution,
            Target target,
            List<String> packages,
            Digest inputs,
            List<Artifact.Deb> tools)
            throws IOException {
        Foundation.Packages debian = foundation.resolve(resolution.suite(), target, app.language(), packages);
        List<Artifact> artifacts = new ArrayList<>(debian.debs());
        artifacts.addAll(resolution.artifacts());
        artifacts.sort(Comparator.<Artifact, String>comparing(
                        artifact -> artifact.getClass().getSimpleName())
                .thenComparing(Artifact::name)
                .thenComparing(Artifact::version)
                .thenComparing(artifact -> artifact.integrity().hex()));
        return new LockedTarget(
                inputs,
                resolution.suite(),
                resolution.runtime(),
                debian.indexes(),
                packages,
                debian.base(),
                artifacts,
                tools,
                resolution.links(),
                foundation.image(target));
    }

    /**
     * What to want for what is missing: the packages that have it or, where a package is there without it, the files themselves. A library
     * that no package has is told together with all others.
     */
    private List<String> remedies(String suite, Target target, List<Needs.Missing> missing, LockedTarget locked)
            throws IOException {
        List<String> result = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Needs.Missing each : missing) {
            if (target.variant() == Variant.BASE) {
                problems.add(Builder.missing(each, target));
                continue;
            }
            Optional<String> provider = foundation.provider(suite, target, each.soname());
            if (provider.isEmpty()) {
                problems.add(Problem.input(
                                "native/missing",
                                "no package of Debian " + suite + " has the library `" + each.soname() + "`")
                        .at("needed by " + users(each))
                        .help("use a release of the package that carries it, or leave the package out"));
                continue;
            }
            Optional<Artifact.Deb> there = locked.artifacts(Artifact.Deb.class).stream()
                    .filter(deb -> deb.name().equals(provider.get()))
                    .findFirst();
            if (there.isEmpty()) {
                progress.note(
                        "added `" + provider.get() + "` for " + each.soname() + ", which " + users(each) + " needs");
                result.add(provider.get());
            } else {
                result.addAll(broughtBack(there.get(), target, each, locked, problems));
            }
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return result;
    }

    private List<String> broughtBack(
            Artifact.Deb deb, Target target, Needs.Missing missing, LockedTarget locked, List<Problem> problems)
            throws IOException {
        List<String> files = new ArrayList<>(foundation.bringBack(deb, target, missing.soname()));
        files.removeAll(locked.packages());
        if (files.isEmpty()) {
            problems.add(Problem.input(
                            "native/missing",
                            "the library `" + missing.soname() + "` is nowhere in `" + deb.label()
                                    + "`, although Debian's index of files has it there")
                    .at("needed by " + users(missing))
                    .help("use a release of the package that carries it, or leave the package out"));
        } else {
            progress.note("kept " + missing.soname() + " of `" + deb.name() + "`, which " + users(missing) + " needs");
        }
        return files;
    }

    private static String users(Needs.Missing missing) {
        int more = missing.neededBy().size() - 1;
        return missing.neededBy().getFirst() + (more > 0 ? " and " + more + " more" : "");
    }
}
