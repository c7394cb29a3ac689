package dev.drydock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts wakes, whatever way it is written; what does not count wakes nobody. */
class WatchTest {
    @TempDir
    Path temporary;

    private Path app;
    private final Semaphore reads = new Semaphore(0);
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void anApp() throws IOException {
        app = Files.createDirectories(temporary.toRealPath().resolve("shop"));
        write("app.py", "print('a')\n");
        write(".dockerignore", "private\n**/*.log\n");
        write("drydock.lock", "{}\n");
        write("templates/page.html", "<p>\n");
        write("private/base.txt", "flask\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = app.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Directory read() throws IOException {
        Directory directory = DirectoryReader.read(app, SettingsReader.read(app, Map.of(), Settings.NONE));
        reads.release();
        return directory;
    }

    /** A watch that has seen a build, which asked for the lock and a file that is left out. */
    private Watch watch(boolean polling) throws IOException {
        Watch watch = new Watch(app, this::read, polling, notes::add);
        watch.mark();
        Directory built = read();
        built.has("drydock.lock");
        built.has("private/base.txt");
        watch.add(built);
        reads.drainPermits();
        return watch;
    }

    /** Waits in the background. @return what the app's file says when it wakes */
    private CompletableFuture<String> waiting(Watch watch) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                watch.await();
                return Files.readString(app.resolve("app.py"));
            } catch (IOException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static String awake(CompletableFuture<String> waiting) throws Exception {
        return waiting.get(60, TimeUnit.SECONDS);
    }

    /** Things that people and programs do to an app. */
    enum Change {
        SAVED {
            @Override
            void make(WatchTest at) throws IOException {
                at.write("app.py", "print('b')\n");
            }
        },
        RENAMED_OVER {
            @Override
            void make(WatchTest at) throws IOException {
                at.write(".app.py.swp", "print('b')\n");
                Files.move(
                        at.app.resolve(".app.py.swp"), at.app.resolve("app.py"), StandardCopyOption.REPLACE_EXISTING);
            }
        },
        DELETED {
            @Override
            void make(WatchTest at) throws IOException {
                Files.delete(at.app.resolve("templates/page.html"));
            }
        },
        NEW_FILE {
            @Override
            void make(WatchTest at) throws IOException {
                at.write("templates/new.html", "<b>\n");
            }
        },
        NEW_IN_NEW_DIRECTORIES {
            @Override
            void make(WatchTest at) throws IOException {
                at.write("one/two/three.py", "3\n");
            }
        },
        LOCK {
            @Override
            void make(WatchTest at) throws IOException {
                at.write("drydock.lock", "{ }\n");
            }
        },
        READ_THOUGH_LEFT_OUT {
            @Override
            void make(WatchTest at) throws IOException {
                at.write("private/base.txt", "flask==3\n");
            }
        },
        IGNORE_RULES {
            @Override
            void make(WatchTest at) throws IOException {
                at.write(".dockerignore", "**/*.log\n");
            }
        },
        SETTINGS {
            @Override
            void make(WatchTest at) throws IOException {
                at.write("drydock.toml", "name = \"other\"\n");
            }
        };

        abstract void make(WatchTest at) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void wakes(Change change) throws Exception {
        try (Watch watch = watch(false)) {
            CompletableFuture<String> waiting = waiting(watch);
            change.make(this);
            assertThat(awake(waiting)).isNotEmpty();
        }
        assertThat(notes).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void wakesWherePolling(Change change) throws Exception {
        try (Watch watch = watch(true)) {
            CompletableFuture<String> waiting = waiting(watch);
            change.make(this);
            assertThat(awake(waiting)).isNotEmpty();
        }
    }

    /** What comes between the look and the wait is not lost. */
    @Test
    void whatChangesDuringABuildWakesAtOnce() throws Exception {
        try (Watch watch = watch(false)) {
            write("app.py", "print('b')\n");
            assertThat(awake(waiting(watch))).isEqualTo("print('b')\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"today.log", "templates/x.log", "__pycache__/app.pyc"})
    void whatIsIgnoredWakesNobody(String path) throws Exception {
        try (Watch watch = watch(false)) {
            CompletableFuture<String> waiting = waiting(watch);
            write(path, "x\n");
            // It has looked, so it has had the event.
            assertThat(reads.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            write("app.py", "print('b')\n");
            assertThat(awake(waiting)).isEqualTo("print('b')\n");
        }
    }

    @Test
    void theLockThatTheBuildWroteWakesNobody() throws Exception {
        try (Watch watch = watch(false)) {
            write("drydock.lock", "{\"a\": 1}\n");
            watch.wrote("drydock.lock");
            CompletableFuture<String> waiting = waiting(watch);
            assertThat(reads.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            write("app.py", "print('b')\n");
            assertThat(awake(waiting)).isEqualTo("print('b')\n");
        }
    }

    @Test
    void aDirectoryThatCannotBeReadWakesWhenItCan() throws Exception {
        write("drydock.toml", "name = \n");
        try (Watch watch = watchBroken()) {
            CompletableFuture<String> waiting = waiting(watch);
            write("drydock.toml", "name = \"shop\"\n");
            assertThat(awake(waiting)).isNotEmpty();
            watch.mark();
            waiting = waiting(watch);
            write("templates/page.html", "<i>\n");
            assertThat(awake(waiting)).isNotEmpty();
        }
    }

    private Watch watchBroken() throws IOException {
        Watch watch = new Watch(app, this::read, false, notes::add);
        watch.mark();
        return watch;
    }

    @Test
    void aDirectoryThatGoesAndComesBackWakes() throws Exception {
        try (Watch watch = watch(false)) {
            CompletableFuture<String> waiting = waiting(watch);
            Files.move(app, temporary.resolve("elsewhere"));
            Files.move(temporary.resolve("elsewhere"), app);
            write("app.py", "print('c')\n");
            assertThat(awake(waiting)).isNotEmpty();
        }
    }
}
