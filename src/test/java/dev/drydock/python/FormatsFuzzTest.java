package dev.drydock.python;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Whatever the text, it is read or refused, and what was read means the same when it is written and read again. */
final class FormatsFuzzTest {
    private static final MarkerEnvironment TRIXIE = PythonRuntime.ALL.getFirst().markers(Platform.LINUX_AMD64);

    @FuzzTest(maxDuration = "2m")
    void versions(byte[] bytes) {
        Version.find(text(bytes)).ifPresent(version -> {
            Version again = Version.parse(version.toString());
            if (!again.equals(version) || !again.same(version)) {
                throw new AssertionError("`" + version + "` is not its own normal form");
            }
        });
    }

    @FuzzTest(maxDuration = "2m")
    void markers(byte[] bytes) {
        try {
            Marker.parse(text(bytes)).holds(TRIXIE);
        } catch (Malformed refused) {
            check(refused);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void requirements(byte[] bytes) {
        try {
            Requirement requirement = Requirement.parse(text(bytes));
            requirement.holds(TRIXIE);
            if (!ProjectName.valid(requirement.name())
                    || !Specifiers.parse(requirement.versions().toString()).equals(requirement.versions())) {
                throw new AssertionError("read as " + requirement);
            }
        } catch (Malformed refused) {
            check(refused);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void requirementsFiles(byte[] bytes) throws IOException {
        try {
            Predicate<String> inside = path -> !path.startsWith("/") && !path.startsWith("..");
            RequirementsFile file = new RequirementsReader(new ProjectFiles(Path.of("/nowhere")))
                    .readText("requirements.txt", text(bytes));
            if (!file.members().stream().allMatch(inside)) {
                throw new AssertionError("outside: " + file.members());
            }
        } catch (DrydockException refused) {
            refused.problems().forEach(problem -> {
                if (!problem.code().startsWith("python/")) {
                    throw new AssertionError(problem.text());
                }
            });
        }
    }

    @FuzzTest(maxDuration = "2m")
    void sources(byte[] bytes) {
        SourceFacts.read(text(bytes), "shop");
    }

    @FuzzTest(maxDuration = "2m")
    void indexPages(byte[] bytes) {
        IndexHtml.read(text(bytes), java.net.URI.create("http://mirror.example/simple/kit/"), name -> true);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void check(Malformed refused) {
        if (String.valueOf(refused.getMessage()).indexOf('\n') >= 0) {
            throw new AssertionError("a message of two lines: " + refused.getMessage());
        }
    }
}
