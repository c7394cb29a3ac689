package dev.drydock.registry;

import dev.drydock.fetch.Identity;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What Docker and Podman keep for one registry in {@code certs.d/HOST:PORT} (containers-certs.d(5)): {@code *.crt} are authorities to believe,
 * {@code *.cert} with the {@code *.key} of the same name say who asks.
 */
record CertificateFiles(List<Path> authorities, List<Identity.Pair> pairs) {
    CertificateFiles {
        authorities = List.copyOf(authorities);
        pairs = List.copyOf(pairs);
    }

    /**
     * @param host as it stands in names of images
     * @throws dev.drydock.problem.DrydockException {@code registry/client-certificate} where one half is missing
     */
    static CertificateFiles of(String host, Path home) {
        List<Path> authorities = new ArrayList<>();
        List<Identity.Pair> pairs = new ArrayList<>();
        for (Path directory : List.of(
                Path.of("/etc/docker/certs.d"),
                Path.of("/etc/containers/certs.d"),
                home.resolve(".config/docker/certs.d"),
                home.resolve(".config/containers/certs.d"))) {
            List<Path> files = files(directory.resolve(host));
            files.stream().filter(file -> file.toString().endsWith(".crt")).forEach(authorities::add);
            for (Path file : files) {
                if (file.toString().endsWith(".cert")) {
                    pairs.add(new Identity.Pair(file, other(file, ".cert", ".key", files)));
                } else if (file.toString().endsWith(".key")) {
                    other(file, ".key", ".cert", files);
                }
            }
        }
        return new CertificateFiles(authorities, pairs);
    }

    Optional<Identity> identity(URI server) {
        return pairs.isEmpty() ? Optional.empty() : Optional.of(new Identity(server, pairs));
    }

    /** None where it cannot be read by this user: as if it were not there. */
    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Path other(Path file, String ending, String wanted, List<Path> files) {
        String name = file.toString();
        Path other = Path.of(name.substring(0, name.length() - ending.length()) + wanted);
        if (!files.contains(other)) {
            throw Problem.input(
                            "registry/client-certificate",
                            "`" + file + "` has no `" + other.getFileName() + "` beside it")
                    .help("a client certificate is a `.cert` and a `.key` of the same name; authorities end in `.crt`")
                    .exception();
        }
        return other;
    }
}
