package dev.drydock.python;

/**
 * Where what Python packages bring lies in the image; relative to the root, without slashes at the ends. Debian's own
 * scheme for packages that did not come from Debian (its sysconfig, {@code posix_local}): the interpreter finds them
 * without a virtual environment or a variable, and its scripts are on the usual PATH.
 *
 * @param program absolute: the interpreter that scripts name
 */
record Layout(PythonRuntime runtime, String program, String site, String scripts, String headers, String data) {
    static Layout of(PythonRuntime runtime) {
        return new Layout(
                runtime,
                runtime.path(),
                runtime.site(),
                "usr/local/bin",
                "usr/local/include/" + runtime.program(),
                "usr/local");
    }

    /** A path as the RECORD of an installed package has it: relative to site-packages. */
    String recorded(String path) {
        if (path.startsWith(site + "/")) {
            return path.substring(site.length() + 1);
        }
        String[] from = site.split("/");
        String[] to = path.split("/");
        int common = 0;
        while (common < from.length && common < to.length - 1 && from[common].equals(to[common])) {
            common++;
        }
        return "../".repeat(from.length - common)
                + String.join("/", java.util.Arrays.asList(to).subList(common, to.length));
    }
}
