package dev.drydock.debian;

import dev.drydock.archive.ArReader;
import dev.drydock.archive.Decompressor;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A .deb (deb(5)), read from its beginning to its end: the members of its control archive, then the entries of its data. */
final class DebFile implements AutoCloseable {
    private static final Limits CONTROL = new Limits(1000, 64 << 20);
    private static final Limits PARTS = new Limits(10, 8L << 30);

    private final String name;
    private final ArReader ar;
    private final SortedMap<String, byte[]> control = new TreeMap<>();
    private Optional<TarReader> data = Optional.empty();

    private DebFile(String name, ArReader ar) {
        this.name = name;
        this.ar = ar;
    }

    /** Opens it, and reads as far as its data. */
    static DebFile open(String name, Path file) throws IOException {
        DebFile deb = new DebFile(
                name, new ArReader(name, new BufferedInputStream(Files.newInputStream(file), 1 << 16), PARTS));
        try {
            deb.readToData();
            return deb;
        } catch (IOException | RuntimeException e) {
            deb.close();
            throw e;
        }
    }

    /** The files of its control archive: {@code control}, {@code md5sums}, {@code postinst}, … */
    SortedMap<String, byte[]> control() {
        return Collections.unmodifiableSortedMap(control);
    }

    /** The next entry of its data. */
    Optional<Entry> next() throws IOException {
        return data.isPresent() ? data.get().next() : Optional.empty();
    }

    /** The bytes of the entry that {@link #next} gave last. */
    InputStream content() {
        return data.map(TarReader::content).orElseGet(InputStream::nullInputStream);
    }

    @Override
    public void close() throws IOException {
        ar.close();
    }

    private void readToData() throws IOException {
        Entry version = ar.next().orElseThrow(() -> malformed("it is empty"));
        if (!version.path().equals("debian-binary")) {
            throw malformed("it does not begin with `debian-binary`");
        }
        byte[] number = ar.content().readNBytes(16);
        if (number.length < 2 || number[0] != '2' || number[1] != '.') {
            throw malformed("it is not of version 2");
        }
        while (true) {
            Entry member = ar.next().orElseThrow(() -> malformed("it has no data"));
            String part = member.path();
            if (part.startsWith("control.tar") && control.isEmpty()) {
                readControl();
            } else if (part.startsWith("data.tar")) {
                data = Optional.of(new TarReader(name, Decompressor.detect(ar.content()), Limits.PACKAGE));
                break;
            } else if (!part.startsWith("_")) {
                throw malformed("it has the unknown part `" + part + "`");
            }
        }
        if (!control.containsKey("control")) {
            throw malformed("it has no control file");
        }
    }

    private void readControl() throws IOException {
        TarReader tar = new TarReader(name, Decompressor.detect(ar.content()), CONTROL);
        for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
            if (next.get().kind() == Entry.Kind.FILE && next.get().path().indexOf('/') < 0) {
                control.put(next.get().path(), tar.content().readAllBytes());
            }
        }
    }

    private DrydockException malformed(String what) {
        return Problem.input("debian/malformed", "cannot read the package `" + name + "`: " + what)
                .help("the mirror serves a broken package; refresh it")
                .exception();
    }
}
