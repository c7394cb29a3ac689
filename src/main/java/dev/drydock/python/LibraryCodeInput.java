package dev.drydock.python;

import dev.drydock.archive.Contents;
import dev.drydock.lock.Artifact;
import dev.drydock.plan.Input;
import dev.drydock.plan.Workshop;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Byte code of the standard library: that of the modules that its users load when they are imported, and that those load in turn. All of the library is compiled
 * once for a Python; which of it an app needs is seen from byte code, which is read many times faster than sources.
 *
 * @param library byte code of all of it
 * @param users byte code of the packages that are installed
 */
record LibraryCodeInput(ByteCodeInput library, List<ByteCodeInput> users) implements Input {
    /** Raised with every change of what is written. */
    private static final String FORMAT = "library code 1";

    LibraryCodeInput {
        users = List.copyOf(users);
    }

    @Override
    public String key() {
        return FORMAT + " library=" + ByteCodeInput.digest(List.of(library)) + " users=" + ByteCodeInput.digest(users);
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
    public void write(Workshop workshop, Contents contents) throws IOException {
        SourcePaths paths = library.paths();
        SortedMap<String, byte[]> code = new TreeMap<>();
        library.compilers(workshop).use(compiler -> {
            RegularFiles used = (path, size, content) -> {
                Optional<String> source = paths.source(path);
                if (source.isPresent()) {
                    compiler.module(Compiler.Role.USER, source.get(), content.readAllBytes());
                }
            };
            workshop.contents(List.copyOf(users), used);
            RegularFiles all = (path, size, content) -> {
                byte[] bytes = content.readAllBytes();
                compiler.module(Compiler.Role.LIBRARY, paths.source(path).orElseThrow(), bytes);
                code.put(path, bytes);
            };
            workshop.contents(List.of(library), all);
            code.keySet().retainAll(compiler.reached().stream().map(paths::code).toList());
        });
        for (var module : code.entrySet()) {
            contents.file(module.getKey(), 0644, module.getValue());
        }
    }
}
