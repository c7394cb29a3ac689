package dev.drydock.check;

import dev.drydock.inspect.ContentVisitor;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for credentials in what the files of an image hold. Texts only: programs are full of the words that they look for. */
public final class SecretFiles implements ContentVisitor {
    /** Kept of what went by, so that no secret is cut in two. In bytes. */
    private static final int OVERLAP = 1 << 12;

    private static final int BLOCK = 1 << 16;

    private final List<Hit> hits = new ArrayList<>();

    /** @param layer from 0, the lowest */
    record Hit(int layer, String path, SecretValues.Found found) {}

    /** In the order of the layers, one a file at most. */
    List<Hit> hits() {
        return List.copyOf(hits);
    }

    @Override
    public Optional<OutputStream> visit(int layer, String path, long size) {
        return ImageRules.isOfLibrary(path) ? Optional.empty() : Optional.of(new Window(layer, path));
    }

    private final class Window extends OutputStream {
        private final int layer;
        private final String path;
        private final byte[] window = new byte[OVERLAP + BLOCK];
        private int filled;
        private boolean done;

        Window(int layer, String path) {
            this.layer = layer;
            this.path = path;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            for (int from = offset; from < offset + length && !done; ) {
                int n = Math.min(window.length - filled, offset + length - from);
                System.arraycopy(bytes, from, window, filled, n);
                filled += n;
                from += n;
                if (filled == window.length) {
                    look();
                    System.arraycopy(window, filled - OVERLAP, window, 0, OVERLAP);
                    filled = OVERLAP;
                }
            }
        }

        @Override
        public void close() {
            if (!done) {
                look();
                done = true;
            }
        }

        private void look() {
            // Of what is looked for, nothing is beyond ASCII.
            String text = new String(window, 0, filled, StandardCharsets.ISO_8859_1);
            if (text.indexOf('\0') >= 0) {
                done = true;
                return;
            }
            SecretValues.inFile(text).ifPresent(found -> {
                hits.add(new Hit(layer, path, found));
                done = true;
            });
        }
    }
}
