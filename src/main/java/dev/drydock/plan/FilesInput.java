package dev.drydock.plan;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A few small files, directories and links that Drydock itself writes. */
public record FilesInput(String title, List<Item> items) implements Input {
    /** One of them; {@code path} as {@link Contents} has it. */
    public sealed interface Item {
        String path();

        /** Covers its content; as digests, so that no content can look like another item. */
        String key();

        void write(Contents contents) throws IOException;

        record Text(String path, int mode, String content) implements Item {
            @Override
            public String key() {
                return "text " + mode + " " + Digest.of(content).hex();
            }

            @Override
            public void write(Contents contents) throws IOException {
                contents.file(path, mode, content.getBytes(StandardCharsets.UTF_8));
            }
        }

        record Link(String path, String target) implements Item {
            @Override
            public String key() {
                return "link " + Digest.of(target).hex();
            }

            @Override
            public void write(Contents contents) throws IOException {
                contents.symlink(path, target);
            }
        }

        /** @param owner numeric user and group at once */
        record Folder(String path, int mode, int owner) implements Item {
            @Override
            public String key() {
                return "folder " + mode + " " + owner;
            }

            @Override
            public void write(Contents contents) throws IOException {
                contents.directory(path, mode, owner);
            }
        }
    }

    public FilesInput {
        items = List.copyOf(items);
    }

    @Override
    public String key() {
        StringBuilder key = new StringBuilder("files 2");
        for (Item item : items) {
            key.append('\n')
                    .append(item.key())
                    .append(' ')
                    .append(Digest.of(item.path()).hex());
        }
        return key.toString();
    }

    @Override
    public List<Artifact> artifacts() {
        return List.of();
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        for (Item item : items) {
            item.write(contents);
        }
    }
}
