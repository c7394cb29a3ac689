package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of the house, and what only one of them may do. */
class ArchitectureTest {
    private static final String ROOT = "dev.drydock.";

    /** Each package and what it may use, besides {@code problem}, which all may, and itself. */
    private static final String ROOMS = """
            problem:
            progress:
            dockerfile:
            kubernetes:
            mirrors:
            oci:
            archive: oci
            icu: archive
            store: oci archive progress
            fetch: oci store progress mirrors
            lock: oci
            app: oci lock
            plan: oci lock app archive fetch mirrors
            debian: oci lock app archive fetch mirrors plan
            python: oci lock app archive fetch mirrors plan store
            node: oci lock app archive fetch mirrors plan icu
            java: oci lock app archive fetch mirrors plan
            build: oci lock app archive fetch mirrors plan store progress layout inspect debian python node java
            layout: oci archive lock store
            engine: oci archive fetch
            registry: oci archive fetch layout lock store progress
            fleet: oci fetch layout lock store progress registry
            inspect: oci archive lock layout
            check: dockerfile app inspect oci
            init: dockerfile app lock
            report: oci lock inspect check
            sbom: oci lock inspect report
            """;

    /** Read backwards, so that this file does not name them either. */
    private static final List<String> HOSTS_BACKWARDS = List.of(
            "gro.ipyp",
            "gro.detsohnohtyp",
            "gro.sjmpn",
            "moc.sjmpn",
            "moc.gkpnray",
            "moc.rorrimmpn",
            "gro.naibed.bed",
            "gro.naibed.ytiruces",
            "gro.naibed.tohspans",
            "gro.naibed.ptf",
            "gro.naibed.evihcra",
            "gro.naibed.riderptth",
            "gro.ehcapa.nevam.oper",
            "gro.nevam.1oper",
            "moc.epytanos.lartnec",
            "gro.epytanos.sso",
            "gro.adnocana.adnoc",
            "gro.gnalog.yxorp");

    private static final Set<String> NOT_OURS =
            Set.of(".git", "target", ".drydock-build", "node_modules", ".venv", "__pycache__", ".jqwik-database");

    private static JavaClasses classes = new ClassFileImporter().importClasses();

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.drydock");
    }

    private static Map<String, Set<String>> rooms() {
        Map<String, Set<String>> rooms = new HashMap<>();
        ROOMS.lines().forEach(line -> {
            int colon = line.indexOf(':');
            Set<String> allowed =
                    new TreeSet<>(List.of(line.substring(colon + 1).strip().split(" ")));
            allowed.add("problem");
            allowed.add(line.substring(0, colon));
            rooms.put(line.substring(0, colon), allowed);
        });
        return rooms;
    }

    private static String room(JavaClass type) {
        String rest =
                type.getPackageName().startsWith(ROOT) ? type.getPackageName().substring(ROOT.length()) : "";
        return rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest;
    }

    @Test
    void arrows() {
        Map<String, Set<String>> rooms = rooms();
        SortedSet<String> wrong = new TreeSet<>();
        for (JavaClass type : classes) {
            String from = room(type);
            if (from.equals("cli")) {
                continue;
            }
            if (!rooms.containsKey(from)) {
                wrong.add("`" + type.getName() + "` lies in a room that the table does not know");
                continue;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT) && !rooms.get(from).contains(room(target))) {
                    wrong.add("`" + from + "` uses `" + room(target) + "`: " + type.getSimpleName() + " uses "
                            + target.getSimpleName());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(classes.stream().map(ArchitectureTest::room)).contains("problem", "oci", "archive");
    }

    /** The table itself has no circles: each room uses only rooms that can be built before it. */
    @Test
    void theTableHasNoCircles() {
        Map<String, Set<String>> left = rooms();
        left.forEach((room, uses) -> uses.remove(room));
        left.values().forEach(uses -> uses.remove(""));
        while (!left.isEmpty()) {
            List<String> free = left.keySet().stream()
                    .filter(room -> left.get(room).stream().noneMatch(left::containsKey))
                    .toList();
            assertThat(free).as("a circle among %s", left).isNotEmpty();
            free.forEach(left::remove);
        }
    }

    @Test
    void onlyTheCommandLinePrintsAndExits() {
        SortedSet<String> wrong = new TreeSet<>();
        for (JavaClass type : classes) {
            if (room(type).equals("cli")) {
                continue;
            }
            type.getMethodCallsFromSelf().forEach(call -> {
                String owner = call.getTargetOwner().getName();
                boolean ends =
                        (owner.equals("java.lang.System") && call.getName().equals("exit"))
                                || (owner.equals("java.lang.Runtime")
                                        && Set.of("exit", "halt").contains(call.getName()))
                                || call.getName().equals("printStackTrace");
                if (ends) {
                    wrong.add(type.getName() + " calls " + call.getName());
                }
            });
            type.getFieldAccessesFromSelf().forEach(access -> {
                if (access.getTargetOwner().getName().equals("java.lang.System")) {
                    wrong.add(type.getName() + " uses System." + access.getName());
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    /** Law 6: endpoints come from the machine. */
    @Test
    void noRegistryIsNamedAnywhere() throws IOException {
        List<String> hosts = HOSTS_BACKWARDS.stream()
                .map(host -> new StringBuilder(host).reverse().toString())
                .toList();
        List<String> wrong = new ArrayList<>();
        int[] read = new int[1];
        Files.walkFileTree(Path.of("").toAbsolutePath(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NOT_OURS.contains(String.valueOf(directory.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && attributes.size() < 8 << 20) {
                    read[0]++;
                    search(file);
                }
                return FileVisitResult.CONTINUE;
            }

            private void search(Path file) throws IOException {
                String text;
                try {
                    text = Files.readString(file).toLowerCase(Locale.ROOT);
                } catch (CharacterCodingException e) {
                    return; // no text
                }
                for (String host : hosts) {
                    if (text.contains(host)) {
                        wrong.add(Path.of("").toAbsolutePath().relativize(file) + " names " + host);
                    }
                }
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(read[0]).isGreaterThan(50);
    }
}
