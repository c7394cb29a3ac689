package dev.drydock.inspect;

import dev.drydock.inspect.ImageFile.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The packages of an image and which files are whose. Where two claim a file, Debian's database goes before the records of languages, and
 * of one kind the first in the order of their paths.
 */
final class PackageFinder {
    private final FileTree tree;
    private final SortedMap<String, Fact> facts;
    private final String distribution;
    private final String release;
    private final List<Draft> drafts = new ArrayList<>();
    private final Map<String, Draft> owners = new HashMap<>();

    /** A package while its files are being found. */
    private static final class Draft {
        private final Ecosystem ecosystem;
        private final String name;
        private final String version;
        private final String location;
        private final String purl;
        private String architecture = "";
        private String source = "";
        private String license = "";
        private final SortedSet<String> files = new TreeSet<>();

        Draft(Ecosystem ecosystem, String name, String version, String location, String purl) {
            this.ecosystem = ecosystem;
            this.name = name;
            this.version = version;
            this.location = location;
            this.purl = purl;
        }
    }

    private PackageFinder(FileTree tree, SortedMap<String, Fact> facts, SortedMap<String, String> system) {
        this.tree = tree;
        this.facts = facts;
        this.distribution = system.getOrDefault("ID", "debian");
        this.release = system.getOrDefault("VERSION_ID", "");
    }

    /**
     * @param facts by the path of a file that is there
     * @param system os-release(5)
     */
    static List<FoundPackage> find(FileTree tree, SortedMap<String, Fact> facts, SortedMap<String, String> system) {
        PackageFinder finder = new PackageFinder(tree, facts, system);
        finder.debian();
        finder.python();
        finder.npm();
        finder.java();
        finder.programs();
        return finder.drafts.stream().map(finder::finished).sorted().toList();
    }

    private FoundPackage finished(Draft draft) {
        long size = draft.files.stream()
                .map(tree::at)
                .flatMap(Optional::stream)
                .mapToLong(ImageFile::counted)
                .sum();
        return new FoundPackage(
                draft.ecosystem,
                draft.name,
                draft.version,
                present(draft.architecture),
                present(draft.source),
                present(draft.license),
                draft.location,
                draft.purl,
                List.copyOf(draft.files),
                size);
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** Gives the package the files at these paths that are nobody's yet. */
    private void claim(Draft draft, Collection<String> paths) {
        for (String path : paths) {
            Optional<ImageFile> file = tree.find(path);
            if (file.isPresent() && file.get().kind() != Kind.DIRECTORY) {
                if (owners.putIfAbsent(file.get().path(), draft) == null) {
                    draft.files.add(file.get().path());
                }
            }
        }
    }

    private void debian() {
        facts.forEach((path, fact) -> {
            if (fact instanceof Fact.DebianStatus status) {
                for (Map<String, String> fields : status.paragraphs()) {
                    String state = fields.getOrDefault("status", "install ok installed");
                    if (state.endsWith(" installed") && fields.containsKey("package")) {
                        debian(path, fields);
                    }
                }
            }
        });
    }

    private void debian(String path, Map<String, String> fields) {
        String name = fields.getOrDefault("package", "");
        String architecture = fields.getOrDefault("architecture", "");
        SortedMap<String, String> qualifiers = new TreeMap<>();
        qualifiers.put("arch", architecture);
        qualifiers.put("distro", release.isEmpty() ? "" : distribution + "-" + release);
        String version = fields.getOrDefault("version", "");
        Draft draft = new Draft(
                Ecosystem.DEBIAN,
                name,
                version,
                path,
                PackageUrl.of("deb", distribution, name.toLowerCase(Locale.ROOT), version, qualifiers));
        draft.architecture = architecture;
        draft.source = fields.getOrDefault("source", "");
        drafts.add(draft);
        List<String> records = path.endsWith("/status")
                ? List.of("var/lib/dpkg/info/" + name, "var/lib/dpkg/info/" + name + ":" + architecture)
                : List.of(path);
        for (String record : records) {
            for (String list : List.of(record + ".list", record + ".md5sums")) {
                if (facts.get(list) instanceof Fact.Owned owned) {
                    claim(draft, owned.paths());
                }
            }
        }
        if (!path.endsWith("/status")) {
            claim(draft, List.of(path, path + ".md5sums"));
        }
        for (String record : records) {
            // what dpkg itself keeps of the package: lists, sums, scripts
            claim(draft, pathsBetween(record + ".", record + "/"));
        }
    }

    private void python() {
        Map<String, Draft> byDirectory = new TreeMap<>();
        facts.forEach((path, fact) -> {
            if (fact instanceof Fact.PythonMetadata metadata) {
                String name = metadata.headers().getOrDefault("name", "");
                String version = metadata.headers().getOrDefault("version", "");
                Draft draft = new Draft(Ecosystem.PYTHON, name, version, path, PackageUrl.pypi(name, version));
                draft.license = license(metadata.headers());
                drafts.add(draft);
                String own = path.endsWith(".egg-info") ? path : parent(path);
                byDirectory.put(own, draft);
                claim(draft, path.endsWith(".egg-info") ? List.of(path) : pathsBelow(own));
            }
        });
        facts.forEach((path, fact) -> {
            Draft draft = byDirectory.get(parent(path));
            if (fact instanceof Fact.Owned owned && draft != null) {
                String base = owned.base().isEmpty() ? "" : owned.base() + "/";
                claim(
                        draft,
                        owned.paths().stream()
                                .map(each -> each.startsWith("/") ? each : base + each)
                                .toList());
            }
        });
        byteCode();
    }

    private static String license(Map<String, String> headers) {
        String license = headers.getOrDefault("license-expression", headers.getOrDefault("license", ""));
        return license.equals("UNKNOWN") || license.length() > 200 ? "" : license;
    }

    /** Byte code belongs to whom the source beside it belongs to (PEP 3147). */
    private void byteCode() {
        tree.regular().forEach(file -> {
            String directory = parent(file.path());
            if (file.path().endsWith(".pyc") && directory.endsWith("__pycache__")) {
                String stem = file.name().substring(0, Math.max(0, file.name().indexOf('.')));
                // a module may have dots in its name, which the tag then follows
                int tag = file.name().lastIndexOf(".cpython-");
                String module = tag > 0 ? file.name().substring(0, tag) : stem;
                String above = parent(directory);
                Draft owner = owners.get((above.isEmpty() ? "" : above + "/") + module + ".py");
                if (owner != null) {
                    claim(owner, List.of(file.path()));
                }
            }
        });
    }

    private void npm() {
        Map<String, Draft> byDirectory = new HashMap<>();
        facts.forEach((path, fact) -> {
            if (fact instanceof Fact.NpmManifest manifest && !owners.containsKey(path)) {
                Draft draft = new Draft(
                        Ecosystem.NPM,
                        manifest.name(),
                        manifest.version(),
                        path,
                        PackageUrl.npm(manifest.name(), manifest.version()));
                draft.license = manifest.license();
                drafts.add(draft);
                byDirectory.put(parent(path), draft);
            }
        });
        if (byDirectory.isEmpty()) {
            return;
        }
        tree.regular().forEach(file -> {
            for (String at = parent(file.path()); !at.isEmpty(); at = parent(at)) {
                Draft draft = byDirectory.get(at);
                if (draft != null) {
                    claim(draft, List.of(file.path()));
                    break;
                }
            }
        });
    }

    private void java() {
        facts.forEach((path, fact) -> {
            if (fact instanceof Fact.JavaArchive archive) {
                String name = path.substring(path.lastIndexOf('/') + 1);
                Optional<Fact.Coordinates> own = archive.coordinates().stream()
                        .filter(each -> each.inside().isEmpty() && name.startsWith(each.artifact()))
                        .findFirst();
                for (Fact.Coordinates each : archive.coordinates()) {
                    Draft draft = java(path, each);
                    if (own.equals(Optional.of(each))) {
                        claim(draft, List.of(path));
                    }
                }
                if (own.isEmpty() && !owners.containsKey(path)) {
                    claim(named(path, name), List.of(path));
                }
            }
        });
    }

    private Draft java(String path, Fact.Coordinates each) {
        Draft draft = new Draft(
                Ecosystem.JAVA,
                each.group() + ":" + each.artifact(),
                each.version(),
                each.inside().isEmpty() ? path : path + "!" + each.inside(),
                PackageUrl.of("maven", each.group(), each.artifact(), each.version(), new TreeMap<>()));
        drafts.add(draft);
        return draft;
    }

    /** A Java archive that says nothing of itself but by its name: {@code name-1.2.jar}. */
    private Draft named(String path, String name) {
        String stem = name.substring(0, name.lastIndexOf('.'));
        int dash = -1;
        for (int at = stem.indexOf('-'); at >= 0 && dash < 0; at = stem.indexOf('-', at + 1)) {
            dash = at + 1 < stem.length() && Character.isDigit(stem.charAt(at + 1)) ? at : -1;
        }
        String artifact = dash < 0 ? stem : stem.substring(0, dash);
        String version = dash < 0 ? "" : stem.substring(dash + 1);
        Draft draft = new Draft(
                Ecosystem.JAVA,
                artifact,
                version,
                path,
                PackageUrl.of("generic", "", artifact, version, new TreeMap<>()));
        drafts.add(draft);
        return draft;
    }

    private void programs() {
        facts.forEach((path, fact) -> {
            if (fact instanceof Fact.Program program && !owners.containsKey(path)) {
                Draft draft = new Draft(
                        Ecosystem.PROGRAM,
                        program.name(),
                        program.version(),
                        path,
                        PackageUrl.of("generic", "", program.name(), program.version(), new TreeMap<>()));
                drafts.add(draft);
                claim(draft, List.of(path));
            }
        });
    }

    private List<String> pathsBetween(String from, String to) {
        return tree.between(from, to).stream().map(ImageFile::path).toList();
    }

    private List<String> pathsBelow(String directory) {
        return tree.below(directory).stream().map(ImageFile::path).toList();
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
