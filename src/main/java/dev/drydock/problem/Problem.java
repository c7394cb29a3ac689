package dev.drydock.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One thing that failed, as data. Printed as
 *
 * <pre>
 * error[code]: message
 *   place
 *   caused by: cause
 *   help: help
 * </pre>
 *
 * @param code stable and searchable: {@code area/short-name}
 * @param message what failed, in the user's terms and with its values; literals in backticks, expected before got, no
 *     closing period
 * @param places where, each a line of its own: {@code in requirements.txt:7}
 * @param causes why, outermost first
 * @param help the one thing to do about it
 * @param exit what kind of failure it is for the caller of the process
 */
public record Problem(
        String code, String message, List<String> places, List<String> causes, Optional<String> help, Exit exit) {

    public Problem {
        if (!code.matches("[a-z]+/[a-z0-9-]+")) {
            throw new IllegalArgumentException("not a problem code: " + code);
        }
        places = List.copyOf(places);
        causes = List.copyOf(causes);
    }

    /** A problem of the input (exit 1). */
    public static Problem input(String code, String message) {
        return new Problem(code, message, List.of(), List.of(), Optional.empty(), Exit.INPUT);
    }

    /** A problem of the command line (exit 2). */
    public static Problem usage(String code, String message) {
        return new Problem(code, message, List.of(), List.of(), Optional.empty(), Exit.USAGE);
    }

    /** A problem that may pass by itself (exit 75). */
    public static Problem passing(String code, String message) {
        return new Problem(code, message, List.of(), List.of(), Optional.empty(), Exit.PASSING);
    }

    /** The same problem with one more place. */
    public Problem at(String place) {
        return new Problem(code, message, appended(places, place), causes, help, exit);
    }

    /** The same problem with one more cause. */
    public Problem because(String cause) {
        return new Problem(code, message, places, appended(causes, cause), help, exit);
    }

    /** The same problem caused by {@code cause}, whose own message and causes are kept. */
    public Problem because(Throwable cause) {
        Problem result = this;
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof DrydockException drydock) {
                for (Problem inner : drydock.problems()) {
                    result = result.because(inner.message());
                    for (String deeper : inner.causes()) {
                        result = result.because(deeper);
                    }
                }
                return result;
            }
            result = result.because(described(at));
        }
        return result;
    }

    /** The same problem with this remedy. */
    public Problem help(String remedy) {
        return new Problem(code, message, places, causes, Optional.of(remedy), exit);
    }

    public DrydockException exception() {
        return new DrydockException(this);
    }

    /** The lines a terminal shows, without colour. */
    public String text() {
        StringBuilder text =
                new StringBuilder("error[").append(code).append("]: ").append(message);
        places.forEach(place -> text.append("\n  ").append(place));
        causes.forEach(cause -> text.append("\n  caused by: ").append(cause));
        help.ifPresent(remedy -> text.append("\n  help: ").append(remedy));
        return text.toString();
    }

    /** JDK exceptions often carry no words, or only a file name: their kind is then the better half of the message. */
    private static String described(Throwable cause) {
        String message = cause.getMessage();
        String kind =
                cause.getClass().getSimpleName().replaceAll("Exception$", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        if (message == null || message.isBlank()) {
            return kind.toLowerCase(java.util.Locale.ROOT);
        }
        return cause instanceof java.nio.file.FileSystemException
                ? message + " (" + kind.toLowerCase(java.util.Locale.ROOT) + ")"
                : message;
    }

    private static List<String> appended(List<String> list, String element) {
        List<String> result = new ArrayList<>(list);
        result.add(element);
        return result;
    }
}
