package dev.drydock.python;

import java.util.List;
import java.util.Optional;

/** A condition on where a requirement holds (PEP 508, "Environment Markers"). */
public sealed interface Marker {
    /** Whether it holds there. */
    boolean holds(MarkerEnvironment environment);

    /** @throws Malformed where it is none */
    static Marker parse(String text) {
        return new MarkerParser(new Cursor(text)).whole();
    }

    /** All of them. */
    record And(List<Marker> parts) implements Marker {
        public And {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(MarkerEnvironment environment) {
            return parts.stream().allMatch(part -> part.holds(environment));
        }
    }

    /** At least one of them. */
    record Or(List<Marker> parts) implements Marker {
        public Or {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean holds(MarkerEnvironment environment) {
            return parts.stream().anyMatch(part -> part.holds(environment));
        }
    }

    /**
     * @param variable the environment's, such as {@code python_version}
     * @param value what was written on the other side
     * @param reversed whether the value stood on the left
     */
    record Comparison(String variable, Operator operator, String value, boolean reversed) implements Marker {
        /** The operators of versions, and two on texts. */
        public enum Operator {
            ARBITRARY("==="),
            COMPATIBLE("~="),
            EQUAL("=="),
            NOT_EQUAL("!="),
            AT_MOST("<="),
            AT_LEAST(">="),
            LESS("<"),
            GREATER(">"),
            IN("in"),
            NOT_IN("not in");

            private final String sign;

            Operator(String sign) {
                this.sign = sign;
            }

            String sign() {
                return sign;
            }
        }

        @Override
        public boolean holds(MarkerEnvironment environment) {
            if (MarkerEnvironment.SETS.contains(variable)) {
                boolean contained = environment.set(variable).contains(ProjectName.normalised(value));
                return operator == Operator.IN ? contained : operator == Operator.NOT_IN && !contained;
            }
            if (variable.equals("extra")) {
                return extra(environment);
            }
            String actual = environment.value(variable);
            String left = reversed ? value : actual;
            String right = reversed ? actual : value;
            if (MarkerEnvironment.VERSIONS.contains(variable)) {
                Optional<Boolean> answer = compareVersions(left, right);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
            return compareTexts(left, right);
        }

        /** An extra that is asked for satisfies equality; with several asked for, one of them suffices. */
        private boolean extra(MarkerEnvironment environment) {
            boolean asked = environment.set("extras").contains(ProjectName.normalised(value));
            return switch (operator) {
                case EQUAL, ARBITRARY -> asked;
                case NOT_EQUAL -> !asked;
                case IN -> environment.set("extras").stream().anyMatch(value::contains);
                case NOT_IN -> environment.set("extras").stream().noneMatch(value::contains);
                case COMPATIBLE, AT_MOST, AT_LEAST, LESS, GREATER -> false;
            };
        }

        private Optional<Boolean> compareVersions(String left, String right) {
            if (operator == Operator.IN || operator == Operator.NOT_IN) {
                return Optional.empty();
            }
            Optional<Version> version = Version.find(left);
            if (version.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Specifier.parse(operator.sign + right).contains(version.get()));
            } catch (Malformed e) {
                return Optional.empty();
            }
        }

        private boolean compareTexts(String left, String right) {
            return switch (operator) {
                case EQUAL, ARBITRARY -> left.equals(right);
                case NOT_EQUAL -> !left.equals(right);
                case IN -> right.contains(left);
                case NOT_IN -> !right.contains(left);
                // texts have no order: "at most" and "at least" come down to equality
                case AT_MOST, AT_LEAST -> left.equals(right);
                case LESS, GREATER, COMPATIBLE -> false;
            };
        }
    }
}
