package dev.drydock.python;

import dev.drydock.fetch.Sources;
import dev.drydock.lock.Artifact;
import dev.drydock.mirrors.Mirror;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;

/** The simple repository API of this machine's mirrors, in JSON (PEP 691) or HTML (PEP 503). */
final class SimpleIndex {
    /** In bytes: the page of a project with nightly builds has some 20 million. */
    private static final long LIMIT = 100L << 20;

    private static final SortedMap<String, String> HEADERS = Collections.unmodifiableSortedMap(
            new TreeMap<>(
                    java.util.Map.of(
                            "Accept",
                            "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1")));

    private final Sources sources;

    SimpleIndex(Sources sources) {
        this.sources = sources;
    }

    /** All that may be asked: the machine's, then those that the app names. */
    List<Mirror> all() {
        List<Mirror> all = new ArrayList<>(sources.mirrors().python());
        all.addAll(sources.mirrors().ofApp(true));
        return all;
    }

    /**
     * The files of a project whose name passes; empty where the index does not know the project.
     *
     * @param wanted bounds what is kept of a page in memory
     */
    Optional<List<IndexFile>> files(Mirror mirror, String project, Predicate<String> wanted) throws IOException {
        URI uri = mirror.resolve(project + "/");
        Optional<Path> page = sources.fetcher().document("index of " + project, uri, HEADERS, LIMIT);
        return page.isEmpty() ? Optional.empty() : Optional.of(read(project, page.get(), uri, wanted));
    }

    /** Where the machine's indexes have a wheel, all of them; those of the app where none of the machine's has it. */
    List<URI> locations(Artifact.Wheel wheel) throws IOException {
        List<URI> found = locations(wheel, sources.mirrors().python());
        return found.isEmpty() ? locations(wheel, sources.mirrors().ofApp(true)) : found;
    }

    private List<URI> locations(Artifact.Wheel wheel, List<Mirror> mirrors) throws IOException {
        List<URI> found = new ArrayList<>();
        for (Mirror mirror : mirrors) {
            files(mirror, wheel.name(), wheel.filename()::equals).stream()
                    .flatMap(List::stream)
                    .filter(file -> file.hashes().isEmpty()
                            || file.hashes().contains(wheel.integrity())
                            || !file.hashes()
                                    .getFirst()
                                    .algorithm()
                                    .equals(wheel.integrity().algorithm()))
                    .map(IndexFile::uri)
                    .forEach(found::add);
        }
        return found.stream().distinct().toList();
    }

    private static List<IndexFile> read(String project, Path page, URI uri, Predicate<String> wanted)
            throws IOException {
        try {
            return isJson(page)
                    ? IndexJson.read(page, uri, wanted)
                    : IndexHtml.read(Files.readString(page, StandardCharsets.UTF_8), uri, wanted);
        } catch (JacksonException e) {
            throw unreadable(project).because(e.getOriginalMessage()).exception();
        } catch (java.nio.charset.CharacterCodingException e) {
            throw unreadable(project).because("it is not UTF-8 text").exception();
        } catch (Malformed e) {
            throw unreadable(project).because(String.valueOf(e.getMessage())).exception();
        }
    }

    private static Problem unreadable(String project) {
        return Problem.input("python/broken-index", "cannot read the index of `" + project + "`")
                .help("check that `drydock mirrors` names a simple index for Python");
    }

    private static boolean isJson(Path page) throws IOException {
        try (InputStream in = Files.newInputStream(page)) {
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (!Character.isWhitespace(c)) {
                    return c == '{';
                }
            }
        }
        return false;
    }

    /** @throws DrydockException where no index knows it */
    static DrydockException unknown(String project, String place) {
        return Problem.input("python/unknown-package", "no index offers `" + project + "`")
                .at(place)
                .help("check its name, and that `drydock mirrors` names the index that has it")
                .exception();
    }
}
