package dev.drydock.check;

import dev.drydock.dockerfile.Span;
import dev.drydock.inspect.Account;
import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageFile;
import dev.drydock.inspect.LayerContents;
import dev.drydock.inspect.LayerEntry;
import dev.drydock.inspect.Reclaimable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** Rules over an image as it is, whoever built it. */
public final class ImageRules {
    private static final int FEW = 5;

    /** Below it, what is hidden is not worth a change. In bytes. */
    private static final long WORTHWHILE = 1 << 20;

    /** Where packages keep certificates, keys of tests and examples that are no secrets. */
    private static final List<String> PUBLIC = List.of(
            "etc/ssl/certs/",
            "usr/share/",
            "usr/lib/",
            "usr/local/lib/",
            "etc/pki/",
            "etc/apt/",
            "etc/apk/",
            "opt/dependencies/",
            "lib/apk/");

    private final ImageContents image;
    private final Findings findings;

    private ImageRules(ImageContents image, Findings findings) {
        this.image = image;
        this.findings = findings;
    }

    /**
     * Checks an image.
     *
     * @param contents what was seen in its files while it was read
     * @param maximum what a pull may move, in bytes; empty allows all
     */
    public static Check.Outcome check(
            ImageContents image, SecretFiles contents, OptionalLong maximum, Options options) {
        Findings findings = new Findings(image.name(), options);
        ImageRules rules = new ImageRules(image, findings);
        rules.user();
        rules.files();
        rules.shells();
        rules.secrets();
        rules.contents(contents);
        rules.size(maximum);
        return new Check.Outcome(
                image.name(), List.of(), findings.all().stream().sorted().toList());
    }

    private void add(Rule rule, String message, String help) {
        findings.add(rule, Span.at(1, 1), message, help);
    }

    private void user() {
        String user = image.config().user();
        String name = user.split(":", 2)[0];
        boolean starts =
                !image.config().entrypoint().isEmpty() || !image.config().cmd().isEmpty();
        if (starts && (name.isEmpty() || name.equals("root") || name.chars().allMatch(c -> c == '0'))) {
            add(
                    Rule.USER_ROOT,
                    name.isEmpty()
                            ? "the image names no user: it runs as root"
                            : "the image runs as root (`" + user + "`)",
                    "give it a user that is not 0");
        } else if (!name.isEmpty() && !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            add(
                    Rule.USER_NAME,
                    "the user `" + name + "` is a name: Kubernetes cannot see that it is not root",
                    "give its number");
        }
        List<String> open = image.surface().accounts().stream()
                .filter(Account::withoutPassword)
                .map(Account::name)
                .toList();
        if (!open.isEmpty()) {
            add(Rule.FILES_PASSWORD, "anybody may log in without a password as " + few(open), "lock the accounts");
        }
        if (starts
                && image.config().labels().keySet().stream()
                        .noneMatch(label -> label.startsWith("org.opencontainers.image."))) {
            add(
                    Rule.LABELS_MISSING,
                    "no label says where the image comes from",
                    "add `org.opencontainers.image.source`");
        }
    }

    private void files() {
        List<String> setuid =
                image.surface().setuid().stream().map(ImageRules::shown).toList();
        if (!setuid.isEmpty()) {
            add(
                    Rule.FILES_SETUID,
                    setuid.size() + " run with another's rights, whoever starts them: " + few(setuid),
                    "take the bits off, or the files out");
        }
        List<String> writable =
                image.surface().worldWritable().stream().map(ImageRules::shown).toList();
        if (!writable.isEmpty()) {
            add(
                    Rule.FILES_MODE,
                    writable.size() + " may be changed by everybody: " + few(writable),
                    "take the right to write from others");
        }
    }

    private static String shown(ImageFile file) {
        return "/" + file.path();
    }

    private static String few(List<String> names) {
        List<String> quoted =
                names.stream().limit(FEW).map(name -> "`" + name + "`").toList();
        return String.join(", ", quoted) + (names.size() > FEW ? ", …" : "");
    }

    private void shells() {
        if (!isDistroless()) {
            return;
        }
        List<String> found = new ArrayList<>(image.surface().shells());
        found.addAll(image.surface().packageManagers());
        if (!found.isEmpty()) {
            add(
                    Rule.FILES_SHELL,
                    "a distroless image holds "
                            + few(found.stream().map(path -> "/" + path).toList()),
                    "build it without");
        }
    }

    /** By its name or that of its base, or by how such images keep their package records. */
    private boolean isDistroless() {
        boolean named = image.name().toLowerCase(Locale.ROOT).contains("distroless")
                || image.config()
                        .labels()
                        .getOrDefault("org.opencontainers.image.base.name", "")
                        .contains("distroless");
        boolean records = image.tree().at("var/lib/dpkg/status.d").isPresent()
                && image.tree().at("var/lib/dpkg/status").isEmpty();
        return named || records;
    }

    private void secrets() {
        for (String variable : image.config().env()) {
            int equals = variable.indexOf('=');
            String name = equals < 0 ? variable : variable.substring(0, equals);
            String value = equals < 0 ? "" : variable.substring(equals + 1);
            if (told(SecretValues.in(value), "the variable `" + name + "`")) {
                continue;
            }
            if (SecretRules.isSecret(name)
                    && !value.isEmpty()
                    && !List.of("true", "false", "0", "1").contains(value.toLowerCase(Locale.ROOT))) {
                add(
                        Rule.SECRETS_VARIABLE,
                        "the variable `" + name + "` sounds like a secret, and is for all to read",
                        "give it to the container at run time");
            }
        }
        for (LayerContents layer : image.layers()) {
            told(SecretValues.in(layer.history()), "the history of layer " + (layer.number() + 1));
            layer(layer);
        }
    }

    private boolean told(Optional<SecretValues.Found> found, String where) {
        found.ifPresent(each -> add(
                Rule.SECRETS_VALUE,
                each.kind() + " stands in " + where + " (`" + each.shown() + "`)",
                "make it invalid where it came from, and build the image anew without it"));
        return found.isPresent();
    }

    /** Files with the names of secrets, those too that a later layer deletes. */
    private void layer(LayerContents layer) {
        SortedSet<String> found = new TreeSet<>();
        for (LayerEntry entry : layer.entries()) {
            String path = entry.path();
            if (entry.kind() == LayerEntry.Kind.FILE
                    && entry.size() > 0
                    && !isOfLibrary(path)
                    && SecretRules.isSecretFile(path)) {
                found.add("/" + path);
            }
        }
        if (!found.isEmpty()) {
            List<String> gone = found.stream()
                    .filter(path -> image.tree().at(path.substring(1)).isEmpty())
                    .toList();
            add(
                    Rule.SECRETS_FILE,
                    "layer " + (layer.number() + 1) + " holds what is usually secret: " + few(List.copyOf(found))
                            + (gone.isEmpty() ? "" : "; deleted later, and still there for whoever has the image"),
                    "build the image anew without it, and make the secret invalid");
        }
    }

    /** Whether packages keep it, who may have such files for their tests and as examples. */
    static boolean isOfLibrary(String path) {
        return PUBLIC.stream().anyMatch(path::startsWith)
                || path.contains("/node_modules/")
                || path.contains("site-packages/")
                || path.contains("dist-packages/");
    }

    /** Credentials inside files, but those of packages. */
    private void contents(SecretFiles contents) {
        Map<String, FoundPackage> owners = contents.hits().isEmpty() ? Map.of() : image.owners();
        for (SecretFiles.Hit hit : contents.hits()) {
            if (!owners.containsKey(hit.path())) {
                boolean gone = image.tree().at(hit.path()).isEmpty();
                told(
                        Optional.of(hit.found()),
                        "`/" + hit.path() + "` in layer " + (hit.layer() + 1)
                                + (gone ? ", which a later one hides" : ""));
            }
        }
    }

    private void size(OptionalLong maximum) {
        Reclaimable reclaimable = image.reclaimable();
        long hidden = reclaimable.hiddenBytes();
        if (hidden >= WORTHWHILE) {
            Reclaimable.Hidden largest = reclaimable.hidden().getFirst();
            add(
                    Rule.SIZE_RECLAIMABLE,
                    megabytes(hidden) + " lie in layers and no container sees them, most of all `/" + largest.path()
                            + "` (" + megabytes(largest.size()) + ")",
                    "do not write in one layer what a later one deletes or replaces");
        }
        long size = image.sizes().transfer();
        if (maximum.isPresent() && size > maximum.getAsLong()) {
            add(
                    Rule.SIZE_BUDGET,
                    "a pull moves " + megabytes(size) + ", more than " + megabytes(maximum.getAsLong()),
                    "see `drydock inspect` for what takes the space");
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
