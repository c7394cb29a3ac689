package dev.drydock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of a lock file is installed for production. */
class ProductionTreeTest {
    private static final String HASH = "sha512-" + "A".repeat(86) + "==";

    private static final String COMMON = "\"version\":\"1.0.0\",\"integrity\":\"" + HASH + "\"";

    private static PackageLock lock(String... packages) {
        return PackageLock.parse(
                        "{\"lockfileVersion\":3,\"packages\":{"
                                + String.join(",", packages).replace("@", COMMON) + "}}",
                        "package-lock.json")
                .orElseThrow();
    }

    private static List<String> installed(PackageLock lock, Platform platform) {
        ProductionTree tree = ProductionTree.of(lock, platform);
        List<String> lines = new ArrayList<>();
        tree.packages()
                .forEach(one ->
                        lines.add(one.locked().location() + " = " + one.locked().label()
                                + one.url().map(url -> " from " + url).orElse("")));
        tree.links().forEach((path, target) -> lines.add(path + " -> " + target));
        return lines;
    }

    @Test
    void developmentAndStraysAreLeftOut() {
        PackageLock lock = lock(
                "\"\":{\"dependencies\":{\"a\":\"1\"},\"devDependencies\":{\"d\":\"1\"}}",
                "\"node_modules/a\":{@}",
                "\"node_modules/d\":{@,\"dev\":true}",
                "\"node_modules/both\":{@,\"devOptional\":true}",
                "\"node_modules/peer\":{@,\"peer\":true}",
                "\"node_modules/stray\":{@,\"extraneous\":true}",
                "\"node_modules/@s/b\":{@}".replace("/@s", "/\\u0040s"));
        assertThat(installed(lock, Platform.LINUX_AMD64))
                .containsExactly(
                        "node_modules/\u0040s/b = \u0040s/b 1.0.0",
                        "node_modules/a = a 1.0.0",
                        "node_modules/both = both 1.0.0",
                        "node_modules/peer = peer 1.0.0");
    }

    @Test
    void aliasesKeepTheirFolderAndTheirName() {
        assertThat(installed(lock("\"node_modules/old\":{\"name\":\"lodash\",@}"), Platform.LINUX_AMD64))
                .containsExactly("node_modules/old = lodash 1.0.0");
    }

    @Test
    void optionalPackagesOfOtherPlatformsGoWithWhatOnlyTheyNeed() {
        PackageLock lock = lock(
                "\"\":{\"dependencies\":{\"a\":\"1\"}}",
                "\"node_modules/a\":{@,\"optionalDependencies\":{\"x64\":\"1\",\"arm\":\"1\",\"mac\":\"1\",\"musl\":\"1\",\"deep\":\"1\"}}",
                "\"node_modules/x64\":{@,\"optional\":true,\"os\":[\"linux\"],\"cpu\":[\"x64\"],\"libc\":[\"glibc\"]}",
                "\"node_modules/arm\":{@,\"optional\":true,\"os\":[\"linux\"],\"cpu\":[\"arm64\"]}",
                "\"node_modules/mac\":{@,\"optional\":true,\"os\":[\"!linux\"],\"dependencies\":{\"only\":\"1\",\"shared\":\"1\"}}",
                "\"node_modules/musl\":{@,\"optional\":true,\"libc\":[\"musl\"]}",
                "\"node_modules/only\":{@,\"optional\":true}",
                "\"node_modules/shared\":{@,\"optional\":true}",
                "\"node_modules/deep\":{@,\"optional\":true,\"dependencies\":{\"native\":\"1\",\"shared\":\"1\"}}",
                "\"node_modules/native\":{@,\"optional\":true,\"cpu\":[\"arm64\"]}",
                "\"node_modules/other\":{@,\"optional\":true,\"dependencies\":{\"shared\":\"1\"}}");
        assertThat(installed(lock, Platform.LINUX_AMD64))
                .containsExactly(
                        "node_modules/a = a 1.0.0",
                        "node_modules/other = other 1.0.0",
                        "node_modules/shared = shared 1.0.0",
                        "node_modules/x64 = x64 1.0.0");
        assertThat(installed(lock, Platform.LINUX_ARM64))
                .contains(
                        "node_modules/arm = arm 1.0.0",
                        "node_modules/deep = deep 1.0.0",
                        "node_modules/native = native 1.0.0")
                .doesNotContain("node_modules/x64 = x64 1.0.0");
    }

    @Test
    void bundledPackagesComeInTheirParents() {
        PackageLock lock = lock(
                "\"\":{\"dependencies\":{\"a\":\"1\"},\"bundleDependencies\":[\"mine\"]}",
                "\"node_modules/a\":{@}",
                "\"node_modules/a/node_modules/b\":{@,\"inBundle\":true}",
                "\"node_modules/a/node_modules/b/node_modules/c\":{@,\"inBundle\":true}",
                "\"node_modules/mine\":{@,\"inBundle\":true}");
        assertThat(installed(lock, Platform.LINUX_AMD64))
                .containsExactly("node_modules/a = a 1.0.0", "node_modules/mine = mine 1.0.0");
    }

    @Test
    void workspacesAreLinkedWithTheirPrograms() {
        PackageLock lock = lock(
                "\"\":{\"workspaces\":[\"packages/*\"]}",
                "\"packages/w\":{\"name\":\"\\u0040me/w\",\"version\":\"1.0.0\",\"bin\":{\"tool\":\"bin/tool.js\"},\"dependencies\":{\"n\":\"2\"}}",
                "\"packages/dev\":{\"dev\":true}",
                "\"packages/w/node_modules/n\":{@}",
                "\"node_modules/\\u0040me/w\":{\"resolved\":\"packages/w\",\"link\":true}",
                "\"node_modules/dev\":{\"resolved\":\"packages/dev\",\"link\":true}");
        assertThat(installed(lock, Platform.LINUX_AMD64))
                .containsExactly(
                        "packages/w/node_modules/n = n 1.0.0",
                        "node_modules/.bin/tool -> ../\u0040me/w/bin/tool.js",
                        "node_modules/\u0040me/w -> ../../packages/w");
    }

    @Test
    void onlyTarballsThatAreAskedForByUrlKeepIt() {
        PackageLock lock = lock(
                "\"\":{\"dependencies\":{\"t\":\"https://files.example/t.tgz\",\"r\":\"^1\"}}",
                "\"node_modules/t\":{@,\"resolved\":\"https://files.example/t.tgz\"}",
                "\"node_modules/r\":{@,\"resolved\":\"https://mirror.example/r/-/r-1.0.0.tgz\"}");
        assertThat(installed(lock, Platform.LINUX_AMD64))
                .containsExactly(
                        "node_modules/r = r 1.0.0", "node_modules/t = t 1.0.0 from https://files.example/t.tgz");
    }

    static Stream<Arguments> refused() {
        String anew = "remove node_modules and the lock file and run `npm install`, which records sha512";
        return Stream.of(
                arguments("{\"version\":\"1.0.0\",\"resolved\":\"git+ssh://git@code.example/a.git#abc\"}", """
                        error[node/git-dependency]: `node_modules/a` comes from a git repository
                          in package-lock.json
                          help: use a published version"""),
                arguments("{\"version\":\"1.0.0\"}", """
                        error[node/integrity]: `node_modules/a` has no integrity hash
                          in package-lock.json
                          help: %s""".formatted(anew)),
                arguments("{\"version\":\"1.0.0\",\"integrity\":\"sha1-AAAA\"}", """
                        error[node/integrity]: `node_modules/a` has only a sha1 hash, which no longer vouches for anything
                          in package-lock.json
                          help: %s""".formatted(anew)),
                arguments("{\"version\":\"1.0.0\",\"integrity\":\"sha512-!!\"}", """
                        error[node/integrity]: `node_modules/a` has a broken hash
                          in package-lock.json
                          help: %s""".formatted(anew)),
                arguments("{\"version\":\"1.0.0\",\"resolved\":\"file:a.tgz\"}", """
                        error[node/local-tarball]: `node_modules/a` is a tarball of the app directory
                          in package-lock.json
                          help: unpack it and name the directory with `file:`, or publish it"""),
                arguments("{\"resolved\":\"../shared\",\"link\":true}", """
                        error[node/link-outside]: `node_modules/a` links to `../shared`, which is not in the app
                          in package-lock.json
                          help: build from the directory that holds both"""),
                arguments("{" + COMMON + ",\"cpu\":[\"arm64\"]}", """
                        error[node/platform]: `a 1.0.0` does not run on linux/amd64
                          in package-lock.json: `node_modules/a`; it wants cpu arm64
                          help: make it one of the optionalDependencies, or use another package"""));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeInstalledIsNamed(String entry, String expected) {
        PackageLock lock = PackageLock.parse(
                        "{\"lockfileVersion\":3,\"packages\":{\"node_modules/a\":" + entry + "}}", "package-lock.json")
                .orElseThrow();
        assertThatThrownBy(() -> ProductionTree.of(lock, Platform.LINUX_AMD64))
                .isInstanceOf(DrydockException.class)
                .hasMessage(expected);
    }

    @Test
    void pathsThatLeaveTheAppAreRefusedTogether() {
        assertThatThrownBy(() ->
                        lock("\"../../node_modules/x\":{@}", "\"/node_modules/y\":{@}", "\"a/../node_modules/z\":{@}"))
                .isInstanceOf(DrydockException.class)
                .satisfies(e -> assertThat(((DrydockException) e).problems()).hasSize(3));
    }

    @Test
    void brokenAndTruncatedLocks() {
        assertThatThrownBy(() ->
                        PackageLock.parse("{\"lockfileVersion\":3,\n\"packages\":{\"node_mod", "package-lock.json"))
                .isInstanceOf(DrydockException.class)
                .hasMessageStartingWith(
                        "error[node/json]: cannot read `package-lock.json`\n  in package-lock.json:2\n");
        assertThatThrownBy(() -> PackageLock.parse("[]", "package-lock.json"))
                .hasMessageStartingWith("error[node/json]: `package-lock.json` holds no JSON object");
        assertThat(PackageLock.parse("{\"lockfileVersion\":1,\"dependencies\":{}}", "package-lock.json"))
                .isEmpty();
        assertThatThrownBy(() -> PackageLock.parse("{\"lockfileVersion\":4,\"packages\":{}}", "package-lock.json"))
                .hasMessageStartingWith("error[node/lock-version]: cannot read `package-lock.json` of version 4");
        assertThatThrownBy(() -> PackageLock.parse("[".repeat(100_000), "package-lock.json"))
                .isInstanceOf(DrydockException.class);
    }

    @Test
    void staleLocksAreToldInAllTheirDifferences() {
        PackageLock lock = lock(
                "\"\":{\"dependencies\":{\"a\":\"^1\",\"b\":\"^1\",\"gone\":\"1\"},\"devDependencies\":{\"m\":\"1\"}}",
                "\"node_modules/a\":{@}",
                "\"node_modules/b\":{@}",
                "\"node_modules/m\":{@,\"dev\":true}",
                "\"node_modules/gone\":{@}");
        PackageJson manifest = PackageJson.parse(
                "{\"dependencies\":{\"a\":\"1.0.0\",\"b\":\"^2\",\"new\":\"^3\",\"m\":\"1\"}}", "package.json");
        assertThatThrownBy(() ->
                        LockFreshness.check(lock, new java.util.TreeMap<>(java.util.Map.of("package.json", manifest))))
                .hasMessage("""
                        error[node/lock-stale]: `package-lock.json` is out of step with `package.json`
                          `b`: package.json wants ^2, the lock file has 1.0.0
                          `new` ^3 is not in the lock file
                          `gone` is in the lock file, but no longer asked for
                          `m` has moved to dependencies
                          help: run `npm install`, which brings the lock file up to date""");
    }
}
