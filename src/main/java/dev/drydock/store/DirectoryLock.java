package dev.drydock.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A lock on a directory among the threads of this process and among processes. File locks belong to the process: two threads
 * cannot have the same one, and closing any channel on the file drops them all (fcntl(2)). So there is one channel per file
 * in a process, open as long as anybody holds the lock, and the threads settle it among themselves first. What a thread holds, it
 * lets go of itself.
 */
public final class DirectoryLock {
    private static final Map<Path, DirectoryLock> LOCKS = new HashMap<>();

    private final Path file;
    private final ReentrantReadWriteLock threads = new ReentrantReadWriteLock(true);
    private Optional<FileChannel> channel = Optional.empty();
    private int holders;

    /** Ends the holding. */
    public interface Holding extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    private DirectoryLock(Path file) {
        this.file = file;
    }

    /** @param file made where it is missing; its directory must be there */
    public static DirectoryLock at(Path file) {
        Path key = file.toAbsolutePath().normalize();
        synchronized (LOCKS) {
            return LOCKS.computeIfAbsent(key, DirectoryLock::new);
        }
    }

    /** Waits until nobody has it for himself. */
    public Holding shared() throws IOException {
        return hold(threads.readLock(), true);
    }

    /** Waits until nobody else has it. */
    public Holding exclusive() throws IOException {
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

    /** Whether nobody else had it; then it is held. */
    public Optional<Holding> exclusiveAtOnce() throws IOException {
        Lock lock = threads.writeLock();
        if (!lock.tryLock()) {
            return Optional.empty();
        }
        FileChannel opened = open();
        try {
            if (opened.tryLock() == null) {
                opened.close();
                lock.unlock();
                return Optional.empty();
            }
        } catch (IOException | RuntimeException e) {
            opened.close();
            lock.unlock();
            throw e;
        }
        return Optional.of(() -> {
            try {
                opened.close();
            } finally {
                lock.unlock();
            }
        });
    }

    private synchronized void enter(boolean shared) throws IOException {
        if (holders == 0) {
            FileChannel opened = open();
            try {
                opened.lock(0, Long.MAX_VALUE, shared);
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
            channel = Optional.of(opened);
        }
        holders++;
    }

    /** Closing the channel lets go of the lock. */
    private synchronized void leave() throws IOException {
        holders--;
        if (holders == 0) {
            FileChannel last = channel.orElseThrow();
            channel = Optional.empty();
            last.close();
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
}
