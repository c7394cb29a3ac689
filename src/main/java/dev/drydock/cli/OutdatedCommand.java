package dev.drydock.cli;

import dev.drydock.debian.DebianArchive;
import dev.drydock.debian.InstalledPackage;
import dev.drydock.debian.PackageAge;
import dev.drydock.debian.SystemRelease;
import dev.drydock.fetch.Sources;
import dev.drydock.inspect.Ecosystem;
import dev.drydock.inspect.ImageContents;
import dev.drydock.oci.Platform;
import dev.drydock.problem.Problem;
import dev.drydock.report.OutdatedReport;
import dev.drydock.report.OutdatedReport.Row;
import dev.drydock.store.Bucket;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code drydock outdated}: whether Debian has newer packages than an image holds. */
final class OutdatedCommand implements Command {
    /** The exit code where something is outdated: one that no failure has, so that a script can tell them apart. */
    static final int OUTDATED = 3;

    @Override
    public String name() {
        return "outdated";
    }

    @Override
    public String summary() {
        return "say which Debian packages of an image have newer versions and security updates";
    }

    @Override
    public List<String> operands() {
        return List.of("IMAGE");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(
                Option.flag("only security updates count, and are shown", "--security"),
                Option.flag("show the packages that are not outdated too", "--all"),
                Option.choice("how it is shown (default: terminal)", List.of("terminal", "json"), "--format"),
                Option.flag("the same as --format json", "--json"),
                Option.flag("do not use the network: the indexes of the cache, while they are valid", "--offline"),
                ImageReferences.PLATFORM,
                RegistryOptions.PROGRESS,
                Places.CACHE_DIR,
                Places.STORE_DIR));
        all.addAll(Places.MIRRORS);
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock outdated app_python                              # exit code 3 where something is outdated",
                "drydock outdated registry:registry.example/shop:1.4 --security   # in CI, every night",
                "drydock outdated docker:debian:trixie-slim --json");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        String name = arguments.operand(0, this);
        boolean security = arguments.has("--security");
        OutdatedReport report;
        try (ImageReferences images = new ImageReferences(arguments, terminal);
                Cache cache = Places.cache(arguments, terminal);
                Display display = RegistryOptions.display(arguments, terminal)) {
            ImageContents image = images.contents(name);
            String suite = suite(image);
            List<InstalledPackage> installed = installed(image);
            DebianArchive archive = open(suite, image.config().platform(), arguments, terminal, cache, display);
            if (!archive.knowsSecurity() && DebianArchive.hasSecurityUpdates(suite)) {
                Problem unknown = Problem.input(
                                "outdated/no-security", "no source of security updates of `" + suite + "` is known")
                        .help("name one with `drydock mirrors set debian-security URL`");
                if (security) {
                    throw unknown.exception();
                }
                display.note(unknown.message() + ": " + unknown.help().orElse(""));
            }
            report = new OutdatedReport(
                    name,
                    image.manifest().digest(),
                    image.config().platform(),
                    suite,
                    archive.indexes(),
                    archive.knowsSecurity(),
                    installed.stream()
                            .map(archive::age)
                            .map(OutdatedCommand::row)
                            .toList());
        }
        terminal.out()
                .print(
                        arguments.has("--json")
                                        || arguments
                                                .value("--format")
                                                .orElse("")
                                                .equals("json")
                                ? report.json()
                                : Terminal.safe(report.text(security, arguments.has("--all"))));
        return report.outdated(security) > 0 ? OUTDATED : 0;
    }

    private static String suite(ImageContents image) {
        return SystemRelease.suite(image.system()).orElseThrow(() -> Problem.input(
                        "outdated/no-debian", "`" + image.name() + "` is not known to be of Debian")
                .because(
                        image.system().isEmpty()
                                ? "it has no etc/os-release"
                                : "its etc/os-release says `"
                                        + image.system().getOrDefault("PRETTY_NAME", "nothing of its system") + "`")
                .exception());
    }

    private static DebianArchive open(
            String suite, Platform platform, Arguments arguments, Terminal terminal, Cache cache, Display display)
            throws IOException {
        Instant now = Instant.now();
        Network network = Network.open(arguments, terminal, cache, display, arguments.has("--offline"), now);
        return DebianArchive.open(
                new Sources(network.fetcher(), network.mirrors(), cache.bucket(Bucket.RESOLVERS), cache.scratch()),
                suite,
                platform,
                now);
    }

    private static List<InstalledPackage> installed(ImageContents image) {
        List<InstalledPackage> installed = image.packages().stream()
                .filter(each -> each.ecosystem() == Ecosystem.DEBIAN)
                .map(each -> new InstalledPackage(
                        each.name(), each.version(), each.architecture().orElse("")))
                .toList();
        if (installed.isEmpty()) {
            throw Problem.input("outdated/no-packages", "`" + image.name() + "` holds no record of Debian packages")
                    .because("looked in var/lib/dpkg/status.d and var/lib/dpkg/status")
                    .exception();
        }
        return installed;
    }

    private static Row row(PackageAge age) {
        return new Row(
                age.installed().name(),
                age.installed().architecture(),
                age.installed().version(),
                age.available(),
                age.outdated(),
                age.security());
    }
}
