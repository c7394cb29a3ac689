package dev.drydock.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Other people's programs, to check what we write with; for tests. */
public final class Programs {
    private Programs() {}

    /** What the program prints, errors included, which it must not end with. */
    public static List<String> lines(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + " failed: " + output);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return output.lines().toList();
    }
}
