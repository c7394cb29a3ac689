package dev.drydock.report;

import dev.drydock.lock.JsonTree;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;

/** A JSON document written in the order in which it is told, indented by two: the same facts give the same bytes. */
public final class Json {
    private final StringBuilder text = new StringBuilder();
    private final boolean inPage;
    private int depth;
    private boolean first = true;

    private Json(boolean inPage) {
        this.inPage = inPage;
    }

    /** The text of an object. */
    public static String document(java.util.function.Consumer<Json> fields) {
        Json json = new Json(false);
        json.object(fields);
        return json.text.append('\n').toString();
    }

    /**
     * The text of an object for an element of an HTML page, on one line: its texts are as {@link Plain#line} shows them, and nothing in it
     * could end the element or begin another (HTML, "Restrictions for contents of script elements").
     */
    static String inPage(java.util.function.Consumer<Json> fields) {
        Json json = new Json(true);
        json.object(fields);
        return json.text
                .toString()
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    public Json text(String name, String value) {
        name(name);
        text.append(quoted(value));
        return this;
    }

    public Json number(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    /** Rounded to six places. */
    public Json number(String name, double value) {
        name(name);
        text.append(java.math.BigDecimal.valueOf(value)
                .setScale(6, java.math.RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString());
        return this;
    }

    public Json truth(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /** What is not known. */
    public Json nothing(String name) {
        name(name);
        text.append("null");
        return this;
    }

    public Json texts(String name, Collection<String> values) {
        name(name);
        open('[');
        for (String value : values) {
            next();
            text.append(quoted(value));
        }
        close(']');
        return this;
    }

    public Json numbers(String name, LongStream values) {
        name(name);
        open('[');
        values.forEach(value -> {
            next();
            text.append(value);
        });
        close(']');
        return this;
    }

    public Json object(String name, java.util.function.Consumer<Json> fields) {
        name(name);
        object(fields);
        return this;
    }

    /** One object for each element. */
    public <T> Json array(String name, Collection<T> elements, BiConsumer<Json, T> fields) {
        name(name);
        open('[');
        for (T element : elements) {
            next();
            object(json -> fields.accept(json, element));
        }
        close(']');
        return this;
    }

    private void object(java.util.function.Consumer<Json> fields) {
        open('{');
        fields.accept(this);
        close('}');
    }

    private void name(String name) {
        next();
        text.append(quoted(name)).append(inPage ? ":" : ": ");
    }

    private String quoted(String value) {
        return JsonTree.quoted(inPage ? Plain.line(value) : value);
    }

    private void next() {
        text.append(first ? "" : ",").append(inPage ? "" : "\n" + "  ".repeat(depth));
        first = false;
    }

    private void open(char bracket) {
        text.append(bracket);
        depth++;
        first = true;
    }

    private void close(char bracket) {
        depth--;
        if (!first && !inPage) {
            text.append('\n').append("  ".repeat(depth));
        }
        text.append(bracket);
        first = false;
    }
}
