package dev.drydock.python;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The commands that a package offers (entry points specification, {@code console_scripts} and {@code gui_scripts}).
 *
 * @param commands name to object reference, {@code module:attribute}
 */
record EntryPoints(SortedMap<String, String> commands) {
    EntryPoints {
        commands = Collections.unmodifiableSortedMap(new TreeMap<>(commands));
    }

    /** Reads {@code entry_points.txt}. @throws Malformed where a command could not be written as a script */
    static EntryPoints parse(String text) {
        SortedMap<String, String> commands = new TreeMap<>();
        String section = "";
        for (String line : text.lines().toList()) {
            String content = line.strip();
            if (content.startsWith("[") && content.endsWith("]")) {
                section = content.substring(1, content.length() - 1).strip();
            } else if (content.indexOf('=') > 0
                    && !content.startsWith("#")
                    && !content.startsWith(";")
                    && (section.equals("console_scripts") || section.equals("gui_scripts"))) {
                int equals = content.indexOf('=');
                add(commands, content.substring(0, equals).strip(), content.substring(equals + 1));
            }
        }
        return new EntryPoints(commands);
    }

    static void add(SortedMap<String, String> commands, String name, String reference) {
        int extras = reference.indexOf('[');
        String object = (extras >= 0 ? reference.substring(0, extras) : reference).strip();
        boolean plain = !name.isEmpty()
                && !name.startsWith(".")
                && name.length() <= 200
                && name.chars().allMatch(c -> c > ' ' && c < 127 && c != '/' && c != '\\');
        if (!plain) {
            throw new Malformed("not a name for a command: " + Malformed.quoted(name));
        }
        if (!isReference(object)) {
            throw new Malformed(
                    "expected `module:function` for the command `" + name + "`, got " + Malformed.quoted(object));
        }
        commands.put(name, object);
    }

    /** The script that an installer writes for it. */
    static String script(String program, String reference) {
        int colon = reference.indexOf(':');
        String module = reference.substring(0, colon).strip();
        String attribute = reference.substring(colon + 1).strip();
        int dot = attribute.indexOf('.');
        String first = dot < 0 ? attribute : attribute.substring(0, dot);
        return "#!" + program + "\nimport sys\n\nfrom " + module + " import " + first
                + "\n\nif __name__ == \"__main__\":\n    sys.exit(" + attribute + "())\n";
    }

    /** Dotted identifiers, a colon, dotted identifiers: nothing that could be other code in the script. */
    static boolean isReference(String text) {
        int colon = text.indexOf(':');
        return colon > 0
                && dotted(text.substring(0, colon).strip())
                && dotted(text.substring(colon + 1).strip());
    }

    private static boolean dotted(String text) {
        for (String part : text.split("\\.", -1)) {
            if (part.isEmpty()
                    || !Character.isUnicodeIdentifierStart(part.charAt(0)) && part.charAt(0) != '_'
                    || !part.chars()
                            .allMatch(
                                    c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c))) {
                return false;
            }
        }
        return true;
    }
}
