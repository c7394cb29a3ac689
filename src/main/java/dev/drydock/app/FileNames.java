package dev.drydock.app;

import dev.drydock.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Names of files as the same text on every machine: the JDK decodes their bytes by the locale it was started in. */
final class FileNames {
    private FileNames() {}

    /** The last name of the path, from its bytes as UTF-8; empty where they are not that, or hold control characters. */
    static Optional<String> of(Path path) {
        String decoded = String.valueOf(path.getFileName());
        Optional<String> name =
                decoded.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? Optional.of(decoded) : fromBytes(path);
        return name.filter(text -> text.codePoints().noneMatch(FileNames::isControl));
    }

    /** A relative path, each of its names as {@link #of} reads it. */
    static Optional<String> all(Path relative) {
        StringBuilder text = new StringBuilder();
        for (Path name : relative) {
            Optional<String> read = of(name);
            if (read.isEmpty()) {
                return read;
            }
            text.append(text.isEmpty() ? "" : "/").append(read.get());
        }
        return Optional.of(text.toString());
    }

    /** A URI carries the bytes themselves, whatever the locale: {@code %C3%A9}. */
    private static Optional<String> fromBytes(Path path) {
        String uri = path.toUri().getRawPath();
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
        String escaped = uri.substring(uri.lastIndexOf('/', end - 1) + 1, end);
        ByteBuffer bytes = ByteBuffer.allocate(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.put((byte) Integer.parseInt(escaped, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.put((byte) escaped.charAt(i));
            }
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    static Problem problem(String path) {
        return Problem.input("app/file-name", "the name of `" + path + "` is not UTF-8, or holds control characters")
                .help("rename it, or leave it out: add its directory to .dockerignore");
    }

    /** The last name of the path for a message, with what cannot be printed as escapes. */
    static String shown(Path path) {
        return printable(String.valueOf(path.getFileName()));
    }

    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(300).forEach(c -> {
            if (isControl(c)) {
                shown.append("\\x%02x".formatted(c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    private static boolean isControl(int c) {
        return c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
    }
}
