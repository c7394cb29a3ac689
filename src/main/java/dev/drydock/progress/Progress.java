package dev.drydock.progress;

/** Hears what is going on. Called by many threads; none of it may reach any output that must be deterministic. */
public interface Progress {
    /** A listener that does nothing. */
    Progress NONE = new Progress() {
        @Override
        public Task start(Kind kind, String label, long size) {
            return Task.NONE;
        }

        @Override
        public void note(String text) {}
    };

    /** What a task is about. */
    enum Kind {
        RESOLVE,
        FETCH,
        MAKE,
        WRITE
    }

    /**
     * Something that takes a while has begun.
     *
     * @param label such as {@code flask 3.1.3}
     * @param size in bytes, or 0 where it is not known
     */
    Task start(Kind kind, String label, long size);

    /** Something the user should know, in one sentence without a period. */
    void note(String text);

    /** One running task; closed when it ends, well or not. */
    interface Task extends AutoCloseable {
        Task NONE = new Task() {
            @Override
            public void advance(long bytes) {}

            @Override
            public void close() {}
        };

        /** So many more bytes are done. */
        void advance(long bytes);

        @Override
        void close();
    }
}
