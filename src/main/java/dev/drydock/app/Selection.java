package dev.drydock.app;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Which paths of a directory are taken: left out is what {@code exclude} names, and what .dockerignore or the
 * {@link Defaults} name unless {@code include} names it too.
 */
final class Selection {
    private final IgnoreRules ignored;
    private final IgnoreRules included;
    private final IgnoreRules excluded;

    Selection(IgnoreRules ignored, Settings settings) {
        this.ignored = ignored;
        this.included = IgnoreRules.of("in the setting `include`", settings.include());
        this.excluded = IgnoreRules.of("in the setting `exclude`", settings.exclude());
    }

    /**
     * What was decided for a path, by each set of rules.
     *
     * @param leftOutDirectory whether the path is in a directory that is left out by what it holds
     */
    record Decision(
            IgnoreRules.Verdict ignored,
            IgnoreRules.Verdict builtIn,
            IgnoreRules.Verdict included,
            IgnoreRules.Verdict excluded,
            boolean leftOutDirectory) {
        boolean taken() {
            boolean out = ignored.ignored() || builtIn.ignored() || leftOutDirectory;
            return !excluded.ignored() && (!out || included.ignored());
        }
    }

    Decision root() {
        return new Decision(ignored.root(), Defaults.RULES.root(), included.root(), excluded.root(), false);
    }

    Decision decide(String path, Decision parent) {
        return new Decision(
                ignored.decide(path, parent.ignored()),
                Defaults.RULES.decide(path, parent.builtIn()),
                included.decide(path, parent.included()),
                excluded.decide(path, parent.excluded()),
                parent.leftOutDirectory());
    }

    /** The decision over a directory, which may be left out for what it holds. */
    Decision decideDirectory(String path, Path directory, Decision parent) throws IOException {
        Decision decision = decide(path, parent);
        return new Decision(
                decision.ignored(),
                decision.builtIn(),
                decision.included(),
                decision.excluded(),
                parent.leftOutDirectory() || (decision.taken() && Defaults.leavesOut(directory)));
    }

    /** Whether a directory need be walked: always where it is taken, else only where something below may be. */
    boolean walks(String path, Decision decision) {
        if (decision.taken()) {
            return true;
        }
        if (decision.excluded().ignored() && !excluded.mayKeepBelow(path)) {
            return false;
        }
        boolean fixed = decision.builtIn().ignored() || decision.leftOutDirectory();
        boolean mayReturn = !fixed && (!decision.ignored().ignored() || ignored.mayKeepBelow(path));
        return mayReturn || decision.included().ignored() || included.mayMatchBelow(path);
    }
}
