package dev.drydock.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Files made of what such files are made of: whole lines of the hand-made cases, words, flags, quotes, heredocs, directives, and now and then bytes
 * that have no place there. The same seed gives the same files.
 */
final class Mutations {
    private static final List<String> WORDS = List.of(
            "FROM",
            "from",
            "AS",
            "RUN",
            "COPY",
            "ADD",
            "ENV",
            "ARG",
            "CMD",
            "ENTRYPOINT",
            "USER",
            "WORKDIR",
            "ONBUILD",
            "SHELL",
            "HEALTHCHECK",
            "NONE",
            "EXPOSE",
            "VOLUME",
            "LABEL",
            "STOPSIGNAL",
            "MAINTAINER",
            "debian:13",
            "scratch",
            "a",
            "b",
            "alpine",
            "x@sha256:0",
            "--from=a",
            "--from=0",
            "--chown=1:1",
            "--chmod=755",
            "--mount=type=cache,target=/a",
            "--mount=type=secret,id=a",
            "--mount=type=bind,from=b,\"source=c,d\"",
            "--network=none",
            "--security=insecure",
            "--platform=$TARGETPLATFORM",
            "--link",
            "--parents",
            "--exclude=*.c",
            "--keep-git-dir",
            "--interval=5s",
            "--",
            "--x",
            "apt-get",
            "update",
            "install",
            "-y",
            "&&",
            "||",
            "|",
            ";",
            "pip",
            "npm",
            "ci",
            "curl",
            "-k",
            "sh",
            "-c",
            "rm",
            "-rf",
            "/var/lib/apt/lists/*",
            "$A",
            "${A}",
            "${A:-b}",
            "${A:+${B}}",
            "${A#b*}",
            "${A%%/*}",
            "${A/b/c}",
            "${A//[a-z]/${B}}",
            "${",
            "${}",
            "${A:",
            "$(",
            ")",
            "`",
            "$((1+2))",
            "[",
            "]",
            "[\"a\"]",
            "[\"a\", \"b\"]",
            "[\"a\\u0041\"]",
            "[\"a\"",
            "[\"a\",]",
            "\"",
            "'",
            "\\",
            "\\\n",
            "`\n",
            "\\ \n",
            "\\\n# c\n",
            "\\\n\n",
            "<<E",
            "<<-E",
            "<<'E'",
            "<<\"E\"",
            "<<E <<F",
            "3<<E",
            "<<",
            "<<-",
            "\nE\n",
            "\n\tE\n",
            "\nF\n",
            "A=b",
            "A=\"b c\"",
            "A='b'",
            "A=",
            "=",
            "PASSWORD=x",
            "TOKEN=abcdefghijklmnop",
            "80",
            "80/tcp",
            "70000",
            "1-",
            "root",
            "0:0",
            "65532",
            "/app",
            "../a",
            ".",
            "*",
            "**",
            "?",
            "!",
            "#",
            "# ",
            "# syntax=docker/dockerfile:1",
            "# escape=`",
            "# escape=\\",
            "# check=skip=all;error=true",
            "# drydock ignore=base/latest # why",
            "# hadolint ignore=DL3007,DL3008",
            "# hadolint global ignore=",
            "ignored:",
            "- DL3007",
            "override:",
            "  error: [DL3002]",
            "trustedRegistries:",
            "failure-threshold: info",
            "http://a.example/b.tgz",
            "git@a.example:b",
            "https://a:b@c.example/d.git#e:f",
            " ",
            "  ",
            "\t",
            "\n",
            "\n",
            "\n",
            "\r\n",
            "\u00a0",
            "\u0085",
            "\u2028",
            "\ufeff",
            "\u0000",
            "\u001b[2J",
            "ж",
            "\ud83d\udca7",
            "-----BEGIN PRIVATE KEY-----",
            "chmod 777 /a",
            "cd /a",
            "sudo",
            "ssh",
            "wget",
            "git clone",
            "EOF");

    private static final List<String> PIECES = List.of(
            "a", "b", "ab", "*", "**", "?", "[a-b]", "[^a]", "[", "]", "\\", "\\*", ".", "..", "/", "/", "/", "//", "!",
            " ", "-", ".git", "ж");

    private final Random random;
    private final List<String> lines;

    Mutations(long seed) throws IOException {
        this.random = new Random(seed);
        this.lines = new ArrayList<>();
        try (InputStream in = CasesTest.class.getResourceAsStream("cases.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] fields = line.split(" +¦ *", 3);
                if (fields.length > 1) {
                    lines.addAll(List.of(fields[1].split("⏎")));
                }
            }
        }
    }

    int upTo(int most) {
        return random.nextInt(most);
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    /** A file that looks like a Dockerfile: at best one line of four is broken, at worst all are. */
    String dockerfile() {
        StringBuilder text = new StringBuilder(random.nextInt(8) > 0 ? "FROM debian:13 AS a\n" : "");
        int broken = random.nextInt(3) == 0 ? 4 : random.nextInt(2);
        for (int i = random.nextInt(12); i >= 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> text.append(broken > 0 ? mixed() : sane());
                case 1 -> text.append(broken > 1 ? mixed() : sane());
                case 2, 3, 4 -> text.append(broken > 1 ? spliced() : sane());
                default -> text.append(sane());
            }
        }
        if (random.nextInt(50) == 0) {
            text.append(word().repeat(random.nextInt(3000)));
        }
        return text.toString();
    }

    private String line() {
        return lines.get(random.nextInt(lines.size()));
    }

    /** A line of the cases, or an instruction with some of the words that it may well have. */
    private String sane() {
        if (random.nextInt(2) == 0) {
            return line() + "\n";
        }
        return switch (random.nextInt(9)) {
            case 0 -> "FROM " + plain() + " AS " + plain() + "\n";
            case 1 -> "ENV " + plain() + "=\"" + plain() + "\" " + plain() + "=" + expansion() + "\n";
            case 2 -> "COPY " + plain() + " " + expansion() + " " + plain() + "/\n";
            case 3 -> "RUN <<E" + (random.nextBoolean() ? " cat\n" : "\n") + word() + " " + word() + "\nE\n";
            case 4 -> "CMD [\"" + plain() + "\", \"" + expansion() + "\"]\n";
            case 5 -> "ARG " + plain() + (random.nextBoolean() ? "=" + expansion() : "") + "\n";
            case 6 -> "ONBUILD " + sane().replace("ONBUILD ", "");
            case 7 ->
                "RUN " + word() + " \\\n" + (random.nextInt(3) == 0 ? "# c\n" : "") + "  " + word() + "; " + word()
                        + "\n";
            default -> "RUN " + word() + " " + word() + " && " + word() + " " + expansion() + " " + word() + "\n";
        };
    }

    private String plain() {
        return List.of("a", "b", "A", "VERSION", "x.y", "a/b", "1", "base", "PASSWORD")
                .get(random.nextInt(9));
    }

    private String expansion() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            text.append(List.of(
                            "$A",
                            "${A}",
                            "${B:-x}",
                            "${A:+${B:-$a}}",
                            "${A#a*}",
                            "${A##*/}",
                            "${A%.c}",
                            "${A%%b}",
                            "${A/b/c}",
                            "${A//b/}",
                            "$x",
                            "\\$A",
                            "'$A'",
                            "\"$A\"",
                            "z",
                            "${A?e}",
                            "$1",
                            "$@",
                            "$")
                    .get(random.nextInt(19)));
        }
        return text.toString();
    }

    private String spliced() {
        String line = line();
        int at = random.nextInt(line.length() + 1);
        return line.substring(0, at) + word() + line.substring(Math.min(line.length(), at + random.nextInt(3))) + "\n";
    }

    private String mixed() {
        StringBuilder text = new StringBuilder();
        for (int words = random.nextInt(7); words >= 0; words--) {
            text.append(word()).append(random.nextInt(3) > 0 ? " " : "");
        }
        return text + (random.nextInt(8) > 0 ? "\n" : "");
    }

    /** A path of the kind that ignore files speak of, or a pattern. */
    String pieces(boolean pattern) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(
                    pattern
                            ? PIECES.get(random.nextInt(PIECES.size()))
                            : List.of("a", "b", "ab", "/", ".git", "ж").get(random.nextInt(6)));
        }
        return text.toString();
    }

    /** Lines of an ignore file. */
    String ignoreFile() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i >= 0; i--) {
            text.append(random.nextInt(3) == 0 ? "!" : "")
                    .append(pieces(true))
                    .append(random.nextInt(9) == 0 ? "\r\n" : "\n");
        }
        return text.toString();
    }
}
