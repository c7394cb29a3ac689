package dev.drydock.app;

import java.util.List;

/**
 * How the app is started.
 *
 * @param command in exec form, the program first
 * @param reason where that comes from, as {@code --print app} shows it
 * @param ports that it listens on
 */
public record Start(List<String> command, String reason, List<String> ports) {
    public Start {
        command = List.copyOf(command);
        ports = List.copyOf(ports);
    }
}
