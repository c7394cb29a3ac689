package dev.drydock.plan;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
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
        return "files 1 " + items;
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
