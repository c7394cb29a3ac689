package dev.drydock.cli;

import dev.drydock.build.BaseImage;
import dev.drydock.build.Builder;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.oci.Image;
import dev.drydock.oci.Layer;
import dev.drydock.progress.Progress;
import dev.drydock.report.Quantities;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code drydock base}: the image that an app's image stands on, for those who write Dockerfiles. */
final class BaseCommand implements Command {
    @Override
    public String name() {
        return "base";
    }

    @Override
    public String summary() {
        return "build only what the image of an app stands on: Debian and the runtime";
    }

    @Override
    public List<String> operands() {
        return List.of("DIRECTORY");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(
                Option.values("NAME[:TAG]", "name it (default: as the app's image names its base)", "-t", "--tag"),
                Option.flag("load it into docker or podman too", "--load")));
        all.addAll(BuildOptions.APP);
        all.addAll(BuildOptions.WORK);
        all.add(Places.STORE_DIR);
        all.addAll(Places.MIRRORS);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock base .                                           # distroless, to run on",
                "drydock base . --variant standard -t python-dev --load   # with apt and pip, to build on");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        try (Session session = Session.composing(arguments.operand(0, this), arguments, terminal);
                Builder builder = session.builder()) {
            List<BaseImage> bases = builder.bases();
            List<ImageName> names =
                    arguments.all("--tag").stream().map(ImageName::parse).toList();
            if (names.isEmpty()) {
                names = List.of(ImageName.parse(bases.getFirst().name()));
            }
            ImageSet set = ImageSet.of(bases.stream().map(BaseImage::image).toList());
            ImageStore images = ImageStore.at(Places.storeDirectory(arguments, terminal));
            String tag = names.getFirst().toString();
            ImageSet kept;
            try (Progress.Task task = session.display().start(Progress.Kind.WRITE, tag, set.size())) {
                kept = images.keep(set, names);
            }
            String loaded = "";
            if (arguments.has("--load")) {
                loaded = Outputs.load(kept, names, terminal, session.display()) + "\n";
            }
            session.display().close();
            terminal.out()
                    .print(
                            session.quiet()
                                    ? set.descriptor().digest() + "\n"
                                    : Terminal.safe(text(bases, tag, set) + loaded));
        }
        return 0;
    }

    private static String text(List<BaseImage> bases, String tag, ImageSet set) {
        StringBuilder text = new StringBuilder();
        for (BaseImage base : bases) {
            Image image = base.image();
            long unpacked =
                    image.layers().stream().mapToLong(Layer::unpackedSize).sum();
            long compressed = image.layers().stream()
                    .mapToLong(layer -> layer.descriptor().size())
                    .sum();
            text.append(image.config().platform())
                    .append(", ")
                    .append(Quantities.size(compressed))
                    .append(" compressed, ")
                    .append(Quantities.size(unpacked))
                    .append(" unpacked\n");
        }
        return text.append(tag)
                .append("  ")
                .append(set.descriptor().digest())
                .append('\n')
                .toString();
    }
}
