package dev.drydock.check;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * When what an official image holds stops getting security updates, as its makers announced it.
 *
 * @param product {@code Python 3.8}
 */
record EndOfLife(String product, LocalDate date) {
    /**
     * Image, starts of its tag, date, name. Of Debian the end of long term support, of Ubuntu that of standard support. Official images of Docker
     * Hub only. In the code and not in a file, which it would take longer to find than all else that a check does.
     */
    private static final String TABLE = """
            alpine 3.12 2022-05-01 Alpine 3.12
            alpine 3.13 2022-11-01 Alpine 3.13
            alpine 3.14 2023-05-01 Alpine 3.14
            alpine 3.15 2023-11-01 Alpine 3.15
            alpine 3.16 2024-05-23 Alpine 3.16
            alpine 3.17 2024-11-22 Alpine 3.17
            alpine 3.18 2025-05-09 Alpine 3.18
            alpine 3.19 2025-11-01 Alpine 3.19
            alpine 3.20 2026-04-01 Alpine 3.20
            alpine 3.21 2026-11-01 Alpine 3.21
            alpine 3.22 2027-05-01 Alpine 3.22
            centos 6,centos6 2020-11-30 CentOS 6
            centos 7,centos7 2024-06-30 CentOS 7
            centos 8,centos8 2021-12-31 CentOS 8
            debian 8,jessie 2020-06-30 Debian 8
            debian 9,stretch 2022-06-30 Debian 9
            debian 10,buster 2024-06-30 Debian 10
            debian 11,bullseye 2026-08-31 Debian 11
            debian 12,bookworm 2028-06-30 Debian 12
            node 12 2022-04-30 Node.js 12
            node 14 2023-04-30 Node.js 14
            node 16 2023-09-11 Node.js 16
            node 18 2025-04-30 Node.js 18
            node 19 2023-06-01 Node.js 19
            node 20 2026-04-30 Node.js 20
            node 21 2024-06-01 Node.js 21
            node 22 2027-04-30 Node.js 22
            node 23 2025-06-01 Node.js 23
            python 2 2020-01-01 Python 2
            python 3.6 2021-12-23 Python 3.6
            python 3.7 2023-06-27 Python 3.7
            python 3.8 2024-10-07 Python 3.8
            python 3.9 2025-10-31 Python 3.9
            python 3.10 2026-10-31 Python 3.10
            python 3.11 2027-10-31 Python 3.11
            ubuntu 14.04,trusty 2019-04-30 Ubuntu 14.04
            ubuntu 16.04,xenial 2021-04-30 Ubuntu 16.04
            ubuntu 18.04,bionic 2023-05-31 Ubuntu 18.04
            ubuntu 20.04,focal 2025-05-31 Ubuntu 20.04
            """;

    /** The earliest end that the tag tells of; empty where it tells of none. */
    static Optional<EndOfLife> of(ImageReference reference) {
        if (!reference.isOfficial() || reference.tag().isEmpty()) {
            return Optional.empty();
        }
        String tag = reference.tag().get();
        List<String> variants = List.of(tag.split("-")).subList(1, tag.split("-").length);
        Optional<EndOfLife> earliest = Optional.empty();
        for (String line : TABLE.split("\n")) {
            String[] fields = line.split(" ", 4);
            for (String version : fields[1].split(",")) {
                boolean meant = fields[0].equals(reference.repository())
                        ? startsWith(tag, version)
                        : variants.stream().anyMatch(part -> isVariant(part, fields[0], version));
                if (meant
                        && (earliest.isEmpty()
                                || date(fields[2]).isBefore(earliest.get().date()))) {
                    earliest = Optional.of(new EndOfLife(fields[3], date(fields[2])));
                }
            }
        }
        return earliest;
    }

    /** {@code 2026-11-01}, without what {@link LocalDate#parse(CharSequence)} loads. */
    private static LocalDate date(String text) {
        return LocalDate.of(
                Integer.parseInt(text, 0, 4, 10), Integer.parseInt(text, 5, 7, 10), Integer.parseInt(text, 8, 10, 10));
    }

    /** {@code -buster}, {@code -alpine3.15}: what an image of another project is built on. */
    private static boolean isVariant(String part, String image, String version) {
        return Character.isLetter(version.charAt(0)) ? part.equals(version) : startsWith(part, image + version);
    }

    private static boolean startsWith(String tag, String version) {
        return tag.startsWith(version)
                && (tag.length() == version.length() || ".-".indexOf(tag.charAt(version.length())) >= 0);
    }
}
