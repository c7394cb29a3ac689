package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.oci.Platform;
import dev.drydock.plan.Ground;
import dev.drydock.plan.Libc;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wheel names (PEP 427) and which of them an image can use (PEP 425, PEP 600, stable ABI). */
final class TagsTest {
    private static final PythonRuntime TRIXIE = PythonRuntime.ALL.getFirst();
    private static final PythonRuntime BOOKWORM = PythonRuntime.ALL.getLast();

    @ParameterizedTest
    @CsvSource({
        "a-1-py3-none-any.whl, true",
        "a-1-py2.py3-none-any.whl, true",
        "a-1-py2-none-any.whl, false",
        "a-1-py313-none-any.whl, true",
        "a-1-py314-none-any.whl, false",
        "a-1-cp313-cp313-manylinux_2_41_x86_64.whl, true",
        "a-1-cp313-cp313-manylinux_2_42_x86_64.whl, false",
        "a-1-cp313-cp313-manylinux2014_x86_64.whl, true",
        "a-1-cp313-cp313-manylinux1_x86_64.whl, true",
        "a-1-cp313-cp313-linux_x86_64.whl, true",
        "a-1-cp313-cp313-musllinux_1_2_x86_64.whl, false",
        "a-1-cp313-cp313-manylinux_2_17_aarch64.whl, false",
        "a-1-cp313-cp313-macosx_11_0_arm64.whl, false",
        "a-1-cp313-cp313-win_amd64.whl, false",
        "a-1-cp313-cp313t-manylinux_2_17_x86_64.whl, false",
        "a-1-cp312-cp312-manylinux_2_17_x86_64.whl, false",
        "a-1-cp37-abi3-manylinux_2_17_x86_64.whl, true",
        "a-1-cp314-abi3-manylinux_2_17_x86_64.whl, false",
        "a-1-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl, true",
        "a-1-cp39-none-any.whl, false",
        "a-1-CP313-CP313-Manylinux_2_17_X86_64.whl, true",
    })
    void fitTrixieOrNot(String filename, boolean fits) {
        assertThat(TRIXIE.tags(Platform.LINUX_AMD64)
                        .rank(WheelName.find(filename).orElseThrow())
                        .isPresent())
                .isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({
        "a-1-cp311-cp311-manylinux_2_36_aarch64.whl, true",
        "a-1-cp311-cp311-manylinux_2_37_aarch64.whl, false",
        "a-1-cp311-cp311-manylinux2014_aarch64.whl, true",
        "a-1-cp311-cp311-manylinux_2_16_aarch64.whl, false",
        "a-1-cp313-cp313-manylinux_2_17_aarch64.whl, false",
    })
    void fitBookwormOrNot(String filename, boolean fits) {
        assertThat(BOOKWORM.tags(Platform.LINUX_ARM64)
                        .rank(WheelName.find(filename).orElseThrow())
                        .isPresent())
                .isEqualTo(fits);
    }

    /** Each list from the best to the worst. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cp313-cp313-manylinux_2_41_x86_64 cp313-cp313-manylinux_2_17_x86_64 cp313-cp313-manylinux2014_x86_64"
                        + " cp313-cp313-linux_x86_64 cp313-abi3-manylinux_2_17_x86_64 cp38-abi3-manylinux_2_17_x86_64"
                        + " py3-none-manylinux_2_17_x86_64 py3-none-any py30-none-any",
                "7-py3-none-any 6b-py3-none-any 6a-py3-none-any 6-py3-none-any py3-none-any"
            })
    void bestWins(String names) {
        List<WheelName> wheels = Stream.of(names.split(" "))
                .map(tag -> WheelName.find("a-1-" + tag + ".whl").orElseThrow())
                .toList();
        Tags tags = TRIXIE.tags(Platform.LINUX_AMD64);
        for (int i = 0; i < wheels.size(); i++) {
            assertThat(tags.best(wheels.subList(i, wheels.size()).reversed())).contains(wheels.get(i));
        }
    }

    @Test
    void noneFits() {
        assertThat(TRIXIE.tags(Platform.LINUX_AMD64)
                        .best(List.of(WheelName.find("a-1-py2-none-any.whl").orElseThrow())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Foo_Bar-1.0-py3-none-any.whl, foo-bar 1.0",
        "foo.bar-1.0+local.1-py3-none-any.whl, foo-bar 1.0+local.1",
        "foo-1.0-1-py3-none-any.whl, foo 1.0",
        "foo-1_1-py3-none-any.whl, foo 1.post1",
        "foo-1.0.tar.gz, !",
        "foo-1.0-py3-none.whl, !",
        "foo-x-py3-none-any.whl, !",
        "foo-1-a-py3-none-any.whl, !",
        "foo-1-b-c-py3-none-any.whl, !",
        "../foo-1-py3-none-any.whl, !",
        "-1-py3-none-any.whl, !",
    })
    void areRead(String filename, String expected) {
        Optional<WheelName> wheel = WheelName.find(filename);
        assertThat(wheel.map(name -> name.name() + " " + name.version()).orElse("!"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Foo, foo", "foo.bar, foo-bar", "foo__bar, foo-bar", "foo-._bar, foo-bar", "FOO_bar.Baz, foo-bar-baz"})
    void namesHaveOneForm(String name, String normal) {
        assertThat(ProjectName.normalised(name)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "a-1-py3-none-any.whl, true",
        "a-1-cp312-cp312-musllinux_1_2_x86_64.whl, true",
        "a-1-cp312-cp312-musllinux_1_1_x86_64.whl, true",
        "a-1-cp312-cp312-musllinux_1_3_x86_64.whl, false",
        "a-1-cp38-abi3-musllinux_1_1_x86_64.whl, true",
        "a-1-cp312-cp312-manylinux2014_x86_64.whl, false",
        "a-1-cp312-cp312-musllinux_1_2_aarch64.whl, false",
        "a-1-cp312-cp312-linux_x86_64.whl, true",
    })
    void fitMuslOrNot(String filename, boolean fits) {
        PythonRuntime alpine = PythonRuntime.of(
                        new Ground.Program(
                                "python", "3.12.7", "/usr/bin/python3.12", "usr/lib/python3.12/site-packages"),
                        new Libc(Libc.Kind.MUSL, 1, 2))
                .orElseThrow();
        assertThat(alpine.tags(Platform.LINUX_AMD64)
                        .rank(WheelName.find(filename).orElseThrow())
                        .isPresent())
                .isEqualTo(fits);
    }
}
