package dev.drydock.debian;

import dev.drydock.lock.Artifact;
import dev.drydock.lock.Variant;
import dev.drydock.plan.FilesInput;
import dev.drydock.plan.FilesInput.Item;
import dev.drydock.plan.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lowest layer of an image: libc, certificates, time zones, users, and what maintainer scripts would have made of them.
 *
 * <p>There is no ld.so.cache: Debian's loader searches the directories that its packages use without one (ld.so(8)), and a cache would
 * have to be made anew with every library of a layer above.
 *
 * <p>{@link Variant#STANDARD} is the yardstick of {@code compare}: all essential packages, apt, and the contents of the packages as
 * Debian's own slim images have them, that is without manuals, documentation and translations but with every licence. What is not there is
 * byte code that maintainer scripts of Python packages would make, so a real image of that kind is larger still.
 */
public final class DebianBase {
    /** Numeric user and group that an app runs as. */
    public static final int NONROOT = 65532;

    private static final String UTC = "usr/share/zoneinfo/Etc/UTC";
    static final String USER = "nonroot:x:65532:65532:nonroot:/home/nonroot";
    static final String GROUP = "nonroot:x:65532:";

    private DebianBase() {}

    /** Names of the packages that are roots of the lowest layer. */
    public static List<String> packages(Variant variant) {
        return switch (variant) {
            case DISTROLESS -> List.of("base-files", "ca-certificates", "libc6", "netbase", "tzdata");
            case DEBUG -> List.of("base-files", "busybox-static", "ca-certificates", "libc6", "netbase", "tzdata");
            case STANDARD -> List.of("apt", "base-files", "ca-certificates", "libc6", "netbase", "tzdata");
            case BASE -> List.of();
        };
    }

    /** As {@link #packages(Variant)}, but without time zones for Node, which has its own, unless somebody is to work in the image. */
    public static List<String> packages(Variant variant, String language) {
        return packages(variant).stream()
                .filter(name -> !name.equals("tzdata") || variant == Variant.STANDARD || !language.equals("node"))
                .toList();
    }

    /**
     * Names of the packages that a language's image of the standard variant has, as somebody would install them.
     *
     * @param language {@code python} or {@code node}
     */
    public static List<String> standardPackages(String language) {
        return switch (language) {
            case "python" -> List.of("python3", "python3-pip", "python3-venv");
            case "node" -> List.of("nodejs", "npm");
            default -> List.of();
        };
    }

    /**
     * The inputs of the lowest layer.
     *
     * @param debs of that layer: the closure of {@link #packages}
     * @param wanted as {@link Wanted} has it, for files that are kept
     */
    public static List<Input> inputs(List<Artifact.Deb> debs, Variant variant, List<String> wanted) {
        List<Input> result = new ArrayList<>();
        result.add(new FilesInput("the base system", system(variant)));
        find(debs, "base-passwd")
                .filter(deb -> variant == Variant.STANDARD)
                .ifPresent(deb -> result.add(new Accounts(deb)));
        debs.forEach(deb -> result.add(new DebInput(deb, variant, Wanted.files(wanted, deb.name()))));
        if (find(debs, "tzdata").isEmpty()) {
            result.add(new FilesInput("universal time", List.of(new Item.Text(UTC, 0644, universal()))));
        }
        find(debs, "ca-certificates").ifPresent(deb -> result.add(new CertificateBundle(deb)));
        if (variant == Variant.DEBUG && find(debs, "busybox-static").isPresent()) {
            result.add(new FilesInput("a shell and its tools", busybox()));
        }
        return List.copyOf(result);
    }

    private static Optional<Artifact.Deb> find(List<Artifact.Deb> debs, String name) {
        return debs.stream().filter(deb -> deb.name().equals(name)).findFirst();
    }

    /** What etc/localtime links to, as a file of tzfile(5): without it ICU calls the zone unknown. All of it is ASCII. */
    private static String universal() {
        String zero = "\0\0\0\0";
        String part =
                "TZif2" + zero.repeat(3) + "\0\0\0" + zero.repeat(4) + "\0\0\0\1" + "\0\0\0\4" + zero + "\0\0UTC\0";
        return part + part + "\nUTC0\n";
    }

    private static List<Item> system(Variant variant) {
        List<Item> items = new ArrayList<>();
        MergedUsr.LINKS.forEach(name -> items.add(new Item.Link(name, "usr/" + name)));
        for (String name :
                List.of("usr/bin", "usr/lib", "usr/lib64", "usr/sbin", "dev", "proc", "sys", "run", "home")) {
            items.add(new Item.Folder(name, 0755, 0));
        }
        items.add(new Item.Folder("root", 0700, 0));
        items.add(new Item.Folder("home/nonroot", 0700, NONROOT));
        items.add(new Item.Folder("tmp", 01777, 0));
        items.add(new Item.Folder("var/tmp", 01777, 0));
        items.add(new Item.Link("var/run", "/run"));
        items.add(new Item.Text(
                "etc/nsswitch.conf",
                0644,
                lines(
                        "passwd: files",
                        "group: files",
                        "shadow: files",
                        "hosts: files dns",
                        "networks: files",
                        "protocols: files",
                        "services: files")));
        items.add(new Item.Link("etc/localtime", "/usr/share/zoneinfo/Etc/UTC"));
        items.add(new Item.Text("etc/timezone", 0644, "Etc/UTC\n"));
        switch (variant) {
            case DISTROLESS, DEBUG, BASE -> items.addAll(accounts(variant));
            case STANDARD -> items.addAll(standard());
        }
        return items;
    }

    private static List<Item> accounts(Variant variant) {
        String shell = variant == Variant.DEBUG ? "/bin/sh" : "/sbin/nologin";
        return List.of(
                new Item.Text(
                        "etc/passwd",
                        0644,
                        lines(
                                "root:x:0:0:root:/root:" + shell,
                                "nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin",
                                USER + ":" + shell)),
                new Item.Text(
                        "etc/group", 0644, lines("root:x:0:", "tty:x:5:", "staff:x:50:", GROUP, "nogroup:x:65534:")));
    }

    /** The alternatives without which scripts fail, and directories that apt and dpkg expect. */
    private static List<Item> standard() {
        List<Item> items = new ArrayList<>();
        items.add(new Item.Link("usr/bin/awk", "/etc/alternatives/awk"));
        items.add(new Item.Link("etc/alternatives/awk", "/usr/bin/mawk"));
        items.add(new Item.Text(
                "var/lib/dpkg/alternatives/awk",
                0644,
                lines("auto", "/usr/bin/awk", "", "/usr/bin/mawk", "5", "", "")));
        items.add(new Item.Link("usr/bin/which", "/etc/alternatives/which"));
        items.add(new Item.Link("etc/alternatives/which", "/usr/bin/which.debianutils"));
        items.add(new Item.Text(
                "var/lib/dpkg/alternatives/which",
                0644,
                lines("auto", "/usr/bin/which", "", "/usr/bin/which.debianutils", "0", "", "")));
        items.add(new Item.Text("var/lib/dpkg/available", 0644, ""));
        for (String name : List.of(
                "var/lib/dpkg/updates",
                "var/lib/dpkg/triggers",
                "var/lib/apt/lists/partial",
                "var/cache/apt/archives/partial")) {
            items.add(new Item.Folder(name, 0755, 0));
        }
        return items;
    }

    /** In usr/bin, which every PATH has: nothing else there bears these names. */
    private static List<Item> busybox() {
        List<Item> items = new ArrayList<>();
        for (String line : Resource.lines("busybox-applets.txt")) {
            for (String applet : line.split("\\s+")) {
                items.add(new Item.Link("usr/bin/" + applet, "busybox"));
            }
        }
        return items;
    }

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }
}
