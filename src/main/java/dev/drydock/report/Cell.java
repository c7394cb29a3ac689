package dev.drydock.report;

import java.util.Locale;

/** What stands in one field of a table: a value, so that each form can show it as fits. */
public sealed interface Cell {
    /** Text from outside or of our own; each form makes it harmless. */
    record Text(String value) implements Cell {}

    /** A size in bytes. */
    record Size(long bytes) implements Cell {}

    /** By how many bytes something grew; negative where it shrank. */
    record Growth(long bytes) implements Cell {}

    record Count(long value) implements Cell {}

    /** A part of one: 0.25 is a quarter. */
    record Share(double value) implements Cell {}

    /** A time. */
    record Seconds(double value) implements Cell {}

    /** What could not be found out, in a word. */
    record Unknown(String why) implements Cell {}

    static Cell text(String value) {
        return new Text(value);
    }

    static Cell size(long bytes) {
        return new Size(bytes);
    }

    static Cell count(long value) {
        return new Count(value);
    }

    /** For people; not made harmless yet. */
    default String shown() {
        return switch (this) {
            case Text text -> text.value();
            case Size size -> Quantities.size(size.bytes());
            case Growth growth -> Quantities.growth(growth.bytes());
            case Count count -> Long.toString(count.value());
            case Share share -> Quantities.share(share.value());
            case Seconds seconds -> String.format(Locale.ROOT, "%.2f s", seconds.value());
            case Unknown unknown -> unknown.why();
        };
    }

    /** For programs: plain numbers, sizes in bytes. */
    default String raw() {
        return switch (this) {
            case Text text -> text.value();
            case Size size -> Long.toString(size.bytes());
            case Growth growth -> Long.toString(growth.bytes());
            case Count count -> Long.toString(count.value());
            case Share share -> String.format(Locale.ROOT, "%.4f", share.value());
            case Seconds seconds -> String.format(Locale.ROOT, "%.3f", seconds.value());
            case Unknown unknown -> "";
        };
    }

    /** Whether it is a number, which stands to the right. */
    default boolean isNumber() {
        return switch (this) {
            case Text text -> false;
            case Size size -> true;
            case Growth growth -> true;
            case Count count -> true;
            case Share share -> true;
            case Seconds seconds -> true;
            case Unknown unknown -> false;
        };
    }
}
