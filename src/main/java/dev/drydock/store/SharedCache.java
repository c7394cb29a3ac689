package dev.drydock.store;

import dev.drydock.oci.Digest;
import dev.drydock.oci.Integrity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What other machines have kept under the same keys as this one's {@link Cache}. It never fails a build: what cannot be had counts as
 * missing, and the user is told why. Safe for use by many threads; {@link IOException}s are of this machine's own disk alone.
 *
 * <p>Artifacts can be checked, since their name is the hash of their bytes. Of all else the key proves nothing: it says what went in, not
 * what came out. So nothing of that kind enters the {@link Cache}, where later builds would take it for their own.
 */
public interface SharedCache {
    SharedCache NONE = new SharedCache() {
        @Override
        public boolean download(String label, Integrity integrity, OptionalLong size, Path into) {
            return false;
        }

        @Override
        public void refuse(String label, Integrity integrity, String why) {}

        @Override
        public boolean isSealed() {
            return true;
        }

        @Override
        public Optional<Entry> find(Kind kind, Digest key) {
            return Optional.empty();
        }
    };

    /** What an entry is of. */
    enum Kind {
        /** A file of a package registry, under the digest of its {@link Integrity}'s text. */
        ARTIFACT,
        /** An input's list and compressed members, under the piece's key. */
        PIECE,
        /** A compressed layer, under the layer's key. */
        LAYER,
        /** That the native needs of a plan are met, under the keys of its layers. */
        CHECKED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The key of an artifact. */
    static Digest key(Integrity integrity) {
        return Digest.of(integrity.toString());
    }

    /**
     * Downloads an artifact, or what is said to be it: whoever asks has to check it.
     *
     * @param label for progress: {@code flask 3.1.3}
     * @return whether the file now holds one
     */
    boolean download(String label, Integrity integrity, OptionalLong size, Path into) throws IOException;

    /** Says that what came was not the artifact: it is not asked for again, and is replaced where this machine may write. */
    void refuse(String label, Integrity integrity, String why);

    /** Whether whatever is found was written by somebody with this machine's key; where not, by anybody who may write there. */
    boolean isSealed();

    /** What a key of another kind than artifacts gave elsewhere. */
    Optional<Entry> find(Kind kind, Digest key) throws IOException;

    /** What is known of an entry at once. */
    interface Entry {
        /** What whoever wrote it had to say of it; empty where nothing. */
        String text();

        /** Of how many files it is. */
        int parts();

        /** In bytes, of one of them. */
        long size(int part);

        /** The digest of one of them. */
        Digest digest(int part);

        /**
         * Downloads one of its files, whole and by its digest.
         *
         * @param label for progress
         * @return whether it did; where not, the entry is refused already
         */
        boolean fetch(int part, String label, Path into) throws IOException;

        /** Says that it cannot be right: it is not found again, and is replaced where this machine may write. */
        void refuse(String why);
    }
}
