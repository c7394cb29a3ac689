package dev.drydock.layout;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;

/**
 * A name for an image, as Docker reads it (distribution/reference, "Grammar"): {@code app_python} is
 * {@code docker.io/library/app_python:latest}.
 *
 * @param domain a registry: {@code docker.io}, {@code registry.example:5000}
 * @param repository {@code library/app_python}
 */
public record ImageName(String domain, String repository, String tag) implements Comparable<ImageName> {
    private static final String DOCKER = "docker.io";
    private static final String LIBRARY = "library/";
    private static final int LONGEST_TAG = 128;
    private static final int LONGEST_NAME = 255;

    /** @throws DrydockException {@code image/name} */
    public static ImageName parse(String text) {
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        // A first part is a registry where it could be no user of Docker Hub.
        boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
        String rest = named ? text.substring(slash + 1) : text;
        int colon = rest.indexOf(':');
        String tag = colon < 0 ? "latest" : rest.substring(colon + 1);
        String repository = colon < 0 ? rest : rest.substring(0, colon);
        if (rest.contains("@")) {
            throw wrong(text, "it has a digest, which nobody can choose");
        }
        checkTag(text, tag);
        checkRepository(text, repository);
        String domain = named ? first : DOCKER;
        if (domain.equals("index.docker.io")) {
            domain = DOCKER;
        }
        checkDomain(text, domain);
        boolean official = domain.equals(DOCKER) && repository.indexOf('/') < 0;
        return new ImageName(domain, official ? LIBRARY + repository : repository, tag);
    }

    /** In full: {@code docker.io/library/app_python:latest}. */
    public String canonical() {
        return domain + "/" + repository + ":" + tag;
    }

    /** As people write it: {@code app_python:latest}. */
    // Written out: what the compiler would make of a record is put together at run time, which each start pays for.
    @Override
    public boolean equals(Object other) {
        return other instanceof ImageName name
                && domain.equals(name.domain)
                && repository.equals(name.repository)
                && tag.equals(name.tag);
    }

    @Override
    public int hashCode() {
        return repository.hashCode() * 31 + tag.hashCode();
    }

    @Override
    public String toString() {
        if (!domain.equals(DOCKER)) {
            return canonical();
        }
        return (repository.startsWith(LIBRARY) ? repository.substring(LIBRARY.length()) : repository) + ":" + tag;
    }

    @Override
    public int compareTo(ImageName other) {
        return canonical().compareTo(other.canonical());
    }

    private static void checkTag(String text, String tag) {
        boolean first = !tag.isEmpty() && isWord(tag.charAt(0));
        if (!first || tag.length() > LONGEST_TAG || !tag.chars().allMatch(c -> isWord(c) || c == '.' || c == '-')) {
            throw wrong(
                    text,
                    "a tag is 1 to " + LONGEST_TAG + " of letters, digits, `_`, `.` and `-`, the first no `.` or `-`");
        }
    }

    private static void checkRepository(String text, String repository) {
        if (repository.chars().anyMatch(c -> c >= 'A' && c <= 'Z')) {
            throw wrong(text, "a repository is in lower case");
        }
        if (repository.length() > LONGEST_NAME) {
            throw wrong(text, "a repository has at most " + LONGEST_NAME + " characters");
        }
        for (String part : repository.split("/", -1)) {
            if (!isPart(part)) {
                throw wrong(
                        text,
                        "each part of a repository is of letters and digits, with `.`, `_`, `__` or `-` only between them");
            }
        }
    }

    /** alpha-numeric [separator alpha-numeric]*, where a separator is one dot, one or two underscores, or any dashes. */
    private static boolean isPart(String part) {
        int at = 0;
        while (true) {
            int start = at;
            while (at < part.length() && isLowerOrDigit(part.charAt(at))) {
                at++;
            }
            if (at == start) {
                return false;
            }
            if (at == part.length()) {
                return true;
            }
            char separator = part.charAt(at);
            int count = 0;
            while (at < part.length() && part.charAt(at) == separator) {
                at++;
                count++;
            }
            int most = separator == '.' ? 1 : separator == '_' ? 2 : separator == '-' ? Integer.MAX_VALUE : 0;
            if (count > most) {
                return false;
            }
        }
    }

    private static void checkDomain(String text, String domain) {
        int colon = domain.lastIndexOf(':');
        String host = colon < 0 ? domain : domain.substring(0, colon);
        String port = colon < 0 ? "0" : domain.substring(colon + 1);
        boolean digits = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || !isHost(host)) {
            throw wrong(text, "`" + domain + "` is no registry");
        }
    }

    private static boolean isHost(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return host.length() > 2
                    && host.chars()
                            .skip(1)
                            .limit(host.length() - 2L)
                            .allMatch(c -> c == ':' || java.util.HexFormat.isHexDigit(c));
        }
        for (String label : host.split("\\.", -1)) {
            if (label.isEmpty()
                    || label.startsWith("-")
                    || label.endsWith("-")
                    || !label.chars().allMatch(c -> (isWord(c) && c != '_') || c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLowerOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isWord(int c) {
        return isLowerOrDigit(c) || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static DrydockException wrong(String text, String cause) {
        return Problem.usage("image/name", "`" + text + "` is not a name for an image")
                .because(cause)
                .help("use a name like `app:1.0` or `registry.example/team/app:1.0`")
                .exception();
    }
}
