package dev.drydock.python;

import java.util.ArrayList;
import java.util.List;

/** The static metadata of setuptools' setup.cfg, as far as it is needed: {@code install_requires}. */
final class SetupConfiguration {
    private SetupConfiguration() {}

    /** @throws Malformed where a requirement is wrong */
    static List<Requirement> requirements(String text) {
        return values(text, "options", "install_requires").stream()
                .map(Requirement::parse)
                .toList();
    }

    /** The lines of a value in an INI file, whose following lines are indented. */
    static List<String> values(String text, String wanted, String key) {
        List<String> values = new ArrayList<>();
        String section = "";
        boolean inside = false;
        for (String line : text.lines().toList()) {
            String content = line.strip();
            boolean indented = !line.isEmpty() && Character.isWhitespace(line.charAt(0));
            if (content.isEmpty() || content.startsWith("#") || content.startsWith(";")) {
                continue;
            }
            if (!indented && content.startsWith("[") && content.endsWith("]")) {
                section = content.substring(1, content.length() - 1).strip();
                inside = false;
            } else if (!indented) {
                int equals = content.indexOf('=');
                inside = section.equals(wanted)
                        && equals > 0
                        && content.substring(0, equals).strip().equals(key);
                if (inside && !content.substring(equals + 1).isBlank()) {
                    values.add(content.substring(equals + 1).strip());
                }
            } else if (inside) {
                values.add(content);
            }
        }
        return values;
    }
}
