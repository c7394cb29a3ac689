package dev.drydock.build;

import dev.drydock.archive.CorruptStream;
import dev.drydock.archive.Decompressor;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Limits;
import dev.drydock.archive.TarReader;
import dev.drydock.inspect.FoundPackage;
import dev.drydock.inspect.ImageContents;
import dev.drydock.inspect.ImageFile;
import dev.drydock.layout.PackedImage;
import dev.drydock.plan.Ground;
import dev.drydock.plan.Libc;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out what an image offers to an app: its C library and its interpreters, by the files that it has. */
final class GroundReader {
    /** Of a C library or an interpreter, in bytes: both are held in memory. */
    private static final int LARGEST_PROGRAM = 64 << 20;

    /** What every glibc says of itself when it is run as a program. */
    private static final Pattern GLIBC = Pattern.compile("stable release version (\\d{1,3})\\.(\\d{1,4})");
    /** musl keeps its version as a text of its own, which what runs it as a program prints. */
    private static final Pattern MUSL = Pattern.compile("\\x00(1)\\.(\\d{1,3})\\.\\d{1,3}\\x00");

    private static final Pattern DEBIAN = Pattern.compile("(\\d{1,3})\\.(\\d{1,4})[.-].*", Pattern.DOTALL);

    private final String name;
    private final PackedImage image;
    private final ImageContents contents;

    GroundReader(String name, PackedImage image, ImageContents contents) {
        this.name = name;
        this.image = image;
        this.contents = contents;
    }

    /** @throws dev.drydock.problem.DrydockException {@code base/no-libc} */
    Ground read() throws IOException {
        Libc libc = libc();
        List<Ground.Program> programs = new ArrayList<>();
        python().ifPresent(programs::add);
        node().ifPresent(programs::add);
        return new Ground(name, libc, programs);
    }

    private Libc libc() throws IOException {
        String machine = image.platform().machine();
        Optional<ImageFile> musl = contents.tree().follow("lib/ld-musl-" + machine + ".so.1");
        if (musl.isPresent()) {
            return version(musl.get(), MUSL)
                    .map(minor -> new Libc(Libc.Kind.MUSL, 1, minor))
                    .orElseThrow(() -> unknown("the version of its musl cannot be read"));
        }
        String multiarch = image.platform().multiarch();
        for (String directory : List.of("usr/lib/" + multiarch, "lib/" + multiarch, "usr/lib64", "lib64", "usr/lib")) {
            Optional<ImageFile> glibc = contents.tree().follow(directory + "/libc.so.6");
            if (glibc.isPresent()) {
                Optional<Integer> minor = debian("libc6").flatMap(version -> minor(version, DEBIAN));
                return Libc.glibc((minor.isPresent() ? minor : version(glibc.get(), GLIBC))
                        .orElseThrow(() -> unknown("the version of its glibc cannot be read")));
            }
        }
        throw unknown("it has neither the libc.so.6 of glibc nor the ld-musl-" + machine + ".so.1 of musl");
    }

    private RuntimeException unknown(String why) {
        return Problem.input("base/no-libc", "cannot tell which C library the base `" + name + "` has")
                .because(why)
                .help("use a base for programs that are linked with glibc or musl")
                .exception();
    }

    /** The version of a Debian package that the image says it has. */
    private Optional<String> debian(String package_) {
        return contents.packages().stream()
                .filter(each ->
                        each.purl().startsWith("pkg:deb/") && each.name().equals(package_))
                .map(FoundPackage::version)
                .findFirst();
    }

    private static Optional<Integer> minor(String text, Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        return matcher.lookingAt() ? Optional.of(Integer.parseInt(matcher.group(2))) : Optional.empty();
    }

    private Optional<Integer> version(ImageFile file, Pattern pattern) throws IOException {
        Matcher matcher = pattern.matcher(text(file));
        return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(2))) : Optional.empty();
    }

    /** The newest of the first directory that has one: what was installed beside the system's own is meant. */
    private Optional<Ground.Program> python() throws IOException {
        for (String prefix : List.of("usr/local", "usr")) {
            Optional<Integer> newest = contents.tree().below(prefix + "/bin").stream()
                    .map(file -> file.path().substring(prefix.length() + "/bin/".length()))
                    .filter(each -> each.matches("python3\\.\\d{1,3}"))
                    .map(each -> Integer.parseInt(each.substring("python3.".length())))
                    .max(Comparator.naturalOrder());
            if (newest.isPresent()) {
                String program = "python3." + newest.get();
                Optional<ImageFile> file = contents.tree().follow(prefix + "/bin/" + program);
                if (file.isPresent() && file.get().kind() == ImageFile.Kind.FILE) {
                    return Optional.of(new Ground.Program(
                            "python",
                            python(prefix, program, newest.get(), file.get()),
                            "/" + prefix + "/bin/" + program,
                            packages(prefix, program)));
                }
            }
        }
        return Optional.empty();
    }

    /** Debian's own Python looks elsewhere than every other (its site.py). */
    private String packages(String prefix, String program) {
        String system = contents.system().getOrDefault("ID", "") + " "
                + contents.system().getOrDefault("ID_LIKE", "");
        boolean debian = prefix.equals("usr") && List.of(system.split(" ")).contains("debian");
        return debian ? "usr/local/lib/" + program + "/dist-packages" : prefix + "/lib/" + program + "/site-packages";
    }

    private String python(String prefix, String program, int minor, ImageFile file) throws IOException {
        Pattern full = Pattern.compile("3\\." + minor + "\\.\\d{1,3}");
        Optional<String> told = debian(program).filter(version -> prefix.equals("usr"));
        if (told.isEmpty()) {
            told = image.settings().env().stream()
                    .filter(each -> each.startsWith("PYTHON_VERSION="))
                    .map(each -> each.substring("PYTHON_VERSION=".length()))
                    .findFirst();
        }
        Matcher matcher = full.matcher(told.orElse(""));
        if (matcher.lookingAt()) {
            return matcher.group();
        }
        Optional<ImageFile> library = contents.tree().follow(prefix + "/lib/lib" + program + ".so.1.0");
        Matcher inside =
                Pattern.compile("\\x00(3\\." + minor + "\\.\\d{1,3})\\x00").matcher(text(library.orElse(file)));
        return inside.find() ? inside.group(1) : "3." + minor + ".0";
    }

    private Optional<Ground.Program> node() {
        for (String path : List.of("usr/local/bin/node", "usr/bin/node")) {
            Optional<ImageFile> file = contents.tree().follow(path);
            if (file.isPresent() && file.get().kind() == ImageFile.Kind.FILE) {
                Optional<String> version = contents.packages().stream()
                        .filter(each -> each.name().equals("node")
                                && each.location().equals(file.get().path()))
                        .map(FoundPackage::version)
                        .findFirst()
                        .or(() -> debian("nodejs").map(GroundReader::upstream));
                return version.map(each -> new Ground.Program("node", each, "/" + path, ""));
            }
        }
        return Optional.empty();
    }

    /** {@code 20.19.2+dfsg-1} is 20.19.2. */
    private static String upstream(String version) {
        Matcher matcher = Pattern.compile("\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}").matcher(version);
        return matcher.find() ? matcher.group().toLowerCase(Locale.ROOT) : version;
    }

    /** The file's bytes as characters; the empty text for one that is larger than such files are. */
    private String text(ImageFile file) throws IOException {
        if (file.size() > LARGEST_PROGRAM) {
            return "";
        }
        String layer = "layer " + image.layers().get(file.layer()).descriptor().digest();
        try (InputStream in = image.layers().get(file.layer()).open();
                TarReader tar = TarReader.layer(layer, Decompressor.detect(in), new Limits(2_000_000, 64L << 30))) {
            for (Optional<Entry> next = tar.next(); next.isPresent(); next = tar.next()) {
                Entry entry = next.get();
                if (entry.kind() == Entry.Kind.FILE && entry.size() == file.size()) {
                    byte[] bytes = tar.content().readNBytes((int) entry.size());
                    if (file.digest()
                            .filter(dev.drydock.oci.Digest.of(bytes)::equals)
                            .isPresent()) {
                        return new String(bytes, StandardCharsets.ISO_8859_1);
                    }
                }
            }
        } catch (CorruptStream e) {
            throw new IOException("a layer that was whole is broken", e);
        }
        return "";
    }
}
