package dev.drydock.python;

import java.util.Optional;

/** Which files of an image are modules, and where their byte code is looked for (PEP 3147). */
record SourcePaths(String cacheTag) {
    private static final String SOURCE = ".py";
    private static final String FOLDER = "__pycache__/";

    /** Programs are run as scripts, whose byte code is never looked for; what lies in share is data. */
    static boolean isModule(String path) {
        return path.endsWith(SOURCE)
                && path.indexOf('/') > 0
                && !path.startsWith("usr/bin/")
                && !path.startsWith("usr/local/bin/")
                && !path.startsWith("usr/share/");
    }

    /** @param source a module's path, as {@link #isModule} has it */
    String code(String source) {
        int name = source.lastIndexOf('/') + 1;
        return source.substring(0, name)
                + FOLDER
                + source.substring(name, source.length() - SOURCE.length())
                + ending();
    }

    /** The other way round; empty for what is not byte code of this Python. */
    Optional<String> source(String code) {
        int name = code.lastIndexOf('/') + 1;
        String folder = code.substring(0, name);
        return code.endsWith(ending()) && folder.endsWith(FOLDER)
                ? Optional.of(folder.substring(0, folder.length() - FOLDER.length())
                        + code.substring(name, code.length() - ending().length())
                        + SOURCE)
                : Optional.empty();
    }

    private String ending() {
        return "." + cacheTag + ".pyc";
    }
}
