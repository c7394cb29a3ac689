package dev.drydock.mirrors;

import dev.drydock.problem.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What apt is configured with (sources.list(5), both styles): which of its sources are Debian's own archives. */
final class AptSources {
    private static final Pattern ONE_LINE = Pattern.compile("deb\\s+(?:\\[([^\\]]*)\\]\\s+)?(\\S+)\\s+(\\S+)\\s*(.*)");
    private static final List<String> SUITES =
            List.of("bookworm", "trixie", "forky", "bullseye", "sid", "stable", "oldstable", "testing", "unstable");

    private final Machine machine;

    AptSources(Machine machine) {
        this.machine = machine;
    }

    private record Source(URI uri, String suite, List<String> components, Optional<String> signedBy, String file) {
        /** The suite without what is added to it: trixie of trixie-security or of trixie/updates. */
        String release() {
            return suite.replaceAll("[-/].*$", "");
        }

        /** Others too publish for {@code stable}: then only an archive that looks like Debian's own counts. */
        boolean symbolic() {
            return List.of("stable", "oldstable", "testing", "unstable").contains(release());
        }

        /** How likely it is somebody else's archive of the same suite name: 0 where Debian's own keyring must sign it. */
        int doubt() {
            if (signedBy().filter(by -> by.contains("debian-archive-")).isPresent()) {
                return 0;
            }
            boolean named = Arrays.stream(String.valueOf(uri().getPath()).split("/"))
                    .anyMatch(part -> part.equals("debian") || part.equals("debian-security"));
            return named && signedBy().isEmpty() ? 0 : named ? 1 : signedBy().isEmpty() ? 2 : 3;
        }

        boolean security() {
            return suite.endsWith("-security") || suite.endsWith("/updates");
        }
    }

    Optional<DebianMirror> mirror() {
        List<Source> sources = sources().stream()
                .filter(source ->
                        SUITES.contains(source.release()) && source.components().contains("main"))
                .filter(source -> source.doubt() < 2 || !source.symbolic())
                .sorted(Comparator.comparingInt(Source::doubt))
                .toList();
        Optional<Source> main = sources.stream()
                .filter(source -> !source.security() && source.suite().equals(source.release()))
                .findFirst();
        Optional<Source> security = sources.stream().filter(Source::security).findFirst();
        return main.map(source -> new DebianMirror(
                mirror(source),
                security.map(this::mirror),
                source.signedBy().flatMap(this::keyring).or(this::keyring)));
    }

    /** The keyring that the archive's own package installs. */
    Optional<Path> keyring() {
        return Stream.of(
                        "/usr/share/keyrings/debian-archive-keyring.gpg",
                        "/usr/share/keyrings/debian-archive-keyring.pgp",
                        "/etc/apt/trusted.gpg.d/debian-archive-keyring.gpg")
                .map(machine::file)
                .filter(Files::isReadable)
                .findFirst();
    }

    private Mirror mirror(Source source) {
        Mirror mirror = MachineMirrors.mirror(source.uri().toString(), source.file());
        return new Mirror(mirror.uri(), mirror.foundIn(), mirror.authorization().or(() -> new AptCredentials(machine)
                .authorization(mirror.uri())));
    }

    private Optional<Path> keyring(String signedBy) {
        if (signedBy.contains("-----BEGIN")) {
            return Optional.of(inline(signedBy));
        }
        return Arrays.stream(signedBy.split("[,\\s]+"))
                .filter(name -> name.startsWith("/"))
                .map(machine::file)
                .filter(Files::isReadable)
                .findFirst();
    }

    /** A key that stands in the source itself, a full stop for each empty line (sources.list(5), "Signed-By"). */
    private static Path inline(String block) {
        String key = block.lines()
                .map(line -> line.strip().equals(".") ? "" : line.strip())
                .dropWhile(String::isEmpty)
                .collect(Collectors.joining("\n", "", "\n"));
        try {
            Path file = Files.createTempFile("drydock-key", ".asc");
            file.toFile().deleteOnExit();
            return Files.writeString(file, key);
        } catch (IOException e) {
            throw Problem.input("mirrors/key", "cannot write the key of an apt source to a working file")
                    .because(e)
                    .exception();
        }
    }

    private List<Source> sources() {
        List<Source> result = new ArrayList<>();
        Path apt = machine.file("/etc/apt");
        List<Path> files = new ArrayList<>(List.of(apt.resolve("sources.list")));
        files.addAll(Machine.files(apt.resolve("sources.list.d"), ".list"));
        for (Path file : files) {
            Machine.text(file)
                    .ifPresent(text -> text.lines().forEach(line -> oneLine(line.strip(), name(file), result)));
        }
        for (Path file : Machine.files(apt.resolve("sources.list.d"), ".sources")) {
            Machine.text(file).ifPresent(text -> stanzas(text, name(file), result));
        }
        return result;
    }

    private String name(Path file) {
        return "/" + machine.root().relativize(file);
    }

    private void oneLine(String line, String file, List<Source> result) {
        Matcher matcher = ONE_LINE.matcher(line);
        if (matcher.matches()) {
            Optional<String> signedBy = Optional.ofNullable(matcher.group(1))
                    .flatMap(options -> Arrays.stream(options.split("\\s+"))
                            .filter(o -> o.startsWith("signed-by="))
                            .findFirst())
                    .map(option -> option.substring("signed-by=".length()));
            add(matcher.group(2), matcher.group(3), List.of(matcher.group(4).split("\\s+")), signedBy, file, result);
        }
    }

    private void stanzas(String text, String file, List<Source> result) {
        for (String stanza : text.split("\\n\\s*\\n")) {
            SortedMap<String, String> fields = new TreeMap<>();
            String field = "";
            for (String line : stanza.split("\n")) {
                int colon = line.indexOf(':');
                if (line.startsWith("#")) {
                    continue;
                } else if (line.startsWith(" ") || line.startsWith("\t")) {
                    fields.merge(field, line.strip(), (a, b) -> a + "\n" + b);
                } else if (colon > 0) {
                    field = line.substring(0, colon).toLowerCase(Locale.ROOT);
                    fields.put(field, line.substring(colon + 1).strip());
                }
            }
            boolean binary = Arrays.asList(fields.getOrDefault("types", "").split("\\s+"))
                    .contains("deb");
            if (binary && !fields.getOrDefault("enabled", "yes").matches("(?i)no|false|off|0")) {
                for (String uri : fields.getOrDefault("uris", "").split("\\s+")) {
                    for (String suite : fields.getOrDefault("suites", "").split("\\s+")) {
                        List<String> components =
                                List.of(fields.getOrDefault("components", "").split("\\s+"));
                        add(uri, suite, components, Optional.ofNullable(fields.get("signed-by")), file, result);
                    }
                }
            }
        }
    }

    /**
     * A list of mirrors in a file (apt-transport-mirror(1)): a line for each, best first, an address and what is said about it. Those that
     * come over the network are left alone, as apt itself would have to be asked for what it chose.
     */
    private void listed(
            String list,
            String suite,
            List<String> components,
            Optional<String> signedBy,
            String file,
            List<Source> result) {
        String name = list.replaceFirst("^mirror\\+file:/{1,3}", "/");
        Machine.text(machine.file(name)).ifPresent(text -> text.lines()
                .map(line -> line.strip().split("\\s+", 2)[0])
                .filter(address -> address.matches("https?://.+"))
                .forEach(address -> add(address, suite, components, signedBy, file, result)));
    }

    private void add(
            String uri,
            String suite,
            List<String> components,
            Optional<String> signedBy,
            String file,
            List<Source> result) {
        if (uri.startsWith("mirror+file:/")) {
            listed(uri, suite, components, signedBy, file, result);
        } else if (uri.matches("https?://.+")) {
            try {
                result.add(new Source(URI.create(uri), suite, components, signedBy, file));
            } catch (IllegalArgumentException e) {
                // A source that apt itself could not read is none for us either.
            }
        }
    }
}
