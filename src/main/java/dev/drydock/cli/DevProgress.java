package dev.drydock.cli;

import dev.drydock.progress.Progress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What builds in a row tell while they go on: each to a display of its own, and every note once. Where each event is a line, what every save
 * does is left out, so that a build is one line.
 */
final class DevProgress implements Progress {
    private final DevLines lines;
    private final boolean brief;
    private final Set<String> noted = new HashSet<>();
    private volatile Optional<Display> display = Optional.empty();

    /** @param brief whether to tell of the network only */
    DevProgress(DevLines lines, boolean brief) {
        this.lines = lines;
        this.brief = brief;
    }

    void to(Display next) {
        display = Optional.of(next);
    }

    @Override
    public Task start(Kind kind, String label, long size) {
        boolean usual = kind == Kind.MAKE || kind == Kind.WRITE;
        return brief && usual
                ? Task.NONE
                : display.map(to -> to.start(kind, label, size)).orElse(Task.NONE);
    }

    @Override
    public void note(String text) {
        synchronized (noted) {
            if (!noted.add(text)) {
                return;
            }
        }
        lines.note(text);
    }
}
