package dev.drydock.build;

import dev.drydock.archive.Entry;
import dev.drydock.archive.Member;
import dev.drydock.debian.LeftOutFiles;
import dev.drydock.debian.Wanted;
import dev.drydock.fetch.Sources;
import dev.drydock.inspect.Ecosystem;
import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Input;
import dev.drydock.plan.PlannedLayer;
import dev.drydock.plan.Recipe;
import dev.drydock.plan.Resolution;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A base as {@code drydock base} would make it today, for an image whose app is not at hand: the packages that its base has are asked for by
 * name, in the newest versions, with the files that somebody had kept.
 */
final class FreshBase {
    /** How {@link BaseImage} names those that are composed. */
    private static final Pattern NAME = Pattern.compile(
            "drydock\\.local/(?<language>[a-z]+):(?<version>[0-9.]+)-(?<suite>[a-z]+)(?:-(?<variant>[a-z]+))?");

    /** The locales to which the ICU data of the runtime were cut, with commas: a newer runtime is cut alike. */
    static final String LOCALES_LABEL = "dev.drydock.locales";

    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*+");

    private final DebianFoundation foundation;
    private final Sources sources;
    private final Pieces pieces;
    private final Layers layers;
    private final long created;

    /** @param created seconds since the epoch, as the yard has it */
    FreshBase(Yard yard, long created) {
        this.foundation = yard.debian();
        this.sources = yard.sources();
        this.pieces = yard.pieces();
        this.layers = yard.layers();
        this.created = created;
    }

    /** Whether the base of that name is one that can be made. */
    static boolean isComposed(String baseName) {
        return NAME.matcher(baseName).matches();
    }

    BaseImage of(StandingImage standing) throws IOException {
        Matcher name = NAME.matcher(standing.baseName());
        if (!name.matches()) {
            throw new IllegalStateException("not a composed base: " + standing.baseName());
        }
        Target target = new Target(standing.image().platform(), variant(name));
        Recipe recipe = recipe(name.group("language"));
        Resolution resolution = recipe.runtime(name.group("version"), name.group("suite"), target, sources);
        ImageContents old = ImageContents.read(standing.name(), standing.base());
        Set<String> wanted = new LinkedHashSet<>(resolution.packages());
        old.packages().stream()
                .filter(each -> each.ecosystem() == Ecosystem.DEBIAN)
                .map(FoundPackage::name)
                .forEach(wanted::add);
        wanted = foundation.present(resolution.suite(), target, wanted);
        SortedSet<String> locales = locales(standing);
        LockedTarget locked = locked(recipe, resolution, target, wanted);
        SortedSet<String> kept = kept(recipe, old, locked, target, locales);
        if (!kept.isEmpty()) {
            wanted.addAll(kept);
            locked = locked(recipe, resolution, target, wanted);
        }
        return BaseImage.of(locked, target, layers.all(planned(recipe, locked, target, locales)), created);
    }

    private static SortedSet<String> locales(StandingImage standing) {
        SortedSet<String> locales = new TreeSet<>();
        String label = standing.image().settings().labels().getOrDefault(LOCALES_LABEL, "");
        for (String locale : label.isEmpty() ? new String[0] : label.split(",", -1)) {
            if (!LOCALE.matcher(locale).matches()) {
                throw Problem.input(
                                "rebase/locales",
                                "the label `" + LOCALES_LABEL + "` of `" + standing.name() + "` names no locales")
                        .help("build the app anew")
                        .exception();
            }
            locales.add(locale);
        }
        return locales;
    }

    private static Variant variant(Matcher name) {
        Variant variant =
                Optional.ofNullable(name.group("variant")).map(Variant::parse).orElse(Variant.DISTROLESS);
        if (variant == Variant.STANDARD) {
            throw Problem.input("rebase/standard", "cannot make a fresh base of the standard variant")
                    .help("build it anew")
                    .exception();
        }
        return variant;
    }

    private static Recipe recipe(String language) {
        return Recipes.all().stream()
                .filter(each -> each.language().equals(language))
                .findFirst()
                .orElseThrow(
                        () -> Problem.input("rebase/unknown", "no language of Drydock is called `" + language + "`")
                                .exception());
    }

    private LockedTarget locked(Recipe recipe, Resolution resolution, Target target, Set<String> wanted)
            throws IOException {
        Foundation.Packages debian =
                foundation.resolve(resolution.suite(), target, recipe.language(), List.copyOf(wanted));
        List<Artifact> artifacts = new ArrayList<>(debian.debs());
        artifacts.sort(Comparator.comparing(Artifact::name));
        artifacts.addAll(resolution.artifacts());
        return new LockedTarget(
                Digest.of("fresh"),
                resolution.suite(),
                resolution.runtime(),
                debian.indexes(),
                List.copyOf(wanted),
                debian.base(),
                artifacts,
                List.of(),
                new TreeMap<>());
    }

    private List<PlannedLayer> planned(Recipe recipe, LockedTarget locked, Target target, SortedSet<String> locales) {
        List<Input> runtime = new ArrayList<>(foundation.runtime(locked, target));
        runtime.addAll(recipe.runtime(locked, target, locales));
        return List.of(
                new PlannedLayer(PlannedLayer.BASE, foundation.base(locked, target)),
                new PlannedLayer(PlannedLayer.RUNTIME, runtime));
    }

    /** Files of the old base that the new one would lack, although its packages have them. */
    private SortedSet<String> kept(
            Recipe recipe, ImageContents old, LockedTarget locked, Target target, SortedSet<String> locales)
            throws IOException {
        Set<String> there = pieces
                .all(planned(recipe, locked, target, locales).stream()
                        .flatMap(layer -> layer.inputs().stream())
                        .toList())
                .stream()
                .flatMap(piece -> piece.members().stream())
                .map(Member::entry)
                .map(Entry::path)
                .collect(Collectors.toSet());
        Map<String, Artifact.Deb> debs = locked.artifacts(Artifact.Deb.class).stream()
                .collect(Collectors.toMap(Artifact.Deb::name, deb -> deb, (one, other) -> one));
        SortedSet<String> kept = new TreeSet<>();
        for (FoundPackage each : old.packages()) {
            Artifact.Deb deb = debs.get(each.name());
            List<String> gone =
                    each.files().stream().filter(path -> !there.contains(path)).toList();
            if (each.ecosystem() == Ecosystem.DEBIAN && deb != null && !gone.isEmpty()) {
                LeftOutFiles.among(deb, pieces.file(deb), Set.copyOf(gone)).stream()
                        .filter(path -> path.chars().noneMatch(c -> "*?[\\:".indexOf(c) >= 0))
                        .map(path -> new Wanted(deb.name(), Optional.of(path)).toString())
                        .forEach(kept::add);
            }
        }
        return kept;
    }
}
