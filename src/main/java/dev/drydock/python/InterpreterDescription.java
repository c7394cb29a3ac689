package dev.drydock.python;

import dev.drydock.oci.Platform;
import dev.drydock.plan.Libc;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** A program that answers like an interpreter when uv inspects one: with the description of the image's. */
final class InterpreterDescription {
    private InterpreterDescription() {}

    static String script(PythonRuntime runtime, Platform platform) {
        // JSON of plain ASCII without single quotes: safe between them
        return "#!/bin/sh\nprintf '%s' '" + JsonMapper.shared().writeValueAsString(description(runtime, platform))
                + "'\n";
    }

    private static Map<String, Object> description(PythonRuntime runtime, Platform platform) {
        boolean glibc = runtime.libc().kind() == Libc.Kind.GLIBC;
        String library = "/usr/lib/" + runtime.program();
        String site = "/" + runtime.site();
        Map<String, Object> all = new TreeMap<>();
        all.put("result", "success");
        all.put("markers", new TreeMap<>(runtime.markers(platform).values()));
        for (String prefix : List.of("sys_base_prefix", "sys_base_exec_prefix", "sys_prefix")) {
            all.put(prefix, "/usr");
        }
        all.put("sys_base_executable", "/usr/bin/" + runtime.program());
        all.put("sys_executable", "/usr/bin/" + runtime.program());
        all.put("sys_path", List.of(library, site));
        all.put("site_packages", List.of(site));
        all.put("stdlib", library);
        all.put(
                "extension_suffixes",
                List.of("." + runtime.cacheTag() + "-" + platform.multiarch() + ".so", ".abi3.so", ".so"));
        all.put("standalone", false);
        all.put("scheme", scheme(site, "/usr/include/" + runtime.program(), "/usr/local/bin", "/usr/local"));
        String virtual = "lib/" + runtime.program() + "/site-packages";
        all.put("virtualenv", scheme(virtual, "include/site/" + runtime.program(), "bin", ""));
        all.put(
                "os",
                Map.of(
                        "name",
                        glibc ? "manylinux" : "musllinux",
                        "major",
                        runtime.libc().major(),
                        "minor",
                        runtime.libc().minor()));
        all.put("arch", platform.machine());
        all.put("cpu_info", Map.of("detected", new TreeMap<>(Map.of("kind", "flags", "flags", ""))));
        all.put("manylinux_compatible", glibc);
        all.put("gil_disabled", false);
        all.put("debug_enabled", false);
        all.put("pointer_size", "64");
        return all;
    }

    private static Map<String, String> scheme(String library, String include, String scripts, String data) {
        return new TreeMap<>(
                Map.of("purelib", library, "platlib", library, "include", include, "scripts", scripts, "data", data));
    }
}
