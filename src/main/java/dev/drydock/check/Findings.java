package dev.drydock.check;

import dev.drydock.dockerfile.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where rules put what they find. */
final class Findings {
    private final String file;
    private final Options options;
    private final List<Finding> all = new ArrayList<>();

    Findings(String file, Options options) {
        this.file = file;
        this.options = options;
    }

    void add(Rule rule, Span span, String message, String help) {
        add(rule, file, span, message, help, Optional.empty());
    }

    void add(Rule rule, Span span, String message, String help, Finding.Edit fix) {
        add(rule, file, span, message, help, Optional.of(fix));
    }

    void add(Rule rule, String other, Span span, String message, String help, Optional<Finding.Edit> fix) {
        if (!options.ignores(rule)) {
            all.add(new Finding(rule, options.severity(rule), other, span, message, help, fix));
        }
    }

    List<Finding> all() {
        return all;
    }
}
