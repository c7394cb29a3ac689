package dev.drydock.layout;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A lock on a directory among the threads of this process and among processes. File locks belong to the process: two threads
 * cannot have the same one, and closing any channel on the file drops them all (fcntl(2)). So there is one channel per file
 * in a process, open as long as anybody holds the lock, and the threads settle it among themselves first.
 */
final class DirectoryLock {
    private static final Map<Path, DirectoryLock> LOCKS = new HashMap<>();

    private final Path file;
    private final ReentrantReadWriteLock threads = new ReentrantReadWriteLock(true);
    private Held held = Held.NONE;
    private int holders;

    private record Held(FileChannel channel, FileLock lock) {
        static final Held NONE = none();

        @SuppressWarnings("NullAway") // stands for the absence of both, and is never asked
        private static Held none() {
            return new Held(null, null);
        }
    }

    /** Ends the holding. */
    interface Holding extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    private DirectoryLock(Path file) {
        this.file = file;
    }

    /** @param file made where it is missing; its directory must be there */
    static DirectoryLock at(Path file) {
        Path key = file.toAbsolutePath().normalize();
        synchronized (LOCKS) {
            return LOCKS.computeIfAbsent(key, DirectoryLock::new);
        }
    }

    /** Waits until nobody has it for himself. */
    Holding shared() throws IOException {
        return hold(threads.readLock(), true);
    }

    /** Waits until nobody else has it. */
    Holding exclusive() throws IOException {
        return hold(threads.writeLock(), false);
    }

    private Holding hold(Lock lock, boolean shared) throws IOException {
        lock.lock();
        try {
            enter(shared);
        } catch (IOException | RuntimeException e) {
            lock.unlock();
            throw e;
        }
        return () -> {
            try {
                leave();
            } finally {
                lock.unlock();
            }
        };
    }

    private synchronized void enter(boolean shared) throws IOException {
        if (holders == 0) {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                held = new Held(channel, channel.lock(0, Long.MAX_VALUE, shared));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
        holders++;
    }

    private synchronized void leave() throws IOException {
        holders--;
        if (holders == 0) {
            Held last = held;
            held = Held.NONE;
            last.channel().close();
        }
    }
}
