package dev.drydock.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One challenge of a WWW-Authenticate header (RFC 9110, section 11.6.1).
 *
 * @param scheme in lower case: {@code bearer}, {@code basic}
 * @param parameters names in lower case
 */
record Challenge(String scheme, SortedMap<String, String> parameters) {
    Challenge {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** All challenges of all headers; what cannot be read ends a header. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        headers.forEach(header -> new Reader(header).readInto(challenges));
        return challenges;
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void readInto(List<Challenge> challenges) {
            skip();
            String word = token();
            while (!word.isEmpty()) {
                String scheme = word.toLowerCase(Locale.ROOT);
                SortedMap<String, String> parameters = new TreeMap<>();
                skip();
                word = token();
                while (!word.isEmpty() && next() == '=') {
                    at++;
                    parameters.put(word.toLowerCase(Locale.ROOT), value());
                    skip();
                    word = token();
                }
                challenges.add(new Challenge(scheme, parameters));
            }
        }

        private char next() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void skip() {
            while (next() == ' ' || next() == '\t' || next() == ',') {
                at++;
            }
        }

        private String token() {
            int start = Math.min(at, text.length());
            at = start;
            while (next() > ' ' && next() < 0x7f && "=,\"".indexOf(next()) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String value() {
            if (next() != '"') {
                return token();
            }
            at++;
            StringBuilder value = new StringBuilder();
            while (at < text.length() && next() != '"') {
                if (next() == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(next());
                at++;
            }
            at++;
            return value.toString();
        }
    }
}
