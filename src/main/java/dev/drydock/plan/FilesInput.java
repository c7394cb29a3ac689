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

        record Text(String path, int mode, String content) implements Item {}

        record Link(String path, String target) implements Item {}

        /** @param owner numeric user and group at once */
        record Folder(String path, int mode, int owner) implements Item {}
    }

    public FilesInput {
        items = List.copyOf(items);
    }

    @Override
    public String key() {
        StringBuilder key = new StringBuilder("files 2");
        for (Item item : items) {
            // As digests, so that no content can look like another item.
            switch (item) {
                case Item.Text text ->
                    key.append("\ntext ")
                            .append(text.mode())
                            .append(' ')
                            .append(Digest.of(text.content()).hex());
                case Item.Link link ->
                    key.append("\nlink ").append(Digest.of(link.target()).hex());
                case Item.Folder folder ->
                    key.append("\nfolder ").append(folder.mode()).append(' ').append(folder.owner());
            }
            key.append(' ').append(Digest.of(item.path()).hex());
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
            switch (item) {
                case Item.Text text ->
                    contents.file(text.path(), text.mode(), text.content().getBytes(StandardCharsets.UTF_8));
                case Item.Link link -> contents.symlink(link.path(), link.target());
                case Item.Folder folder -> contents.directory(folder.path(), folder.mode(), folder.owner());
            }
        }
    }
}
