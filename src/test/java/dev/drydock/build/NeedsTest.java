package dev.drydock.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.archive.Elf;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Member;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Platform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NeedsTest {
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu/";

    private final List<Member> members = new ArrayList<>();

    private NeedsTest library(String path, String... needed) {
        return elf(path, "x86_64", Optional.empty(), List.of(), needed);
    }

    private NeedsTest elf(
            String path, String machine, Optional<String> interpreter, List<String> runpath, String... needed) {
        members.add(new Member(
                new Entry(path, Entry.Kind.FILE, 0644, 1, ""),
                0,
                Optional.of(Digest.of(path)),
                Optional.of(new Elf(machine, interpreter, Optional.empty(), List.of(needed), runpath))));
        return this;
    }

    private NeedsTest with(String path, String runpath, String... needed) {
        return elf(path, "x86_64", Optional.empty(), List.of(runpath), needed);
    }

    private NeedsTest link(String path, String target) {
        members.add(new Member(
                new Entry(path, Entry.Kind.SYMLINK, 0777, 0, target), 0, Optional.empty(), Optional.empty()));
        return this;
    }

    private NeedsTest file(String path) {
        members.add(new Member(
                new Entry(path, Entry.Kind.FILE, 0644, 0, ""), 0, Optional.of(Digest.of("")), Optional.empty()));
        return this;
    }

    /** Each member a piece of its own; what is missing as {@code soname: users}. */
    private List<String> missing() {
        List<Piece> pieces = members.stream()
                .map(member -> new Piece("piece", Path.of("nowhere"), Digest.of(""), 0, List.of(member)))
                .toList();
        return new Needs(Platform.LINUX_AMD64, pieces)
                .missing().stream()
                        .map(each -> each.soname() + ": " + String.join(" ", each.neededBy()))
                        .toList();
    }

    @Test
    void defaultDirectories() {
        for (String place : List.of(LIBRARIES, "lib/x86_64-linux-gnu/", "usr/lib/", "lib/")) {
            members.clear();
            assertThat(library(place + "libz.so.1")
                            .library("usr/bin/app", "libz.so.1")
                            .missing())
                    .as(place)
                    .isEmpty();
        }
        members.clear();
        assertThat(library("opt/libz.so.1").library("usr/bin/app", "libz.so.1").missing())
                .containsExactly("libz.so.1: usr/bin/app");
    }

    @Test
    void missingIsToldSortedWithAllUsers() {
        assertThat(library("usr/bin/b", "libz.so.1", "libb.so")
                        .library("usr/bin/a", "libz.so.1")
                        .library("usr/bin/c", "liba.so")
                        .missing())
                .containsExactly("liba.so: usr/bin/c", "libb.so: usr/bin/b", "libz.so.1: usr/bin/a usr/bin/b");
    }

    @Test
    void runpaths() {
        library("opt/app/lib/libx.so");
        with("opt/app/bin/origin", "$ORIGIN/../lib", "libx.so");
        with("opt/app/bin/braces", "${ORIGIN}/../lib/.", "libx.so");
        with("srv/absolute", "/opt/app/lib", "libx.so");
        with("srv/relative", "opt/app/lib", "libx.so");
        with("srv/wrong", "/opt/app", "libx.so");
        assertThat(missing()).containsExactly("libx.so: srv/relative srv/wrong");
    }

    @Test
    void directoriesAndFilesBehindLinks() {
        link("lib", "usr/lib");
        link(LIBRARIES + "libz.so.1", "libz.so.1.3");
        library(LIBRARIES + "libz.so.1.3");
        link(LIBRARIES + "libssl.so.3", "/opt/ssl/libssl.so.3");
        link("opt/ssl", "../srv/ssl");
        library("srv/ssl/libssl.so.3");
        with("usr/bin/app", "/lib/x86_64-linux-gnu", "libz.so.1", "libssl.so.3", "/lib/x86_64-linux-gnu/libz.so.1");
        assertThat(missing()).isEmpty();
    }

    @Test
    void linksInACircleAndToNothingAreMissing() {
        link(LIBRARIES + "liba.so", "libb.so");
        link(LIBRARIES + "libb.so", "liba.so");
        link("opt/loop", "loop/deeper");
        link(LIBRARIES + "libc.so.6", "../../../../../../nowhere");
        with("usr/bin/app", "/opt/loop", "liba.so", "libc.so.6", "libd.so");
        assertThat(missing()).containsExactly("liba.so: usr/bin/app", "libc.so.6: usr/bin/app", "libd.so: usr/bin/app");
    }

    @Test
    void whatComesLaterTakesThePlace() {
        link("opt/lib", "/srv/lib");
        library("srv/lib/libx.so");
        with("usr/bin/app", "/opt/lib", "libx.so");
        assertThat(missing()).isEmpty();
        file("opt/lib");
        assertThat(missing()).containsExactly("libx.so: usr/bin/app");
    }

    @Test
    void filesForOtherMachinesAndOtherCLibrariesAreNoMatter() {
        elf("a", "aarch64", Optional.empty(), List.of(), "libmissing.so");
        library("b", "libc.musl-x86_64.so.1", "libmissing.so");
        library("c", "libc.so", "libmissing.so");
        elf("d", "x86_64", Optional.of("/lib/ld-musl-x86_64.so.1"), List.of(), "libmissing.so");
        elf("e", "x86_64", Optional.of("/system/bin/linker64"), List.of(), "libmissing.so");
        elf("f", "x86_64", Optional.of("/lib64/ld-linux-x86-64.so.2"), List.of(), "libmissing.so");
        assertThat(missing()).containsExactly("libmissing.so: f");
    }

    @Test
    void packagesThatLoadTheirOwnLibrariesBySoname() {
        String site = "usr/lib/python3/dist-packages/";
        library(site + "numpy.libs/libopenblas.so").library(site + "numpy/core.so", "libopenblas.so", "libgone.so");
        library("app/node_modules/sharp/sharp.node", "libopenblas.so");
        library("usr/bin/app", "libopenblas.so");
        assertThat(missing()).containsExactly("libgone.so: " + site + "numpy/core.so", "libopenblas.so: usr/bin/app");
    }

    /** What a base itself lacks is nobody's business here: it may have plugins that are never loaded. */
    @Test
    void onABaseOnlyTheAppIsAskedAbout() {
        library("usr/lib/libplugin.so", "libtk.so.8");
        library("usr/local/lib/libown.so.1");
        List<Member> below = List.copyOf(members);
        members.clear();
        library("app/_speed.so", "libown.so.1", "libgone.so.2");
        assertThat(Needs.of(Platform.LINUX_AMD64, below, members).missing())
                .extracting(Needs.Missing::soname)
                .containsExactly("libgone.so.2");
    }

    @Test
    void onMuslTheAddonsForGlibcAreThoseForAnotherSystem() {
        file("lib/ld-musl-x86_64.so.1");
        List<Member> below = List.copyOf(members);
        members.clear();
        library("app/node_modules/a/glibc.node", "libc.so.6", "libm.so.6");
        library("app/node_modules/a/musl.node", "libc.musl-x86_64.so.1");
        assertThat(Needs.of(Platform.LINUX_AMD64, below, members).missing())
                .extracting(Needs.Missing::soname)
                .containsExactly("libc.musl-x86_64.so.1");
    }
}
