package dev.drydock.build;

import dev.drydock.archive.Member;
import dev.drydock.fetch.Fetcher;
import dev.drydock.inspect.ImageContents;
import dev.drydock.layout.PackedImage;
import dev.drydock.lock.LockedBase;
import dev.drydock.mirrors.Mirrors;
import dev.drydock.oci.Compression;
import dev.drydock.oci.Config;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Image;
import dev.drydock.oci.Layer;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Ground;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A newer base below an image that was built, without its app: the layers of the app and its dependencies stay as they are, byte for byte.
 * The same image on the same base gives the same digest, and on its own base itself. Open until {@link #close}, since bytes are made late.
 */
public final class Rebasing implements AutoCloseable {
    private final Cache cache;
    private final Progress progress;
    private final Fetcher fetcher;
    private final Mirrors mirrors;
    private final Instant now;
    private final int threads;
    private final List<Yard> open = new ArrayList<>();

    /**
     * @param now for the dates of signed indexes
     * @param threads that make pieces, and again as many that compress
     */
    public Rebasing(Cache cache, Fetcher fetcher, Mirrors mirrors, Progress progress, Instant now, int threads) {
        this.cache = cache;
        this.fetcher = fetcher;
        this.progress = progress;
        this.threads = threads;
        this.mirrors = mirrors;
        this.now = now;
    }

    /**
     * An image on its new base.
     *
     * @param before what it stood on
     * @param after what it stands on now
     */
    public record Rebased(Image image, LockedBase before, LockedBase after) {}

    /** What the image says it stands on. @throws DrydockException {@code rebase/unknown} */
    public static LockedBase base(String name, PackedImage image) {
        StandingImage standing = StandingImage.of(name, image);
        return new LockedBase(standing.baseName(), standing.baseDigest());
    }

    /** Whether a fresh base can be made for an image that stands on one of that name; any other must be given. */
    public static boolean canRefresh(String baseName) {
        return FreshBase.isComposed(baseName);
    }

    /** On a base as {@code drydock base} would make it today. */
    public Rebased refresh(String name, PackedImage image) throws IOException {
        StandingImage standing = StandingImage.of(name, image);
        Compression compression =
                image.layers().getFirst().descriptor().mediaType().endsWith("zstd")
                        ? Compression.ZSTD
                        : Compression.GZIP;
        long created = image.settings().created();
        Yard yard = new Yard(cache, fetcher, mirrors, progress, now, created, compression, threads);
        open.add(yard);
        BaseImage base = new FreshBase(yard, created).of(standing);
        PackedImage packed = PackedImage.of(base.image());
        return rebased(
                standing,
                base.name(),
                GivenBase.part(base.name(), packed, cache, progress),
                base.image().layers());
    }

    /** On this base. @throws DrydockException {@code rebase/…} where it does not fit */
    public Rebased on(String name, PackedImage image, GivenBase base) throws IOException {
        GivenBase.Part part = base.part(image.platform());
        return rebased(StandingImage.of(name, image), base.name(), part, part.layers());
    }

    private Rebased rebased(StandingImage standing, String baseName, GivenBase.Part part, List<Layer> below)
            throws IOException {
        Digest digest = part.digest();
        LockedBase before = new LockedBase(standing.baseName(), standing.baseDigest());
        LockedBase after = new LockedBase(baseName, digest);
        check(standing, baseName, part);
        List<Layer> all = new ArrayList<>(below);
        all.addAll(GivenBase.untouched(standing.own()));
        Config config = BaseImage.named(standing.image().settings(), after);
        return new Rebased(new Image(config, all, standing.annotations()), before, after);
    }

    /** Everything that cannot fit, together. */
    private void check(StandingImage standing, String baseName, GivenBase.Part part) throws IOException {
        Platform platform = standing.image().platform();
        Ground old = GivenBase.part(standing.name(), standing.base(), cache, progress)
                .ground();
        List<Problem> problems = new ArrayList<>(misfits(standing.name(), old, baseName, part.ground()));
        PackedImage app = standing.app();
        List<Member> own = ElfFacts.members(app, ImageContents.read(standing.name(), app), cache.scratch());
        InTheWay.problems(part.members(), own, baseName).forEach(problems::add);
        for (Needs.Missing missing : Needs.of(platform, part.members(), own).missing()) {
            problems.add(Problem.input(
                            "rebase/missing",
                            "the base `" + baseName + "` lacks the library `" + missing.soname() + "`")
                    .at("needed by " + missing.neededBy().getFirst() + " of `" + standing.name() + "`")
                    .help("use a base that has it, or build anew"));
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
    }

    private static List<Problem> misfits(String name, Ground old, String baseName, Ground other) {
        List<Problem> problems = new ArrayList<>();
        if (!other.libc().runs(old.libc())) {
            problems.add(Problem.input(
                            "rebase/libc",
                            "the base `" + baseName + "` has " + other.libc() + ", and `" + name + "` was made for "
                                    + old.libc())
                    .help("use a base with the same C library, not an older one"));
        }
        for (Ground.Program program : old.programs()) {
            Optional<Ground.Program> there = other.program(program.language());
            boolean fits = there.isPresent()
                    && line(there.get()).equals(line(program))
                    && there.get().path().equals(program.path())
                    && there.get().packages().equals(program.packages());
            if (!fits) {
                problems.add(Problem.input(
                                "rebase/interpreter",
                                "the base `" + baseName + "` does not have the interpreter that `" + name
                                        + "` was made for")
                        .because("expected " + program.path() + " " + line(program) + ", got "
                                + there.map(each -> each.path() + " " + each.version())
                                        .orElse("none"))
                        .help("use a base with the same one, or build anew"));
            }
        }
        return problems;
    }

    /** What compiled packages depend on: {@code 3.13} of Python, {@code 24} of Node. */
    private static String line(Ground.Program program) {
        String[] parts = program.version().split("\\.");
        return program.language().equals("python") && parts.length > 1 ? parts[0] + "." + parts[1] : parts[0];
    }

    @Override
    public void close() {
        open.forEach(Yard::close);
    }
}
