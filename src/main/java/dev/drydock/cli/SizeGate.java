package dev.drydock.cli;

import dev.drydock.inspect.ImageContents;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import dev.drydock.report.Compared;
import dev.drydock.report.Quantities;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What images may weigh, for continuous integration: at most so much, and at most so much more than a baseline. The standard variants built for
 * comparison are not held to it.
 */
final class SizeGate {
    private static final Map<String, Long> UNITS = Map.of(
            "",
            1L,
            "b",
            1L,
            "kb",
            1000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30);

    private final String measure;
    private final Optional<Long> most;
    private final Optional<String> growth;

    private SizeGate(String measure, Optional<Long> most, Optional<String> growth) {
        this.measure = measure;
        this.most = most;
        this.growth = growth;
    }

    static SizeGate parse(Arguments arguments) {
        Optional<String> growth = arguments.value("--max-growth");
        growth.ifPresent(text -> allowed("--max-growth", text, 0));
        if (growth.isPresent() && arguments.value("--baseline").isEmpty()) {
            throw BuildCommand.usage("`--max-growth` needs something to compare with", "add `--baseline IMAGE`");
        }
        return new SizeGate(
                arguments.value("--measure").orElse("unpacked"),
                arguments.value("--max-size").map(text -> bytes("--max-size", text)),
                growth);
    }

    /** {@code 40MB}, {@code 1.5 GiB}, {@code 1000}. */
    static long bytes(String option, String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < plain.length() && (Character.isDigit(plain.charAt(end)) || plain.charAt(end) == '.')) {
            end++;
        }
        Long unit = UNITS.get(plain.substring(end).strip());
        try {
            if (unit != null && end <= 18) {
                return new BigDecimal(plain.substring(0, end))
                        .multiply(BigDecimal.valueOf(unit))
                        .longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // said below
        }
        throw BuildCommand.usage("expected a size for `" + option + "`, got `" + text + "`", "write it like `40MB`");
    }

    /** What may come on top of {@code base}: {@code 2%} of it, or a size. */
    static long allowed(String option, String text, long base) {
        if (!text.endsWith("%")) {
            return bytes(option, text);
        }
        String number = text.substring(0, text.length() - 1).strip();
        if (!number.matches("\\d{1,6}(\\.\\d{1,6})?")) {
            throw BuildCommand.usage(
                    "expected a share or a size for `" + option + "`, got `" + text + "`",
                    "write it like `2%` or `1MB`");
        }
        return new BigDecimal(number)
                .multiply(BigDecimal.valueOf(base))
                .divide(BigDecimal.valueOf(100), java.math.RoundingMode.FLOOR)
                .longValue();
    }

    private long size(ImageContents image) {
        return switch (measure) {
            case "transfer" -> image.sizes().transfer();
            case "disk" -> image.sizes().onDisk();
            default -> image.sizes().unpacked();
        };
    }

    /** @throws DrydockException {@code compare/too-big} and {@code compare/grown}, all of them */
    void check(Optional<Compared> baseline, List<Compared> images) {
        List<Problem> problems = new ArrayList<>();
        for (Compared each : images) {
            if (each.variant().equals("standard")) {
                continue;
            }
            long size = size(each.image());
            most.filter(limit -> size > limit)
                    .ifPresent(limit -> problems.add(Problem.input(
                                    "compare/too-big",
                                    "`" + each.label() + "` is too big: expected at most " + Quantities.size(limit)
                                            + " (" + measure + "), got " + Quantities.size(size))
                            .help("`drydock inspect --packages` shows what takes the most")));
            if (baseline.isPresent() && growth.isPresent()) {
                long base = size(baseline.get().image());
                long allowed = allowed("--max-growth", growth.get(), base);
                if (size - base > allowed) {
                    problems.add(Problem.input(
                                    "compare/grown",
                                    "`" + each.label() + "` has grown too much: expected at most "
                                            + Quantities.growth(allowed) + " (" + measure + "), got "
                                            + Quantities.growth(size - base))
                            .because("`" + baseline.get().label() + "` has " + Quantities.size(base) + ", it has "
                                    + Quantities.size(size))
                            .help("`drydock inspect " + baseline.get().label() + " " + each.label()
                                    + "` shows what is new"));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
    }
}
