package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drydock dev} as a process that saves are made under; its engine, where it has one, is a script that keeps a record. */
@Tag("real") // processes: too slow for those that run at every change
class DevCommandTest {
    private static final Pattern DIGEST = Pattern.compile("\"containerimage.digest\": \"(sha256:[0-9a-f]{64})\"");

    @TempDir
    Path home;

    private World world;
    private Path app;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        world = new World(home);
        world.python(
                "kit-1.0-py3-none-any.whl",
                World.wheel("kit", "1.0", World.noise(1, 1000)).bytes());
        app = world.app(
                "shop",
                "main.py",
                "import kit\n",
                "requirements.txt",
                world.requirement("kit-1.0-py3-none-any.whl"),
                ".dockerignore",
                "*.log\n");
    }

    @AfterEach
    void close() {
        processes.forEach(Process::destroyForcibly);
        world.close();
    }

    private List<String> words(String... more) {
        List<String> words = new ArrayList<>(world.build(app, more));
        words.set(0, "dev");
        words.remove("--progress=quiet");
        words.remove("--quiet");
        return words;
    }

    /** A running {@code drydock dev}, by what it says. */
    private record Dev(Process process, BufferedReader out) {
        /** The next line, which must have this in it. */
        String next(String part) throws IOException {
            String line = Objects.requireNonNull(out.readLine(), "it has ended");
            assertThat(line).contains(part);
            return line;
        }

        String built() throws IOException {
            Matcher digest = DIGEST.matcher(next("\"event\": \"built\""));
            assertThat(digest.find()).isTrue();
            return digest.group(1);
        }

        int end(String signal) throws Exception {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }
    }

    private Dev start(ProcessBuilder builder) throws IOException {
        Process process = builder.redirectError(home.resolve("err").toFile()).start();
        processes.add(process);
        return new Dev(process, process.inputReader(StandardCharsets.UTF_8));
    }

    private Dev start(String... more) throws IOException {
        return start(world.process(List.of(), words(more)));
    }

    private Dev json() throws IOException {
        return start("--no-run", "--json");
    }

    @Test
    void everySaveThatCountsIsBuilt() throws Exception {
        Dev dev = json();
        String first = dev.built();
        dev.next("\"event\": \"watching\"");
        Files.writeString(app.resolve("main.py"), "import kit, sys\n");
        String second = dev.built();
        assertThat(second).isNotEqualTo(first);
        assertThat(world.run(world.build(app)).digest()).isEqualTo(second);

        // What is ignored gives no line; the next one is that of the new file.
        Files.writeString(app.resolve("today.log"), "x\n");
        Files.createDirectories(app.resolve("one/two"));
        Files.writeString(app.resolve("one/two/three.py"), "3\n");
        String third = dev.built();
        assertThat(third).isNotEqualTo(second);
        assertThat(world.run(world.build(app)).digest()).isEqualTo(third);
        Files.writeString(app.resolve("one/two/three.py"), "4\n");
        assertThat(dev.built()).isNotEqualTo(third);
        Files.delete(app.resolve("one/two/three.py"));
        assertThat(dev.built()).isEqualTo(second);
        assertThat(dev.end("INT")).isEqualTo(130);
        assertThat(Files.readString(home.resolve("err"))).doesNotContain("error[");
        assertThat(world.cache().resolve("scratch")).isEmptyDirectory();
    }

    @Test
    void whatFailsIsToldAndTheNextSaveTriesAgain() throws Exception {
        Dev dev = json();
        String first = dev.built();
        dev.next("\"event\": \"watching\"");
        String requirements = Files.readString(app.resolve("requirements.txt"));
        Files.writeString(app.resolve("requirements.txt"), requirements + "absent==1.0\n");
        assertThat(dev.next("\"event\": \"failed\"")).contains("absent");
        assertThat(world.run(List.of("images", "--json")).ok().out()).contains(first.substring(0, 19));
        Files.writeString(app.resolve("requirements.txt"), requirements);
        dev.next("\"event\": \"unchanged\"");
        Files.writeString(app.resolve("drydock.toml"), "port = \n");
        dev.next("\"event\": \"failed\"");
        Files.writeString(app.resolve("drydock.toml"), "env = { A = \"b\" }\n");
        assertThat(dev.built()).isNotEqualTo(first);
        assertThat(dev.end("TERM")).isEqualTo(143);
    }

    @Test
    void anAppThatIsWrongAtFirstIsBuiltOnceItIsRight() throws Exception {
        Files.writeString(app.resolve("drydock.toml"), "port = \n");
        Dev dev = json();
        dev.next("\"event\": \"failed\"");
        dev.next("\"event\": \"watching\"");
        Files.delete(app.resolve("drydock.toml"));
        dev.built();
    }

    /** A script in the place of docker: it keeps what it is asked, and its containers are files. */
    private Dev withEngine(String... more) throws IOException {
        Path engine = home.resolve("engine");
        Files.writeString(engine, """
                #!/bin/sh
                cd '%s'
                case $1 in
                load) cat > loaded.tar ;;
                run) n=$(cat count 2>/dev/null || echo 0); n=$((n + 1)); echo $n > count; echo > c$n; echo c$n ;;
                rm) eval "last=\\${$#}"; rm -f $last ;;
                ps) ls c[0-9]* 2>/dev/null ;;
                logs) echo hello from $3; while [ -e $3 ]; do sleep 0.1; done ;;
                inspect) echo sha256:old ;;
                image) echo 0 ;;
                esac
                echo "$@" >> record
                exit 0
                """.formatted(home));
        Files.setPosixFilePermissions(engine, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = world.process(List.of(), words(more));
        builder.environment().put("DRYDOCK_ENGINE", engine.toString());
        builder.environment().put("PATH", Objects.requireNonNull(System.getenv("PATH")));
        return start(builder);
    }

    @Test
    void theContainerIsReplacedAndNoneIsLeft() throws Exception {
        Files.writeString(home.resolve("c0"), "left by one that was killed\n");
        Dev dev = withEngine("--expose=8080");
        assertThat(dev.next("built in ")).contains("sha256:", "app layer ");
        assertThat(dev.next("started in ")).endsWith("  http://127.0.0.1:8080");
        assertThat(home.resolve("c0")).doesNotExist();
        assertThat(home.resolve("c1")).exists();
        Files.writeString(app.resolve("main.py"), "import kit, sys\n");
        dev.next("built in ");
        dev.next("started in ");
        assertThat(home.resolve("c1")).doesNotExist();
        assertThat(home.resolve("c2")).exists();
        Files.setLastModifiedTime(app.resolve("main.py"), java.nio.file.attribute.FileTime.fromMillis(1));
        dev.next("the same image in ");
        assertThat(home.resolve("c2")).exists();
        assertThat(dev.end("INT")).isEqualTo(130);
        assertThat(home.resolve("c2")).doesNotExist();
        List<String> record = Files.readAllLines(home.resolve("record"));
        assertThat(record)
                .contains(
                        "run --detach --label=dev.drydock.dev=" + app.toRealPath()
                                + " --read-only --cap-drop=ALL --security-opt=no-new-privileges"
                                + " --publish=127.0.0.1:8080:8080 shop:latest",
                        "rmi sha256:old");
        assertThat(record.indexOf("stop -t 10 c1")).isBetween(0, record.indexOf("rm --force --volumes c1"));
        assertThat(Files.readString(home.resolve("err")))
                .contains("app | hello from c1\n", "watching ")
                .doesNotContain("error[", "ended with exit code");
    }

    @Test
    void whatContradictsIsRefused() throws Exception {
        World.Run run = world.run(words("--run", "--no-run"));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).startsWith("error[cli/usage]: `--run` and `--no-run` contradict each other\n");
        run = world.run(words("--run"));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("error[engine/none]: there is no container engine");
        run = world.run(List.of("dev", home.resolve("absent").toString()));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("error[app/missing]: there is no directory ");
    }
}
