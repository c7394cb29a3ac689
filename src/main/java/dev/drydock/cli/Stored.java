package dev.drydock.cli;

import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.NamedImage;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.util.List;

/** An image of the local store, as the user named it. */
final class Stored {
    private Stored() {}

    static NamedImage find(String name, Arguments arguments, Terminal terminal) throws IOException {
        ImageStore store = ImageStore.at(Places.storeDirectory(arguments, terminal));
        java.util.Optional<NamedImage> found = store.find(name);
        if (found.isPresent()) {
            return found.get();
        }
        throw missing(name, store);
    }

    static RuntimeException missing(String name, ImageStore store) throws IOException {
        List<String> names = store.list().stream()
                .flatMap(image -> image.names().stream())
                .map(ImageName::toString)
                .toList();
        Problem problem = Problem.input("image/unknown", "there is no image `" + name + "` in the local store");
        return Nearest.of(name, names)
                .map(near -> problem.help("did you mean `" + near + "`?"))
                .orElse(problem.help("`drydock images` lists what there is"))
                .exception();
    }
}
