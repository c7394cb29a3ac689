package dev.drydock.python;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What the modules of some byte code import, for no image.
 *
 * @param root the directory of the search path that they are in, with a slash at its end
 */
record ImportsInput(ByteCodeInput code, String root) implements Input {
    /** Raised with every change of what is written; the script counts by the key of the byte code. */
    private static final String FORMAT = "imports 1";

    @Override
    public String key() {
        return FORMAT + " " + root + " " + Digest.of(code.key());
    }

    @Override
    public String title() {
        return "imports of the " + code.title();
    }

    @Override
    public List<Artifact> artifacts() {
        return code.artifacts();
    }

    @Override
    public boolean isShipped() {
        return false;
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        SourcePaths paths = code.paths();
        StringBuilder list = new StringBuilder();
        code.compilers(workshop).use(compiler -> {
            RegularFiles reading = (path, size, content) -> {
                String source = paths.source(path).orElse("");
                Optional<String> name = Imports.name(root, source);
                if (name.isPresent()) {
                    Optional<List<String>> names =
                            compiler.imports(Imports.packageOf(name.get(), source), content.readAllBytes());
                    list.append(new Imports.Module(source, names).text()).append('\n');
                }
            };
            workshop.contents(List.of(code), reading);
        });
        contents.file("imports", 0644, list.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What was written. */
    Imports read(Workshop workshop) throws IOException {
        StringBuilder text = new StringBuilder();
        RegularFiles reading =
                (path, size, content) -> text.append(new String(content.readAllBytes(), StandardCharsets.UTF_8));
        workshop.contents(List.of(this), reading);
        return Imports.parse(root, text.toString());
    }
}
