package dev.drydock.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drydock.inspect.DiveEfficiency.Repeated;
import org.junit.jupiter.api.Test;

/** Figures computed by hand, by the rules that dive goes by. */
class WasteTest {
    @Test
    void aFileReplacedAndItsDirectoryDeleted() {
        // sums: conf 2000 + 5000, public 3000, athing 10000, and nginx, deleted, with what lay below it: no entry
        // stands for it,
        // so dive does not know it as a directory and counts nothing
        DiveEfficiency dive = Images.read(
                        Images.layer("one", tar -> {
                            Images.sized(tar, "etc/nginx/nginx.conf", 2000);
                            Images.sized(tar, "etc/nginx/public", 3000);
                        }),
                        Images.layer("two", tar -> {
                            Images.sized(tar, "etc/nginx/nginx.conf", 5000);
                            Images.sized(tar, "etc/athing", 10000);
                        }),
                        Images.layer("three", tar -> Images.file(tar, "etc/.wh.nginx", "")))
                .dive();
        assertThat(dive.score()).isEqualTo(0.75);
        assertThat(dive.repeated()).containsExactly(new Repeated("etc/nginx/nginx.conf", 2, 7000));
        assertThat(dive.wastedBytes()).isEqualTo(7000);
        assertThat(dive.userBytes()).isEqualTo(15000);
        assertThat(dive.wastedShare().orElseThrow()).isCloseTo(7000 / 15000.0, within(1e-12));
    }

    @Test
    void aDeletedDirectoryCountsWithAllBelowIt() {
        // paths: a/x 100, a/y 50; a once, deleted: 150 of what lay below, smallest 150: sums 300, smallest 300
        DiveEfficiency once = Images.read(
                        Images.layer("one", tar -> {
                            tar.directory("a", 0755, 0);
                            Images.sized(tar, "a/x", 100);
                            Images.sized(tar, "a/y", 50);
                        }),
                        Images.layer("two", tar -> Images.file(tar, ".wh.a", "")))
                .dive();
        assertThat(once.score()).isEqualTo(1.0);
        assertThat(once.wastedBytes()).isZero();
        // made again and deleted again: a counts 150 + 150, both larger than nothing
        DiveEfficiency twice = Images.read(
                        Images.layer("one", tar -> {
                            tar.directory("a", 0755, 0);
                            Images.sized(tar, "a/x", 100);
                            Images.sized(tar, "a/y", 50);
                        }),
                        Images.layer("two", tar -> Images.file(tar, ".wh.a", "")),
                        Images.layer("three", tar -> {
                            tar.directory("a", 0755, 0);
                            Images.sized(tar, "a/x", 40);
                        }),
                        Images.layer("four", tar -> Images.file(tar, ".wh.a", "")))
                .dive();
        // x 100 + 40 (smallest 40), y 50 (50), a 150 + 40 (40): 130 of 380
        assertThat(twice.repeated()).containsExactly(new Repeated("a", 2, 190), new Repeated("a/x", 2, 140));
        assertThat(twice.wastedBytes()).isEqualTo(330);
        assertThat(twice.score()).isCloseTo(130 / 380.0, within(1e-12));
    }

    @Test
    void aDeletedFileCountsTwiceForItsPath() {
        DiveEfficiency dive = Images.read(
                        Images.layer("one", tar -> {
                            Images.sized(tar, "keep", 300);
                            Images.sized(tar, "secret", 100);
                        }),
                        Images.layer("two", tar -> Images.file(tar, ".wh.secret", "")))
                .dive();
        // secret: 100 and 0, smallest 0: 300 of 400
        assertThat(dive.score()).isEqualTo(0.75);
        assertThat(dive.repeated()).containsExactly(new Repeated("secret", 2, 100));
        assertThat(dive.wastedShare()).isEmpty();
    }

    @Test
    void opaqueDirectoriesAreNothingToDive() {
        DiveEfficiency dive = Images.read(
                        Images.layer("one", tar -> Images.sized(tar, "a/x", 100)), Images.layer("two", tar -> {
                            tar.directory("a", 0755, 0);
                            Images.file(tar, "a/.wh..wh..opq", "");
                            Images.sized(tar, "a/y", 10);
                        }))
                .dive();
        assertThat(dive.score()).isEqualTo(1.0);
        assertThat(dive.wastedBytes()).isZero();
    }

    @Test
    void aWhiteoutOfNothingEndsTheLayer() {
        DiveEfficiency dive = Images.read(
                        Images.layer("one", tar -> {
                            Images.sized(tar, "a", 100);
                            Images.sized(tar, "z", 100);
                        }),
                        Images.layer("two", tar -> {
                            Images.sized(tar, "+", 7);
                            Images.sized(tar, "a", 100);
                            Images.file(tar, ".wh.nothing", "");
                            Images.sized(tar, "z", 100);
                        }))
                .dive();
        // in the order of bytes `+` comes before `.wh.nothing`, `a` and `z` after it: dive never sees those
        assertThat(dive.repeated()).isEmpty();
        assertThat(dive.score()).isEqualTo(1.0);
    }

    @Test
    void anEmptyImageIsPerfect() {
        DiveEfficiency dive = Images.read(Images.layer("one", tar -> tar.directory("a", 0755, 0)))
                .dive();
        assertThat(dive.score()).isEqualTo(1.0);
        assertThat(dive.wastedShare()).isEmpty();
    }

    @Test
    void whatIsReallyReclaimable() {
        ImageContents image = Images.read(
                Images.layer("one", tar -> {
                    Images.sized(tar, "a/x", 100);
                    Images.sized(tar, "a/y", 50);
                    Images.file(tar, "copy1", "same content");
                    tar.hardlink("name2", "copy1");
                    Images.file(tar, "empty1", "");
                    Images.file(tar, "empty2", "");
                }),
                Images.layer("two", tar -> {
                    Images.sized(tar, "a/x", 30);
                    Images.file(tar, "a/.wh.y", "");
                    Images.file(tar, "copy2", "same content");
                    Images.file(tar, "copy3", "same content");
                }));
        Reclaimable reclaimable = image.reclaimable();
        assertThat(reclaimable.hidden())
                .containsExactly(new Reclaimable.Hidden("a/x", 0, 100), new Reclaimable.Hidden("a/y", 0, 50));
        assertThat(reclaimable.hiddenBytes()).isEqualTo(150);
        assertThat(reclaimable.copies()).hasSize(1);
        assertThat(reclaimable.copies().getFirst().paths()).containsExactly("copy1", "copy2", "copy3");
        assertThat(reclaimable.copiedBytes()).isEqualTo(24);
        assertThat(image.sizes().unpacked()).isEqualTo(150 + 12 + 30 + 24);
        assertThat(image.sizes().visible()).isEqualTo(12 + 30 + 24);
    }
}
