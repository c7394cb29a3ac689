package dev.drydock.build;

import dev.drydock.app.App;
import dev.drydock.archive.Member;
import dev.drydock.fetch.Fetcher;
import dev.drydock.fetch.Sources;
import dev.drydock.lock.Lock;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Image;
import dev.drydock.oci.Layer;
import dev.drydock.plan.Input;
import dev.drydock.plan.Plan;
import dev.drydock.plan.PlannedLayer;
import dev.drydock.plan.Recipe;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.FullDisk;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import dev.drydock.store.Shareable;
import dev.drydock.store.SharedCache;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** From an app directory to its image: the one place where all of it meets. Open until {@link #close}, since images' bytes are made late. */
public final class Builder implements AutoCloseable {

    private final Request request;
    private final Yard yard;
    private final boolean alone;
    private final Cache cache;
    private final Foundation foundation;
    private final Sources sources;
    private final Pieces pieces;
    private final Layers layers;
    private final Progress progress;
    private final Recipe recipe;
    private final App app;
    /** Keys of what this build found sound. */
    private final Set<Digest> checked = new HashSet<>();

    /**
     * A build by itself.
     *
     * @param found the app, and the recipe that found it
     * @param now for the dates of signed indexes
     */
    public Builder(
            Request request, Found found, Cache cache, Fetcher fetcher, Mirrors mirrors, Progress progress, Instant now)
            throws IOException {
        this(request, found, cache, fetcher, mirrors, progress, now, SharedCache.NONE);
    }

    /** As above. @param shared where results of other machines' builds are looked for */
    public Builder(
            Request request,
            Found found,
            Cache cache,
            Fetcher fetcher,
            Mirrors mirrors,
            Progress progress,
            Instant now,
            SharedCache shared)
            throws IOException {
        this(
                request,
                found,
                new Yard(
                        cache,
                        fetcher,
                        mirrors,
                        progress,
                        now,
                        request.created(),
                        request.compression(),
                        request.threads(),
                        shared),
                true);
    }

    /** One of several builds, which share what they have; it stays open when this one is closed. */
    public Builder(Request request, Found found, Yard yard) {
        this(request, found, yard, false);
    }

    private Builder(Request request, Found found, Yard yard, boolean alone) {
        this.request = request;
        this.yard = yard;
        this.alone = alone;
        this.cache = yard.cache();
        this.progress = yard.progress();
        this.recipe = found.recipe();
        this.app = found.app();
        this.sources = yard.sources();
        this.foundation = request.base()
                .<Foundation>map(base -> new GivenFoundation(base, yard.debian()))
                .orElse(yard.debian());
        this.pieces = yard.pieces();
        this.layers = yard.layers();
    }

    /** The app, and the recipe that knows it. */
    public record Found(App app, Recipe recipe) {}

    public App app() {
        return app;
    }

    /** Resolves what is not locked, and keeps the lock. */
    public Lock lock() throws IOException {
        return inCache(() -> result().lock());
    }

    private Locking.Result result() throws IOException {
        return locking().lock(app, recipe, targets(), request.locked(), request.relock());
    }

    /** Work that writes to the cache, and to nothing else without saying so itself. */
    private interface Work<T> {
        T result() throws IOException;
    }

    private <T> T inCache(Work<T> work) throws IOException {
        try {
            return work.result();
        } catch (IOException e) {
            throw FullDisk.in(cache.root(), e);
        }
    }

    /** What goes where, for each target in order. */
    public List<Plan> plans() throws IOException {
        return inCache(this::made);
    }

    private List<Plan> made() throws IOException {
        Lock lock = result().lock();
        List<Plan> plans = new ArrayList<>();
        for (Target target : targets()) {
            plans.add(plan(locked(lock, target), target));
        }
        return plans;
    }

    /** Builds the images; their bytes are made now, or known from before. */
    public Built build() throws IOException {
        return inCache(this::built);
    }

    private Built built() throws IOException {
        Ahead.start(recipe, app, pieces);
        Locking.Result result = result();
        List<Built.One> images = new ArrayList<>();
        for (Target target : targets()) {
            LockedTarget locked = locked(result.lock(), target);
            Plan plan = plan(locked, target);
            images.add(new Built.One(target, locked, plan, image(locked, target, plan)));
        }
        return new Built(app, result.fresh(), images);
    }

    Pieces pieces() {
        return pieces;
    }

    /** Builds only what the images stand on: one for each target in order. */
    public List<BaseImage> bases() throws IOException {
        return inCache(this::madeBases);
    }

    private List<BaseImage> madeBases() throws IOException {
        Lock lock = result().lock();
        List<BaseImage> bases = new ArrayList<>();
        for (Target target : targets()) {
            LockedTarget locked = locked(lock, target);
            List<PlannedLayer> below = plan(locked, target).layers().stream()
                    .filter(PlannedLayer::isOfBaseImage)
                    .toList();
            bases.add(BaseImage.of(locked, target, layers.all(below), request.created()));
        }
        return bases;
    }

    private List<Target> targets() {
        return request.platforms().stream()
                .distinct()
                .sorted()
                .map(p -> new Target(p, request.variant()))
                .toList();
    }

    private Locking locking() {
        return new Locking(foundation, sources, progress, (locked, target) -> {
            Plan plan = plan(locked, target);
            // The lock keeps what this finds, so it looks at nothing that was borrowed.
            return missing(plan, target, pieces.allOwn(inputs(plan)));
        });
    }

    private static List<Input> inputs(Plan plan) {
        return plan.layers().stream().flatMap(layer -> layer.inputs().stream()).toList();
    }

    private static LockedTarget locked(Lock lock, Target target) {
        return lock.target(target).orElseThrow(() -> new IllegalStateException("not locked: " + target));
    }

    private Plan plan(LockedTarget locked, Target target) throws IOException {
        return new Planning(foundation).plan(app, recipe, locked, target, request.created());
    }

    private List<Needs.Missing> missing(Plan plan, Target target) throws IOException {
        return missing(plan, target, pieces.all(inputs(plan)));
    }

    private List<Needs.Missing> missing(Plan plan, Target target, List<Piece> all) throws IOException {
        List<Member> below = foundation.members(target);
        InTheWay.check(below, all, request.base().map(GivenBase::name).orElse(""));
        return new Needs(plan.platform(), below, all).missing();
    }

    private Image image(LockedTarget locked, Target target, Plan plan) throws IOException {
        check(plan, target);
        if (request.base().isPresent()) {
            List<Layer> whole = new ArrayList<>(foundation.layers(target));
            whole.addAll(layers.all(plan.layers()));
            return new Image(
                    BaseImage.named(plan.config(), foundation.image(target).orElseThrow()),
                    whole,
                    new TreeMap<>(app.settings().annotations()));
        }
        List<Layer> all = layers.all(plan.layers());
        int below = (int)
                plan.layers().stream().takeWhile(PlannedLayer::isOfBaseImage).count();
        BaseImage base = BaseImage.of(locked, target, all.subList(0, below), request.created());
        return new Image(
                base.named(plan.config()), all, new TreeMap<>(app.settings().annotations()));
    }

    /** A lock can be older than the slices or edited by hand, so its closure is checked too; once for a plan. */
    private void check(Plan plan, Target target) throws IOException {
        Digest key = checkKey(plan.layers(), target);
        if (isChecked(key)) {
            return;
        }
        if (!isSoundBelow(plan, target)) {
            refuse(missing(plan, target), target);
        }
        keepChecked(key);
    }

    private boolean isChecked(Digest key) throws IOException {
        if (isCheckedHere(key)) {
            return true;
        }
        if (yard.borrowing().isChecked(key)) {
            checked.add(key);
            return true;
        }
        return false;
    }

    private boolean isCheckedHere(Digest key) throws IOException {
        return checked.contains(key) || cache.text(Bucket.CHECKED, key).isPresent();
    }

    /** In the cache only where nothing that others say has led to it. */
    private void keepChecked(Digest key) throws IOException {
        checked.add(key);
        if (!yard.borrowing().used()) {
            cache.keep(Bucket.CHECKED, key, "ok\n");
        }
    }

    /**
     * What others may use of a build: the files that its lock names, its pieces and its layers, as far as they are here. Nothing is fetched or
     * made for it but the bytes of layers that others lack.
     */
    public List<Shareable> shareable(Built built) throws IOException {
        List<Shareable> all = new ArrayList<>();
        for (Built.One one : built.images()) {
            new Sharing(cache, pieces, layers).add(one, all);
            for (List<PlannedLayer> part : List.of(one.plan().layers(), below(one.plan()))) {
                Digest key = checkKey(part, one.target());
                if (isCheckedHere(key)) {
                    all.add(new Shareable(SharedCache.Kind.CHECKED, key, "native needs", "", List::of));
                }
            }
        }
        return all;
    }

    /**
     * Whether a failure is of bytes from a shared cache that were wrong when the image was composed already. They have been refused, so
     * whoever builds again gets the right ones.
     */
    public static boolean isLentInVain(DrydockException failure) {
        return failure.problems().stream().allMatch(problem -> problem.code().equals(Layers.LENT_IN_VAIN));
    }

    private static List<PlannedLayer> below(Plan plan) {
        return plan.layers().stream()
                .filter(layer -> !layer.name().equals(PlannedLayer.APP))
                .toList();
    }

    /**
     * Whether the layers below the app have all they need, and the app, which changes most, has nothing that needs any: then a change of
     * it does not bring up the whole image again.
     */
    private boolean isSoundBelow(Plan plan, Target target) throws IOException {
        List<PlannedLayer> below = below(plan);
        List<Input> own = plan.layers().stream()
                .filter(layer -> layer.name().equals(PlannedLayer.APP))
                .flatMap(layer -> layer.inputs().stream())
                .toList();
        Digest key = checkKey(below, target);
        if (!isChecked(key)) {
            // All of it is needed, so all is begun together and in the order of the layers: what is run to make the
            // last is in the first.
            pieces.all(inputs(plan));
        }
        if (own.isEmpty()
                || pieces.all(own).stream()
                        .flatMap(piece -> piece.members().stream())
                        .anyMatch(member -> member.elf().isPresent())) {
            return false;
        }
        if (isChecked(key)) {
            return true;
        }
        if (!missing(new Plan(plan.platform(), below, plan.config()), target).isEmpty()) {
            return false;
        }
        keepChecked(key);
        return true;
    }

    private Digest checkKey(List<PlannedLayer> layers, Target target) {
        StringBuilder keys = new StringBuilder();
        foundation.image(target).ifPresent(base -> keys.append(base.digest()).append('\n'));
        layers.forEach(layer -> keys.append(layer.key()).append('\n'));
        return Digest.of(keys.toString());
    }

    /** A library that neither the base image nor the app has. */
    static Problem missing(Needs.Missing missing, Target target) {
        return Problem.input(
                        "native/missing",
                        "the library `" + missing.soname() + "` is neither in the base nor in the app")
                .at("needed by " + missing.neededBy().getFirst() + " on " + target.platform())
                .help("use a base that has it");
    }

    private static void refuse(List<Needs.Missing> all, Target target) {
        List<Problem> problems = new ArrayList<>();
        for (Needs.Missing missing : all) {
            problems.add(
                    target.variant() == Variant.BASE
                            ? missing(missing, target)
                            : Problem.input(
                                            "native/missing",
                                            "the library `" + missing.soname() + "` is not in the image")
                                    .at("needed by " + missing.neededBy().getFirst())
                                    .help("run `drydock lock`, which adds the package that has it"));
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
    }

    @Override
    public void close() {
        if (alone) {
            yard.close();
        }
    }
}
