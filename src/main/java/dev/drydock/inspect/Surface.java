package dev.drydock.inspect;

import dev.drydock.inspect.ImageFile.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What somebody who breaks into a container finds to work with.
 *
 * @param shells paths of programs that run other programs, sorted
 * @param packageManagers paths of programs that install software, sorted
 * @param setuid files that run with another's rights (setuid or setgid), sorted by path
 * @param worldWritable files that everybody may write, and directories without the sticky bit, sorted by path
 * @param accounts in the order of passwd(5)
 */
public record Surface(
        List<String> shells,
        List<String> packageManagers,
        List<ImageFile> setuid,
        List<ImageFile> worldWritable,
        List<Account> accounts) {
    private static final Set<String> SHELLS = Set.of(
            "sh", "ash", "bash", "busybox", "csh", "dash", "fish", "ksh", "mksh", "oksh", "pwsh", "rbash", "tcsh",
            "toybox", "yash", "zsh");
    private static final Set<String> MANAGERS = Set.of(
            "apk",
            "apt",
            "apt-get",
            "aptitude",
            "bun",
            "bundle",
            "cargo",
            "conda",
            "corepack",
            "dnf",
            "dnf5",
            "dpkg",
            "easy_install",
            "gem",
            "mamba",
            "microdnf",
            "npm",
            "npx",
            "opkg",
            "pacman",
            "pip",
            "pip3",
            "pipenv",
            "pipx",
            "pnpm",
            "poetry",
            "rpm",
            "snap",
            "tdnf",
            "uv",
            "uvx",
            "yarn",
            "yum",
            "zypper");
    private static final List<String> DIRECTORIES = List.of(
            "bin",
            "sbin",
            "usr/bin",
            "usr/sbin",
            "usr/local/bin",
            "usr/local/sbin",
            "busybox",
            "opt/bin",
            "root/.local/bin");

    public Surface {
        shells = List.copyOf(shells);
        packageManagers = List.copyOf(packageManagers);
        setuid = List.copyOf(setuid);
        worldWritable = List.copyOf(worldWritable);
        accounts = List.copyOf(accounts);
    }

    static Surface of(FileTree tree, SortedMap<String, Fact> facts) {
        List<ImageFile> setuid = new ArrayList<>();
        List<ImageFile> writable = new ArrayList<>();
        SortedSet<String> shells = new TreeSet<>();
        SortedSet<String> managers = new TreeSet<>();
        for (ImageFile file : tree.all()) {
            if (file.kind() == Kind.FILE && (file.mode() & 06000) != 0) {
                setuid.add(file);
            }
            boolean sticky = file.kind() == Kind.DIRECTORY && (file.mode() & 01000) != 0;
            if (file.kind() != Kind.SYMLINK && (file.mode() & 02) != 0 && !sticky) {
                writable.add(file);
            }
            if (runs(tree, file)) {
                if (SHELLS.contains(file.name())) {
                    shells.add(file.path());
                }
                if (MANAGERS.contains(unversioned(file.name()))) {
                    managers.add(file.path());
                }
            }
        }
        return new Surface(List.copyOf(shells), List.copyOf(managers), setuid, writable, accounts(facts));
    }

    /** Whether it is a program in a directory of programs, or a link that leads to one. */
    private static boolean runs(FileTree tree, ImageFile file) {
        String directory = file.path().substring(0, Math.max(0, file.path().lastIndexOf('/')));
        return file.kind() != Kind.DIRECTORY
                && DIRECTORIES.contains(directory)
                && tree.follow(file.path())
                        .filter(target -> target.kind() == Kind.FILE && (target.mode() & 0111) != 0)
                        .isPresent();
    }

    /** {@code pip3.13} is {@code pip}. */
    private static String unversioned(String name) {
        int end = name.length();
        while (end > 0 && (Character.isDigit(name.charAt(end - 1)) || name.charAt(end - 1) == '.')) {
            end--;
        }
        String plain = name.substring(0, end);
        return plain.equals("pip") ? plain : name;
    }

    private static List<Account> accounts(SortedMap<String, Fact> facts) {
        Set<String> open = new HashSet<>();
        if (facts.get("etc/shadow") instanceof Fact.Users shadow) {
            shadow.lines().stream()
                    .filter(line -> line.size() > 1 && line.get(1).isEmpty())
                    .forEach(line -> open.add(line.getFirst()));
        }
        List<Account> accounts = new ArrayList<>();
        if (facts.get("etc/passwd") instanceof Fact.Users users) {
            for (List<String> line : users.lines()) {
                if (line.size() >= 7) {
                    boolean without =
                            line.get(1).isEmpty() || line.get(1).equals("x") && open.contains(line.getFirst());
                    accounts.add(
                            new Account(line.getFirst(), line.get(2), line.get(3), line.get(5), line.get(6), without));
                }
            }
        }
        return accounts;
    }
}
