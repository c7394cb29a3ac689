package dev.drydock.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The word that was probably meant: the one with the fewest edits (optimal string alignment), if they are few. */
final class Nearest {
    private Nearest() {}

    static Optional<String> of(String word, List<String> candidates) {
        return candidates.stream()
                .filter(candidate ->
                        distance(word, candidate) <= Math.max(word.length() > 3 ? 2 : 1, word.length() / 3))
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Edits are a letter more, a letter less, another letter, and two neighbours the other way round. */
    private static int distance(String one, String other) {
        int[][] rows = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : edits(one, other, i, j, rows);
            }
        }
        return rows[one.length()][other.length()];
    }

    private static int edits(String one, String other, int i, int j, int[][] rows) {
        int change = rows[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        int least = Math.min(change, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
