package dev.drydock.registry;

import dev.drydock.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What the user allows besides the usual.
 *
 * @param insecure registries, as they stand in names, that may speak plain HTTP or show any certificate
 * @param authorities files of certificates to believe besides, PEM
 * @param realms hosts that may be told a registry's password although they belong to another domain
 */
public record Access(Set<String> insecure, List<Path> authorities, Set<String> realms) {
    public static final Access USUAL = new Access(Set.of(), List.of(), Set.of());

    /** @throws dev.drydock.problem.DrydockException {@code registry/authority} */
    public Access {
        insecure = Set.copyOf(insecure);
        authorities = List.copyOf(authorities);
        realms = Set.copyOf(realms);
        for (Path file : authorities) {
            if (!Files.isReadable(file)) {
                throw Problem.usage("registry/authority", "cannot read the certificates `" + file + "`")
                        .exception();
            }
        }
    }
}
