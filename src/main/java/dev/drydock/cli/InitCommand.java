package dev.drydock.cli;

import dev.drydock.app.App;
import dev.drydock.init.Bases;
import dev.drydock.init.Initial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code drydock init}: Dockerfiles for those who want to build with Docker. */
final class InitCommand implements Command {
    @Override
    public String name() {
        return "init";
    }

    @Override
    public String summary() {
        return "write Dockerfile, distroless.Dockerfile and .dockerignore for an app";
    }

    @Override
    public List<String> operands() {
        return List.of("DIRECTORY");
    }

    @Override
    public List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(
                Option.flag("replace files that are there", "--force"),
                Option.value("IMAGE", "what dependencies are installed in", "--build-image"),
                Option.value("IMAGE", "what the app runs on in Dockerfile", "--runtime-image"),
                Option.value("IMAGE", "what the app runs on in distroless.Dockerfile", "--distroless-image")));
        all.addAll(BuildOptions.APP);
        return all;
    }

    @Override
    public List<String> examples() {
        return List.of(
                "drydock init .                                    # two Dockerfiles, each line explained",
                "drydock init . --force                            # anew, over what is there",
                "drydock init . --runtime-image python:3.13-slim@sha256:…   # pinned");
    }

    @Override
    public int run(Arguments arguments, Terminal terminal) throws IOException {
        String operand = arguments.operand(0, this);
        Path path = Path.of(operand);
        App app = Session.find(operand, arguments, terminal).app();
        Bases bases = new Bases(
                arguments.value("--build-image"),
                arguments.value("--runtime-image"),
                arguments.value("--distroless-image"));
        for (Map.Entry<String, String> file : Initial.files(app, bases).entrySet()) {
            Path target = path.resolve(file.getKey());
            boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
            if (there && !arguments.has("--force")) {
                terminal.out()
                        .println("kept " + Terminal.safe(target.toString())
                                + ", which was there (`--force` replaces it)");
                continue;
            }
            write(target, file.getValue(), there);
            terminal.out().println((there ? "replaced " : "wrote ") + Terminal.safe(target.toString()));
        }
        return 0;
    }

    /** A link is replaced, not followed. */
    private static void write(Path target, String text, boolean there) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (there) {
            Files.delete(target);
        }
        Files.write(target, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
