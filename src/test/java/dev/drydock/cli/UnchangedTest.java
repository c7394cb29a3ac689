package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.app.Directory;
import dev.drydock.app.DirectoryReader;
import dev.drydock.app.Settings;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.oci.Config;
import dev.drydock.oci.Image;
import dev.drydock.oci.Platform;
import dev.drydock.store.Cache;
import dev.drydock.store.Keeping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No change may go unseen: a build that is not one must give what a build would have given. */
class UnchangedTest {
    private static final String PROGRAM = "drydock 1";

    @TempDir
    Path temporary;

    private Path app;
    private Path elsewhere;

    @BeforeEach
    void anApp() throws Exception {
        app = Files.createDirectories(temporary.resolve("shop"));
        Files.writeString(app.resolve("app.py"), "print('a')\n");
        Files.writeString(app.resolve("drydock.lock"), "{}\n");
        Files.writeString(app.resolve(".dockerignore"), "private\n*.md\n");
        Files.writeString(app.resolve("README.md"), "read me\n");
        Files.createDirectories(app.resolve("templates"));
        Files.writeString(app.resolve("templates/page.html"), "<p>\n");
        Files.createDirectories(app.resolve("private"));
        Files.writeString(app.resolve("private/base.txt"), "flask\n");
        Files.createSymbolicLink(app.resolve("link.txt"), Path.of("private/base.txt"));
        elsewhere = Files.writeString(temporary.resolve("elsewhere.txt"), "flask\n");
        settle();
    }

    /** What changed within a tick of the clock before a build is not remembered. */
    private static void settle() throws InterruptedException {
        Thread.sleep(60);
    }

    private Terminal terminal(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("XDG_CACHE_HOME", temporary.resolve("cache").toString());
        all.put("XDG_DATA_HOME", temporary.resolve("data").toString());
        return new Terminal(
                new PrintStream(new ByteArrayOutputStream()), new PrintStream(new ByteArrayOutputStream()), all, false);
    }

    private Optional<Unchanged> unchanged(String program, Map<String, String> environment, String... options) {
        List<String> words = new ArrayList<>(List.of(app.toString()));
        words.addAll(List.of(options));
        return Unchanged.of(Arguments.parse(new BuildCommand(), words), app.toString(), terminal(environment), program);
    }

    private Path store() {
        return temporary.resolve("data/drydock/images");
    }

    private ImageSet image(String label) {
        Config config = new Config(
                Platform.parse("linux/amd64"),
                0,
                "65532:65532",
                "/app",
                List.of(),
                List.of("run", label),
                List.of(),
                new TreeSet<>(List.of("8080/tcp")),
                new TreeSet<>(),
                new TreeMap<>(),
                Optional.empty());
        return ImageSet.of(List.of(new Image(config, List.of(), new TreeMap<>())));
    }

    private Outcome outcome() {
        ImageSet image = image("this");
        var packed = image.images().getFirst();
        return new Outcome(
                List.of("shop:latest"),
                image.descriptor().digest(),
                List.of(new Outcome.One(
                        "linux/amd64",
                        "distroless",
                        "python3.13",
                        packed.descriptor().digest(),
                        packed.config().descriptor().digest(),
                        List.of("8080/tcp"),
                        List.of(new Outcome.LayerFacts(
                                "app: files of the app",
                                packed.descriptor().digest(),
                                packed.descriptor().digest(),
                                7,
                                9)))),
                List.of(
                        new Outcome.Blob(
                                packed.descriptor().digest(),
                                packed.descriptor().size()),
                        new Outcome.Blob(
                                packed.config().descriptor().digest(),
                                packed.config().descriptor().size())));
    }

    /** As a build does it, which asked for one file by name that is ignored, and for one that is not there. */
    private void build(String... options) throws IOException {
        Unchanged last = unchanged(PROGRAM, Map.of(), options).orElseThrow();
        Directory directory = DirectoryReader.read(app, Settings.NONE);
        assertThat(directory.text("private/base.txt")).hasValue("flask\n");
        assertThat(directory.has("private/absent.txt")).isFalse();
        ImageStore.at(store()).put(image("this"), List.of(ImageName.parse("shop")));
        try (Cache cache = Cache.open(temporary.resolve("cache/drydock"))) {
            last.keep("python", directory, outcome(), cache);
        }
    }

    private boolean isKnown(String... options) throws IOException {
        return unchanged(PROGRAM, Map.of(), options).orElseThrow().find().isPresent();
    }

    @Test
    void knowsWhatDidNotChange() throws IOException {
        build();

        assertThat(unchanged(PROGRAM, Map.of()).orElseThrow().find()).contains(outcome());
        assertThat(isKnown("--quiet", "--json", "--progress", "plain")).isTrue();
    }

    /** The image of another app came into the store; its names are looked at then, and what was seen is kept where it can be. */
    @Test
    void aCacheThatCannotBeWrittenIsNoneOfItsBusiness() throws IOException {
        build();
        ImageStore.at(store()).put(image("other"), List.of(ImageName.parse("other")));
        Path scratch = temporary.resolve("cache/drydock/scratch");
        Cache.delete(scratch);
        Files.writeString(scratch, "no directory\n");

        assertThat(isKnown()).isTrue();
    }

    /** Each of them is one that a build would see. */
    enum Change {
        CONTENT_WITH_SIZE_AND_TIME_RESTORED {
            @Override
            void make(UnchangedTest test) throws IOException {
                Path file = test.app.resolve("app.py");
                FileTime before = Files.getLastModifiedTime(file);
                Files.writeString(file, "print('b')\n");
                Files.setLastModifiedTime(file, before);
            }
        },
        REPLACED_BY_A_COPY {
            @Override
            void make(UnchangedTest test) throws IOException {
                Path file = test.app.resolve("app.py");
                Path copy = Files.copy(file, test.temporary.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
                Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
            }
        },
        ADDED {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.writeString(test.app.resolve("templates/new.html"), "");
            }
        },
        REMOVED {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.delete(test.app.resolve("templates/page.html"));
            }
        },
        RENAMED {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.move(test.app.resolve("app.py"), test.app.resolve("main.py"));
            }
        },
        DIRECTORY_RENAMED {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.move(test.app.resolve("templates"), test.app.resolve("views"));
            }
        },
        DIRECTORY_ADDED {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.createDirectory(test.app.resolve("static"));
            }
        },
        VIRTUAL_ENVIRONMENT {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.writeString(test.app.resolve("templates/pyvenv.cfg"), "");
            }
        },
        MODE {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.setPosixFilePermissions(test.app.resolve("app.py"), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        },
        LINK_TARGET {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.delete(test.app.resolve("link.txt"));
                Files.createSymbolicLink(test.app.resolve("link.txt"), Path.of("app.py"));
            }
        },
        IGNORE_FILE {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.writeString(test.app.resolve(".dockerignore"), "private\n");
            }
        },
        LOCK_FILE {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.writeString(test.app.resolve("drydock.lock"), "{ }\n");
            }
        },
        IGNORED_FILE_THAT_WAS_READ {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.writeString(test.app.resolve("private/base.txt"), "click\n");
            }
        },
        IGNORED_FILE_THAT_WAS_ASKED_FOR {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.writeString(test.app.resolve("private/absent.txt"), "");
            }
        },
        DIRECTORY_BEHIND_A_LINK {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.move(test.app, test.temporary.resolve("old"));
                Files.createSymbolicLink(test.app, test.temporary.resolve("old"));
            }
        },
        STORE_EMPTIED {
            @Override
            void make(UnchangedTest test) throws IOException {
                Cache.delete(test.store());
            }
        },
        TAG_REMOVED {
            @Override
            void make(UnchangedTest test) throws IOException {
                ImageStore.at(test.store()).remove("shop");
            }
        },
        TAG_MOVED {
            @Override
            void make(UnchangedTest test) throws IOException {
                ImageStore.at(test.store()).put(test.image("other"), List.of(ImageName.parse("shop")));
            }
        },
        TAG_MOVED_WITH_THE_BLOBS_STILL_THERE {
            @Override
            void make(UnchangedTest test) throws IOException {
                ImageStore.at(test.store()).put(test.image("this"), List.of(ImageName.parse("kept")));
                ImageStore.at(test.store()).put(test.image("other"), List.of(ImageName.parse("shop")));
            }
        },
        BLOB_CUT {
            @Override
            void make(UnchangedTest test) throws IOException {
                Files.writeString(
                        test.store()
                                .resolve("blobs/sha256")
                                .resolve(test.outcome().digest().hex()),
                        "{");
            }
        },
        CACHE_PRUNED {
            @Override
            void make(UnchangedTest test) throws IOException {
                new Keeping(test.temporary.resolve("cache/drydock")).prune(0);
            }
        };

        abstract void make(UnchangedTest test) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void seesEveryChange(Change change) throws IOException {
        build();
        assertThat(isKnown()).isTrue();

        change.make(this);

        assertThat(isKnown()).isFalse();
    }

    @Test
    void whatIsLeftOutMayChange() throws IOException {
        build();

        Files.writeString(app.resolve("private/other.txt"), "never asked for");
        Files.writeString(elsewhere, "changed");
        Files.setLastModifiedTime(app.resolve("private"), FileTime.fromMillis(0));
        ImageStore.at(store()).put(image("other"), List.of(ImageName.parse("another")));

        assertThat(isKnown()).isTrue();
    }

    @Test
    void anotherCommandLineIsAnotherBuild() throws IOException {
        build();

        assertThat(isKnown("--tag", "other")).isFalse();
        assertThat(isKnown("--env", "A=1")).isFalse();
        assertThat(isKnown("--no-byte-code")).isFalse();
        assertThat(isKnown(
                        "--store-dir", temporary.resolve("data/drydock/other").toString()))
                .isFalse();
        assertThat(unchanged(PROGRAM, Map.of("DRYDOCK_USER", "7")).orElseThrow().find())
                .isEmpty();
        assertThat(unchanged(PROGRAM, Map.of("SOURCE_DATE_EPOCH", "7"))
                        .orElseThrow()
                        .find())
                .isEmpty();
        assertThat(unchanged("drydock 2", Map.of()).orElseThrow().find()).isEmpty();
    }

    @Test
    void whatDoesMoreThanFillTheStoreHasNoShortWay() {
        assertThat(unchanged(PROGRAM, Map.of(), "--print", "app")).isEmpty();
        assertThat(unchanged(PROGRAM, Map.of(), "--load")).isEmpty();
        assertThat(unchanged(PROGRAM, Map.of(), "--output", "app.tar")).isEmpty();
        assertThat(unchanged("", Map.of())).isEmpty();
    }

    @Test
    void valuesOfOptionsDoNotRunTogether() throws IOException {
        build("--label", "a=1", "--label", "b=2");

        assertThat(isKnown("--label", "a=1", "--label", "b=2")).isTrue();
        assertThat(isKnown("--label", "a=1,3:b=2")).isFalse();
    }

    /** A change in the same tick of the clock could leave the same stats, so what is that young is not relied on. */
    @Test
    void aFileThatChangedDuringTheBuildIsNotRemembered() throws IOException {
        Unchanged last = unchanged(PROGRAM, Map.of()).orElseThrow();
        Directory directory = DirectoryReader.read(app, Settings.NONE);
        Files.writeString(app.resolve("app.py"), "print('b')\n");
        ImageStore.at(store()).put(image("this"), List.of(ImageName.parse("shop")));
        try (Cache cache = Cache.open(temporary.resolve("cache/drydock"))) {
            last.keep("python", directory, outcome(), cache);
        }

        assertThat(isKnown()).isFalse();
    }

    @Test
    void anotherLanguageMayReadMoreThanTheDirectory() throws IOException {
        Unchanged last = unchanged(PROGRAM, Map.of()).orElseThrow();
        ImageStore.at(store()).put(image("this"), List.of(ImageName.parse("shop")));
        try (Cache cache = Cache.open(temporary.resolve("cache/drydock"))) {
            last.keep("java", DirectoryReader.read(app, Settings.NONE), outcome(), cache);
        }

        assertThat(isKnown()).isFalse();
    }

    @Test
    void outcomesAreReadAsTheyWereWritten() {
        assertThat(Outcome.parse(outcome().text())).contains(outcome());
        assertThat(Outcome.parse("")).isEmpty();
        assertThat(Outcome.parse(outcome().text().substring(4))).isEmpty();
        assertThat(Outcome.parse(outcome().text() + "more\n")).isEmpty();
    }
}
