package dev.drydock.build;

import dev.drydock.archive.Elf;
import dev.drydock.archive.Entry;
import dev.drydock.archive.Member;
import dev.drydock.oci.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether every ELF file of a finished tree finds the libraries it is linked with, by the rules of ld.so(8): its run path, then the default
 * directories. What an interpreter's own loader puts together itself (wheels and addons that carry libraries beside them) counts as found
 * where the library is anywhere below the same top directory.
 */
final class Needs {
    private static final int MOST_LINKS = 16;

    private final Platform platform;
    private final Map<String, Member> tree = new HashMap<>();
    private final Map<String, String> directoryLinks = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> own = new HashSet<>();
    private final boolean musl;

    /**
     * A library that is nowhere.
     *
     * @param soname of it
     * @param neededBy paths of the files that are linked with it, sorted
     */
    record Missing(String soname, SortedSet<String> neededBy) {}

    /** @param pieces in the order in which they are unpacked */
    Needs(Platform platform, List<Piece> pieces) {
        this(platform, List.of(), pieces);
    }

    /** @param below the files of an image that the pieces are put on: what those lack is nobody's business here */
    Needs(Platform platform, List<Member> below, List<Piece> pieces) {
        this.platform = platform;
        this.musl = below.stream()
                .anyMatch(member -> member.entry().path().endsWith("/ld-musl-" + platform.machine() + ".so.1"));
        note(below);
        own.clear();
        pieces.forEach(piece -> note(piece.members()));
    }

    /** @param own the files of an app that is put on an image with the files {@code below} */
    static Needs of(Platform platform, List<Member> below, List<Member> own) {
        Needs needs = new Needs(platform, below, List.of());
        needs.note(own);
        return needs;
    }

    private void note(List<Member> members) {
        for (Member member : members) {
            String path = member.entry().path();
            own.add(path);
            if (member.entry().kind() != Entry.Kind.DIRECTORY) {
                tree.put(path, member);
                names.add(name(path));
                member.elf().flatMap(Elf::soname).ifPresent(names::add);
            }
            if (member.entry().kind() == Entry.Kind.SYMLINK) {
                directoryLinks.put(path, member.entry().link());
            } else {
                directoryLinks.remove(path);
            }
        }
    }

    /** What is missing, sorted by soname. */
    List<Missing> missing() {
        SortedMap<String, SortedSet<String>> missing = new TreeMap<>();
        for (Member member : tree.values()) {
            Optional<Elf> elf = member.elf()
                    .filter(e -> own.contains(member.entry().path())
                            && e.machine().equals(platform.machine())
                            && !otherLibc(e));
            if (elf.isPresent()) {
                for (String soname : elf.get().needed()) {
                    if (!found(member, elf.get(), soname)) {
                        missing.computeIfAbsent(soname, key -> new TreeSet<>())
                                .add(member.entry().path());
                    }
                }
            }
        }
        return missing.entrySet().stream()
                .map(each -> new Missing(each.getKey(), each.getValue()))
                .toList();
    }

    /** Packages ship addons for several systems side by side; what is linked with another libc is not for this one. */
    private boolean otherLibc(Elf elf) {
        if (musl) {
            return elf.needed().contains("libc.so.6");
        }
        return elf.needed().stream().anyMatch(soname -> soname.startsWith("libc.musl") || soname.equals("libc.so"))
                || elf.interpreter()
                        .filter(loader -> loader.contains("musl") || loader.startsWith("/system/"))
                        .isPresent();
    }

    private boolean found(Member member, Elf elf, String soname) {
        if (soname.contains("/")) {
            return file(soname.startsWith("/") ? soname.substring(1) : soname).isPresent();
        }
        String directory = directory(member.entry().path());
        for (String search : elf.runpath()) {
            String place = search.replace("${ORIGIN}", "$ORIGIN").replace("$ORIGIN", "/" + directory);
            if (place.startsWith("/") && file(normal(place + "/" + soname)).isPresent()) {
                return true;
            }
        }
        for (String place : List.of(
                "usr/lib/" + platform.multiarch(),
                "lib/" + platform.multiarch(),
                "usr/lib64",
                "lib64",
                "usr/local/lib",
                "usr/lib",
                "lib")) {
            if (file(place + "/" + soname).isPresent()) {
                return true;
            }
        }
        return loadedByItself(member, soname);
    }

    /** Wheels and addons preload their own libraries; then the soname alone decides. */
    private boolean loadedByItself(Member member, String soname) {
        String path = member.entry().path();
        return names.contains(soname)
                && (path.contains("/site-packages/")
                        || path.contains("/dist-packages/")
                        || path.contains("/node_modules/"));
    }

    /** The regular file at a path, through links to files and directories. */
    private Optional<Member> file(String path) {
        String at = path;
        for (int i = 0; i < MOST_LINKS; i++) {
            Optional<String> through = throughDirectoryLink(at);
            if (through.isPresent()) {
                at = through.get();
                continue;
            }
            Member member = tree.get(at);
            if (member == null) {
                return Optional.empty();
            }
            if (member.entry().kind() != Entry.Kind.SYMLINK) {
                return Optional.of(member);
            }
            at = target(at, member.entry().link());
        }
        return Optional.empty();
    }

    private Optional<String> throughDirectoryLink(String path) {
        for (String parent : Member.parents(path)) {
            String link = directoryLinks.get(parent);
            if (link != null) {
                return Optional.of(target(parent, link) + path.substring(parent.length()));
            }
        }
        return Optional.empty();
    }

    private static String target(String path, String link) {
        return normal(link.startsWith("/") ? link : "/" + directory(path) + "/" + link);
    }

    private static String normal(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    private static String directory(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
