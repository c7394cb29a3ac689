package dev.drydock.python;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.oci.Digest;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Byte code of the standard library: that of the modules that its users load when they are imported, and that those load in turn. All of the library is compiled
 * once for a Python; which of it an app needs is seen from byte code, which is read many times faster than sources.
 *
 * @param library what is imported in byte code of all of it
 * @param users what is imported in byte code of the packages that are installed
 */
record LibraryCodeInput(ImportsInput library, List<ImportsInput> users) implements Input {
    LibraryCodeInput {
        users = List.copyOf(users);
    }

    @Override
    public String key() {
        return "library code library=" + Digest.of(library.key()) + " users="
                + Inputs.of(List.copyOf(users)).key();
    }

    @Override
    public String title() {
        return "byte code of the standard library";
    }

    @Override
    public List<Artifact> artifacts() {
        return Stream.concat(library.artifacts().stream(), users.stream().flatMap(user -> user.artifacts().stream()))
                .distinct()
                .toList();
    }

    @Override
    public Input settled(Workshop workshop) throws IOException {
        Imports all = library.read(workshop);
        List<Imports> imports = new ArrayList<>();
        for (ImportsInput user : users) {
            imports.add(user.read(workshop));
        }
        SourcePaths paths = library.code().paths();
        return new ChosenInput(
                library.code(), all.reached(imports).stream().map(paths::code).toList(), title());
    }

    @Override
    public void write(Workshop workshop, Contents contents) throws IOException {
        settled(workshop).write(workshop, contents);
    }
}
