package dev.drydock.node;

import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;

/** Where the tarballs of npm packages lie. */
final class Registry {
    private Registry() {}

    /** {@code @scope}, or the empty text. */
    static String scope(String name) {
        int slash = name.indexOf('/');
        return name.startsWith("@") && slash > 0 ? name.substring(0, slash) : "";
    }

    /** The place that every registry has it, and after it the one that this registry's own index names. */
    static List<URI> locations(Artifact.NpmTarball tarball, Sources sources) {
        if (tarball.url().isPresent()) {
            return List.of(tarball.url().orElseThrow());
        }
        String name = tarball.name();
        String file = name.substring(name.indexOf('/') + 1) + "-" + tarball.version() + ".tgz";
        return new Locations(sources.mirrors().npm(scope(name)).resolve(name + "/-/" + file), tarball, sources);
    }

    /** The second place costs a request, so it is only looked up where somebody gets that far. */
    private static final class Locations extends AbstractList<URI> {
        private final URI usual;
        private final Artifact.NpmTarball tarball;
        private final Sources sources;

        Locations(URI usual, Artifact.NpmTarball tarball, Sources sources) {
            this.usual = usual;
            this.tarball = tarball;
            this.sources = sources;
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public URI get(int index) {
            return switch (index) {
                case 0 -> usual;
                case 1 -> indexed().orElse(usual);
                default -> throw new IndexOutOfBoundsException(index);
            };
        }

        private Optional<URI> indexed() {
            try {
                return Packument.fetch(tarball.name(), sources)
                        .flatMap(packument ->
                                SemanticVersion.parse(tarball.version()).map(packument.releases()::get))
                        .flatMap(Packument.Release::tarball);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
