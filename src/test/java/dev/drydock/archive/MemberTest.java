package dev.drydock.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.oci.Digest;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MemberTest {
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withChars('\t', '\n', '\r', '\\', '"', ':', ' ', '/', 'a', 'ü', '\u2028', '\u0085', '\u0000')
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(text -> text.replace("a", "a\uD83D\uDEA2"));
    }

    @Provide
    Arbitrary<Member> members() {
        Arbitrary<String> name = names();
        Arbitrary<Optional<String>> perhaps = name.optional();
        Arbitrary<Optional<Elf>> elf = Combinators.combine(
                        perhaps, perhaps, name.list().ofMaxSize(3), name.list().ofMaxSize(3))
                .as((interpreter, soname, needed, runpath) -> new Elf("x86_64", interpreter, soname, needed, runpath))
                .optional();
        return Combinators.combine(
                        name,
                        Arbitraries.of(Entry.Kind.class),
                        Arbitraries.integers().between(0, 07777),
                        Arbitraries.longs().greaterOrEqual(0),
                        perhaps,
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.strings().optional(),
                        elf)
                .as((path, kind, mode, size, link, owner, content, facts) -> new Member(
                        new Entry(path, kind, mode, size, link.orElse("")), owner, content.map(Digest::of), facts));
    }

    @Property
    void aLineReadsBack(@ForAll("members") Member member) {
        assertThat(member.line().lines()).hasSize(1);
        assertThat(Member.parse(member.line())).isEqualTo(member);
    }

    @Test
    void aLineIsReadable() {
        assertThat(new Member(
                                new Entry("usr/bin/a\tb", Entry.Kind.FILE, 0755, 12, ""),
                                0,
                                Optional.of(Digest.of("x")),
                                Optional.of(new Elf(
                                        "aarch64",
                                        Optional.of("/lib/ld.so"),
                                        Optional.empty(),
                                        List.of("libc.so.6", "libm.so.6"),
                                        List.of("$ORIGIN"))))
                        .line())
                .isEqualTo("FILE\t755\t0\t12\tusr/bin/a\\09b\t\t"
                        + Digest.of("x").hex() + "\taarch64\t/lib/ld.so\t\tlibc.so.6:libm.so.6\t$ORIGIN");
    }

    @Test
    void otherLinesAreRefused() {
        for (String line :
                List.of("", "FILE", "FILE\t755\t0\t1\ta\t", "FILE\t9\t0\t1\ta\t\t", "PIPE\t7\t0\t1\ta\t\t")) {
            assertThatThrownBy(() -> Member.parse(line)).as(line).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void parents() {
        assertThat(Member.parents("a/b/c")).containsExactly("a", "a/b");
        assertThat(Member.parents("a")).isEmpty();
    }
}
