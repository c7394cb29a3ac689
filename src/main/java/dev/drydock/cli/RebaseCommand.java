package dev.drydock.cli;

import dev.drydock.build.GivenBase;
import dev.drydock.build.Rebasing;
import dev.drydock.layout.ImageName;
import dev.drydock.layout.ImageSet;
import dev.drydock.layout.ImageStore;
import dev.drydock.layout.PackedImage;
import dev.drydock.lock.LockedBase;
import dev.drydock.oci.Digest;
import dev.drydock.oci.Image;
import dev.drydock.oci.Platform;
import dev.drydock.problem.Problem;
import dev.drydock.progress.Progress;
import dev.drydock.registry.Neighbours;
import dev.drydock.registry.Pushing;
import dev.drydock.registry.Reference;
import dev.drydock.store.Cache;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code drydock rebase}: a newer base below an image, without building it. */
final class RebaseCommand implements Command {
    @Override
    public String name() {
        return "rebase";
    }

    @Override
    public String summary() {
        return "put an image on a newer base without building it anew";
    }

    @Override
    public List<String> operands() {
        return List.of("IMAGE");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(
                Option.value(
                        "IMAGE",
                        "on this base (default: today's packages of the one it stands on, as `drydock base` makes it)",
                        "--base"),
                Option.values("NAME[:TAG]", "name the result (default: as the image is named)", "-t", "--tag"),
                Option.flag("push it to the registry that its name says", "--push"),
                Option.flag("do not use the network", "--offline"),
                Option.flag("say nothing but the digest", "-q", "--quiet"),
                RegistryOptions.PROGRESS,
                Places.CACHE_DIR,
                Places.STORE_DIR));
        all.addAll(Places.MIRRORS);
        all.addAll(RegistryOptions.ALL);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock rebase shop:1.4                                   # with today's security updates",
                "drydock rebase shop:1.4 --base drydock.local/python:3.13-trixie -t shop:1.4.1",
                "drydock rebase registry:registry.example/shop:1.4 -t registry.example/shop:1.4 --push");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        String name = arguments.operand(0, this);
        if (arguments.has("--push") && arguments.has("--offline")) {
            throw BuildCommand.usage("`--push` and `--offline` contradict each other", "give one of them");
        }
        List<ImageName> names = names(name, arguments);
        if (arguments.has("--push")) {
            names.forEach(each -> RegistryOptions.destination(each.toString()));
        }
        Instant now = Instant.now();
        try (ImageReferences images = new ImageReferences(arguments, terminal);
                Cache cache = Places.cache(arguments, terminal);
                Display display = display(arguments, terminal)) {
            Network network = Network.open(arguments, terminal, cache, display, arguments.has("--offline"), now);
            try (Rebasing rebasing = new Rebasing(
                    cache,
                    network.fetcher(),
                    network.mirrors(),
                    display,
                    now,
                    Runtime.getRuntime().availableProcessors())) {
                ImageSet set = images.set(name);
                Bases bases = new Bases(images, arguments, terminal, cache, display);
                List<Rebasing.Rebased> all = rebased(name, set, rebasing, bases, arguments);
                ImageSet result = write(all, names, arguments, terminal, cache, display);
                display.close();
                tell(set, result, all, names, arguments, terminal);
            }
        }
        return 0;
    }

    private static Display display(Arguments arguments, Terminal terminal) {
        return arguments.has("--quiet")
                ? new Display(terminal, Display.mode("quiet", terminal))
                : RegistryOptions.display(arguments, terminal);
    }

    private static List<ImageName> names(String name, Arguments arguments) {
        if (arguments.has("--tag")) {
            return arguments.all("--tag").stream().map(ImageName::parse).toList();
        }
        String plain = ImageReferences.withoutRegistry(name);
        boolean file = ImageReferences.isFile(name) || ImageReferences.isOfEngine(name);
        if (file || plain.contains("@") || plain.matches("(sha256:)?[0-9a-f]{6,64}")) {
            throw BuildCommand.usage("`" + name + "` is no name that the result could have", "name it with `--tag`");
        }
        return List.of(ImageName.parse(plain));
    }

    private static List<Rebasing.Rebased> rebased(
            String name, ImageSet set, Rebasing rebasing, Bases bases, Arguments arguments) throws IOException {
        List<Rebasing.Rebased> all = new ArrayList<>();
        Optional<String> given = arguments.value("--base");
        for (PackedImage image : set.images()) {
            LockedBase before = Rebasing.base(name, image);
            if (given.isEmpty() && Rebasing.canRefresh(before.name())) {
                all.add(rebasing.refresh(name, image));
                continue;
            }
            if (given.isEmpty() && before.name().isEmpty()) {
                throw Problem.input("rebase/unknown", "`" + name + "` does not name its base")
                        .help("name the new one with `--base`")
                        .exception();
            }
            GivenBase base = bases.fresh(given.orElse(before.name()), List.of(image.platform()), given.isEmpty());
            all.add(rebasing.on(name, image, base));
        }
        return all;
    }

    private static ImageSet write(
            List<Rebasing.Rebased> all,
            List<ImageName> names,
            Arguments arguments,
            Terminal terminal,
            Cache cache,
            Display display)
            throws IOException {
        List<Image> images = all.stream().map(Rebasing.Rebased::image).toList();
        ImageSet set = ImageSet.of(images);
        if (arguments.has("--push")) {
            List<Reference> references = names.stream()
                    .map(each -> RegistryOptions.destination(each.toString()))
                    .toList();
            new Pushing(RegistryOptions.registries(arguments, terminal), Neighbours.of(cache), display)
                    .push(set, references);
            return set;
        }
        ImageStore store = ImageStore.at(Places.storeDirectory(arguments, terminal));
        try (Progress.Task task =
                display.start(Progress.Kind.WRITE, names.getFirst().toString(), set.size())) {
            return store.keep(set, names);
        }
    }

    private static void tell(
            ImageSet before,
            ImageSet result,
            List<Rebasing.Rebased> all,
            List<ImageName> names,
            Arguments arguments,
            Terminal terminal) {
        Digest digest = result.descriptor().digest();
        if (arguments.has("--quiet")) {
            terminal.out().println(digest);
            return;
        }
        StringBuilder text = new StringBuilder();
        for (Rebasing.Rebased each : all) {
            Platform platform = each.image().config().platform();
            text.append(platform).append('\n');
            text.append("  from  ").append(said(each.before())).append('\n');
            text.append("  to    ").append(said(each.after())).append('\n');
        }
        text.append(names.getFirst()).append("  ").append(digest).append('\n');
        if (before.descriptor().digest().equals(digest)) {
            text.append("it stood on this base already\n");
        }
        if (arguments.has("--push")) {
            SortedSet<String> pushed = new TreeSet<>();
            names.forEach(each -> pushed.add(each.toString()));
            text.append("pushed to ").append(String.join(", ", pushed)).append('\n');
        }
        terminal.out().print(Terminal.safe(text.toString()));
    }

    private static String said(LockedBase base) {
        return base.name() + "  " + base.digest();
    }
}
