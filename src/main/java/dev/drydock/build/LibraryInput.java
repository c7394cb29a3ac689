package dev.drydock.build;

import dev.drydock.archive.Contents;
import dev.drydock.archive.Decompressor;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.Member;
import dev.drydock.archive.TarReader;
import dev.drydock.layout.PackedLayer;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Python sources below a directory of a base image: never in a layer of the app, but what byte code is made of. */
record LibraryInput(GivenBase.Part base, String directory) implements Input {
    private static final Limits LIMITS = new Limits(2_000_000, 64L << 30);
    private static final int LARGEST_SOURCE = 16 << 20;

    @Override
    public String key() {
        return "library 1 " + base.digest() + " " + directory;
    }

    @Override
    public String title() {
        return "the standard library of the base";
    }

    @Override
    public List<Artifact> artifacts() {
        return List.of();
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        Map<String, Digest> wanted = new HashMap<>();
        for (Member member : base.members()) {
            String path = member.entry().path();
            boolean source = path.startsWith(directory + "/") && path.endsWith(".py");
            if (source
                    && member.entry().kind() == Entry.Kind.FILE
                    && member.entry().size() <= LARGEST_SOURCE) {
                member.digest().ifPresent(digest -> wanted.put(path, digest));
            }
        }
        // from the top: what lies in a layer and is seen by a container is in the last one that has it
        for (PackedLayer layer : base.image().layers().reversed()) {
            try (InputStream in = layer.open();
                    TarReader tar =
                            TarReader.layer("layer " + layer.descriptor().digest(), Decompressor.detect(in), LIMITS)) {
                for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                    Entry entry = next.get();
                    Digest digest = wanted.get(entry.path());
                    if (digest != null && entry.kind() == Entry.Kind.FILE) {
                        byte[] bytes = tar.content().readAllBytes();
                        if (Digest.of(bytes).equals(digest)) {
                            contents.file(entry.path(), 0644, bytes.length, new ByteArrayInputStream(bytes));
                            wanted.remove(entry.path());
                        }
                    }
                }
            }
        }
    }
}
