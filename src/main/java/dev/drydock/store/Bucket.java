package dev.drydock.store;

/**
 * A part of the cache directory. All that is kept there is in one of these, so that what counts, checks and removes entries cannot miss
 * any. The names carry a version: a newer Drydock never reads what it does not understand.
 */
public enum Bucket {
    /** Files of package registries, by their hash. */
    ARTIFACTS("artifacts-1", Form.BY_HASH),
    /** An input's tar members and what they are, by the input's key. */
    PIECES("pieces-1", Form.PIECES),
    /** What a layer's key once gave. */
    LAYERS("layers-1", Form.TEXTS),
    /** Plans whose native needs were closed. */
    CHECKED("checked-1", Form.TEXTS),
    /** What the last build of a directory gave, and of which files; and which trees were used last. */
    BUILDS("builds-1", Form.TEXTS),
    /** What base images that were named offer, and which files they have, by their digest. */
    BASES("bases-1", Form.TEXTS),
    /** Where a registry got a blob. */
    PUSHED("pushed-1", Form.TEXTS),
    /** Which blobs went to a repository last, by its name: the launcher looks there too. */
    PLACES("places-1", Form.OWN),
    /** Programs that builds run, unpacked, and the stats of their files. */
    TREES("trees-1", Form.TREES),
    /** Indexes and their validators. */
    DOCUMENTS("documents-1", Form.OWN),
    /** What the resolvers keep. */
    RESOLVERS("resolvers-1", Form.OWN),
    /** Entries whose bytes did not match their name. */
    QUARANTINE("quarantine", Form.OWN),
    /** Working files of running builds. */
    SCRATCH("scratch", Form.OWN);

    private final String directory;
    private final Form form;

    Bucket(String directory, Form form) {
        this.directory = directory;
        this.form = form;
    }

    /** How it can be told that an entry is what was kept. */
    enum Form {
        /** Its name is the hash of its bytes. */
        BY_HASH,
        /** Two files: the list begins with the digest of the other. */
        PIECES,
        /** Its first line is the digest of the rest. */
        TEXTS,
        /** A text beside a directory: no part of that directory makes sense alone. */
        TREES,
        /** Whoever reads it knows. */
        OWN
    }

    /** The name of its directory in the cache. */
    public String directory() {
        return directory;
    }

    Form form() {
        return form;
    }
}
