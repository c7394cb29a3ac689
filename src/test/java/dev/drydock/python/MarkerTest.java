package dev.drydock.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.oci.Platform;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PEP 508: markers and requirements. */
final class MarkerTest {
    private static final MarkerEnvironment TRIXIE =
            PythonRuntime.ALL.getFirst().markers(Platform.LINUX_ARM64).withExtras(Set.of("Dev_Tools"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        python_version >= '3.9'                                     | true
        python_version >= "3.14"                                    | false
        '3.9' <= python_version                                     | true
        python_version == '3.13.*'                                  | true
        python_version in '3.12 3.13'                               | true
        python_version not in '3.12 3.14'                           | true
        python_full_version < '3.13.6'                              | true
        python_version ~= '3.8'                                     | true
        sys_platform == 'linux'                                     | true
        sys_platform != 'win32' and os_name == 'posix'              | true
        'linux' in sys_platform                                     | true
        platform_machine == 'aarch64'                               | true
        platform_machine in 'x86_64 AMD64'                          | false
        platform_system == 'Linux'                                  | true
        implementation_name == 'cpython'                            | true
        platform_python_implementation == 'PyPy'                    | false
        python_implementation == 'CPython'                          | true
        os.name == 'posix' and sys.platform == 'linux'              | true
        extra == 'dev-tools'                                        | true
        extra == 'DEV.tools'                                        | true
        extra != 'dev-tools'                                        | false
        extra == 'other'                                            | false
        'dev-tools' in extras                                       | true
        'docs' not in dependency_groups                             | true
        os_name == 'nt' or os_name == 'posix' and extra == 'other'  | false
        (os_name == 'nt' or os_name == 'posix') and extra != 'other'| true
        os_name == 'nt' and os_name == 'nt' or os_name == 'posix'   | true
        platform_release >= '20'                                    | false
        sys_platform < 'z'                                          | false
        sys_platform <= 'linux'                                     | true
        """)
    void holdsOrNot(String marker, boolean expected) {
        assertThat(Marker.parse(marker).holds(TRIXIE)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        python_version                   | expected an operator, got the end
        python_version >= 3              | expected a quoted value, got `3`
        python_version >= '3             | expected a closing ', got the end
        python_versoin >= '3'            | unknown marker variable `python_versoin`
        'a' == 'b'                       | expected a variable beside `a`, got two values
        os_name not 'nt'                 | expected `in` after `not`, got `'nt'`
        (os_name == 'nt'                 | expected `)`, got the end
        os_name == 'nt' xor os_name      | expected `and`, `or` or the end of the marker, got `xor os_name`
        os_name == 'nt' and              | unknown marker variable ``
        """)
    void refusesWhatIsNoMarker(String marker, String message) {
        assertThatThrownBy(() -> Marker.parse(marker))
                .isInstanceOf(Malformed.class)
                .hasMessage(message);
    }

    @Test
    void boundsParentheses() {
        String deep = "(".repeat(7000) + "os_name == 'nt'" + ")".repeat(7000);
        assertThatThrownBy(() -> Marker.parse(deep)).hasMessage("more than 50 parentheses inside one another");
    }

    @Test
    void takesAsManyTermsAsFit() {
        String wide = "os_name == 'nt' or ".repeat(800) + "os_name == 'posix'";
        assertThat(Marker.parse(wide).holds(TRIXIE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        Foo.Bar_baz                          | foo-bar-baz []          | |
        foo[b, A]>=1,<2                      | foo [a, b]              | >=1,<2 |
        foo (>=1.0)                          | foo []                  | >=1.0 |
        foo[]                                | foo []                  | |
        foo >= 1.0 , != 2 ; os_name == 'nt'  | foo []                  | >=1.0,!=2 |
        foo @ https://files.example/f.whl    | foo []                  | | https://files.example/f.whl
        foo@https://files.example/f.whl      | foo []                  | | https://files.example/f.whl
        """)
    void readsRequirements(String text, String name, String versions, String url) {
        Requirement requirement = Requirement.parse(text);
        assertThat(requirement.name() + " " + requirement.extras()).isEqualTo(name);
        assertThat(requirement.versions().toString()).isEqualTo(versions == null ? "" : versions);
        assertThat(requirement.url().map(Object::toString)).isEqualTo(java.util.Optional.ofNullable(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-foo",
                "foo-",
                "foo[",
                "foo[a",
                "foo[a,]",
                "foo[a b]",
                "foo>=",
                "foo=1",
                "foo bar",
                "foo,>=1",
                "foo >=1 <2",
                "foo ;",
                "foo; bar=='1'",
                "foo @ nowhere",
                "é",
                "foo @ https://a b"
            })
    void refusesWhatIsNoRequirement(String text) {
        assertThatThrownBy(() -> Requirement.parse(text)).isInstanceOf(Malformed.class);
    }

    @Test
    void keepsPasswordsOutOfMessages() {
        assertThatThrownBy(() -> Requirement.parse("git+https://user:secret@files.example/x"))
                .message()
                .doesNotContain("secret");
    }
}
