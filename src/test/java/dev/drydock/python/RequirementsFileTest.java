package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.oci.Platform;
import dev.drydock.problem.DrydockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** pip's requirements files, as locks and as lists. */
final class RequirementsFileTest {
    static final String A = "a".repeat(64);
    static final String B = "b".repeat(64);

    @TempDir
    Path root;

    private RequirementsFile read(String text) throws IOException {
        Files.writeString(root.resolve("requirements.txt"), text);
        return new RequirementsReader(new ProjectFiles(root)).read("requirements.txt");
    }

    private LockContent locked(String text) throws IOException {
        return RequirementsLock.read(read(text), PythonRuntime.ALL.getFirst().markers(Platform.LINUX_AMD64));
    }

    @Test
    void readsLinesCommentsContinuationsAndMarkers() throws IOException {
        LockContent lock = locked("""
                # made by hand
                --index-url https://user:secret@mirror.example/simple
                flask[async]==3.1.3 \\
                    --hash=sha256:%s \\
                    --hash=sha256:%s
                    # via shop
                colorama==0.4.6 ; sys_platform == "win32" --hash=sha256:%s
                # a comment that ends in a backslash \\
                click == 8.5.1 --hash sha256:%s  # via flask
                -e .
                ./libs/tools
                """.formatted(A, B, A, B));
        assertThat(lock.packages()).map(LockedPackage::label).containsExactly("click 8.5.1", "flask 3.1.3");
        assertThat(lock.packages().getLast().hashes()).hasSize(2);
        assertThat(lock.packages().getLast().place()).isEqualTo("in requirements.txt:3");
        assertThat(lock.members()).containsExactly(".", "libs/tools");
        assertThat(lock.notes())
                .containsExactly(
                        "`--index-url` in the requirements is not followed: packages come from this machine's index");
    }

    @Test
    void followsIncludedFiles() throws IOException {
        Files.createDirectories(root.resolve("requirements"));
        Files.writeString(root.resolve("requirements/base.txt"), "-c pins.txt\n-r ../requirements.txt\nflask\n");
        Files.writeString(root.resolve("requirements/pins.txt"), "flask<4\n");
        RequirementsFile file = read("-rrequirements/base.txt\ngunicorn>=20\n");
        assertThat(file.lines()).map(line -> line.requirement().text()).containsExactly("flask", "gunicorn>=20");
        assertThat(file.constraints()).map(line -> line.requirement().text()).containsExactly("flask<4");
        assertThat(file.files()).containsExactly("requirements.txt", "requirements/base.txt", "requirements/pins.txt");
        assertThat(file.hashed()).isFalse();
    }

    @Test
    void mergesTheHashesOfOneVersion() throws IOException {
        LockContent lock = locked("a==1 --hash=sha256:" + A + "\na==1.0 --hash=sha256:" + B + "\n");
        assertThat(lock.packages()).hasSize(1);
        assertThat(lock.packages().getFirst().hashes()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        flask=3                             | not a version specifier after PEP 440: `=3`
        flask==3 --hash=md5:abc             | expected a hash of sha256, sha384 or sha512 after `--hash`, got `md5:abc`
        flask==3 --hash=sha256:abc          | expected a hash of sha256, sha384 or sha512 after `--hash`, got `sha256:abc`
        --frobnicate                        | unknown option `--frobnicate`
        -r ../outside.txt                   | expected a path inside of the app, got `../outside.txt`
        -e git+https://u:p@host.example/x   | a repository cannot be installed without building it: `git+https://…@host.example/x`
        https://u:p@host.example/x.whl      | expected `name @ URL`, got `https://…@host.example/x.whl`
        ./x-1-py3-none-any.whl              | expected a package of an index, got the file `./x-1-py3-none-any.whl`
        """)
    void saysWhatIsWrongWithALine(String line, String cause) {
        assertThatThrownBy(() -> read("click\n" + line + "\n"))
                .isInstanceOf(DrydockException.class)
                .message()
                .startsWith("error[python/broken-lock]: cannot read this line of `requirements.txt`\n"
                        + "  in requirements.txt:2\n  caused by: " + cause);
    }

    @Test
    void showsAllProblemsOfALockTogether() {
        assertThatThrownBy(() -> locked("a==1 --hash=sha256:" + A + "\nb==2\nc>=3\na==4 --hash=sha256:" + B + "\n"))
                .hasMessage("""
                        error[python/hash-missing]: no hash for `b` 2, though other requirements have hashes
                          in requirements.txt:2
                          help: write the file with `uv pip compile --generate-hashes` or `pip-compile --generate-hashes`
                        error[python/not-pinned]: `c` has no exact version, though other requirements have hashes
                          in requirements.txt:3
                          help: write the file with `uv pip compile --generate-hashes` or `pip-compile --generate-hashes`
                        error[python/broken-lock]: `a` is asked for twice: 1 and 4
                          in requirements.txt:1
                          in requirements.txt:4
                          help: keep one of them""");
    }

    @Test
    void doesNotFollowALinkOutOfTheApp(@TempDir Path elsewhere) throws IOException {
        Files.writeString(elsewhere.resolve("secret.txt"), "flask\n");
        Files.createSymbolicLink(root.resolve("base.txt"), elsewhere.resolve("secret.txt"));
        assertThatThrownBy(() -> read("-r base.txt\n"))
                .message()
                .startsWith("error[python/outside]: `base.txt` lies outside of the app directory");
    }

    @Test
    void namesTheFileThatIsMissing() {
        assertThatThrownBy(() -> read("-r base.txt\n"))
                .hasMessage("error[python/broken-lock]: there is no file `base.txt`\n  in requirements.txt:1");
    }
}
