package dev.drydock.python;

import dev.drydock.app.App;
import dev.drydock.lock.Artifact;
import dev.drydock.lock.LockedTarget;
import dev.drydock.lock.Target;
import dev.drydock.lock.Variant;
import dev.drydock.oci.Platform;
import dev.drydock.plan.Input;
import dev.drydock.plan.Parts;
import dev.drydock.plan.TreeInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Python's share of one image. */
final class PythonPlan {
    private static final String APP = "app";
    /** The first gunicorn that opens a control socket in its user's home, which a read-only image does not have. */
    private static final Version CONTROL_SOCKET = Version.parse("25.1.0");

    private final App app;
    private final PythonFacts facts;
    private final LockedTarget locked;
    private final Target target;
    private final Inputs debian;
    private final Inputs tools;
    private final PythonRuntime runtime;
    private final Layout layout;
    private final boolean byteCode;

    PythonPlan(App app, PythonFacts facts, LockedTarget locked, Target target, List<Input> debian, List<Input> tools) {
        this.app = app;
        this.facts = facts;
        this.locked = locked;
        this.target = target;
        this.debian = Inputs.of(debian);
        this.tools = debian.equals(tools) ? this.debian : Inputs.of(tools);
        this.runtime = target.variant() == Variant.BASE
                ? facts.runtime().runtime()
                : PythonRuntime.find(locked.runtime()).orElse(facts.runtime().runtime());
        this.layout = Layout.of(runtime);
        this.byteCode = PythonRecipe.byteCode(app, runtime);
    }

    Parts parts() throws IOException {
        // a base image has its interpreter under the names that it has
        List<Input> runtimeInputs =
                target.variant() == Variant.BASE ? List.of() : List.of(PythonRecipe.links(runtime, target));
        Set<String> direct = direct();
        List<Input> dependencies = new ArrayList<>();
        List<ByteCodeInput> codes = new ArrayList<>();
        for (Artifact.Wheel wheel : locked.artifacts(Artifact.Wheel.class)) {
            Input input = new WheelInput(wheel, layout, direct.contains(wheel.name()));
            dependencies.add(input);
            if (byteCode) {
                codes.add(compiled(Inputs.of(List.of(input)), "byte code of " + wheel.name()));
            }
        }
        // What is compiled of the library depends on who uses it, so it lies with them and leaves the runtime the same
        // for all.
        if (!codes.isEmpty() && !debian.all().isEmpty()) {
            String library = "usr/lib/" + runtime.program() + "/";
            // First, since all of the library takes longer to compile than all else does, and others can be made
            // meanwhile.
            dependencies.addFirst(new LibraryCodeInput(
                    new ImportsInput(compiled(debian, "byte code of all the standard library", false), library),
                    codes.stream()
                            .map(code -> new ImportsInput(code, layout.site() + "/"))
                            .toList()));
        }
        dependencies.addAll(codes);
        return new Parts(
                runtimeInputs,
                dependencies,
                appInputs(),
                env(),
                "/" + APP,
                app.start().command());
    }

    private List<Input> appInputs() throws IOException {
        List<Input> inputs = new ArrayList<>();
        ProjectFiles files = new ProjectFiles(app.directory());
        for (String member : members(files)) {
            Optional<Project> project = Project.read(files, member);
            if (project.isPresent() && OwnPackage.defined(project.get())) {
                inputs.add(OwnPackage.of(project.get(), app.directory()).input(layout, APP));
            }
        }
        if (!app.directory().files().isEmpty()) {
            TreeInput tree = new TreeInput(app.directory().files(), APP, "files of the app");
            inputs.add(tree);
            if (byteCode) {
                inputs.add(compiled(Inputs.of(List.of(tree)), "byte code of the app"));
            }
        }
        return inputs;
    }

    private SortedSet<String> members(ProjectFiles files) throws IOException {
        SortedSet<String> members = new TreeSet<>(Set.of("."));
        if (facts.lock() instanceof PythonLock.Open open) {
            members.addAll(open.members());
        } else {
            facts.lock()
                    .content(files, runtime.markers(target.platform()), facts.project())
                    .ifPresent(content -> members.addAll(content.members()));
        }
        return members;
    }

    private Set<String> direct() throws IOException {
        Set<String> direct = new HashSet<>();
        facts.project().ifPresent(project -> project.dependencies().forEach(each -> direct.add(each.name())));
        if (facts.lock() instanceof PythonLock.Open open) {
            open.requirements().forEach(each -> direct.add(each.name()));
        } else {
            facts.lock()
                    .content(new ProjectFiles(app.directory()), runtime.markers(target.platform()), facts.project())
                    .ifPresent(content -> direct.addAll(content.direct()));
        }
        return direct;
    }

    private ByteCodeInput compiled(Inputs sources, String title) {
        return compiled(sources, title, true);
    }

    private ByteCodeInput compiled(Inputs sources, String title, boolean shipped) {
        return new ByteCodeInput(tools, sources, runtime, Platform.host(), title, shipped);
    }

    private SortedMap<String, String> env() throws IOException {
        SortedMap<String, String> env = new TreeMap<>();
        env.put("LANG", "C.UTF-8");
        env.put("PYTHONUNBUFFERED", "1");
        // the image is read-only to its user, so that nothing is lost by not trying
        env.put("PYTHONDONTWRITEBYTECODE", "1");
        env.put("PORT", facts.port());
        Optional<Version> gunicorn = locked.artifacts(Artifact.Wheel.class).stream()
                .filter(wheel -> wheel.name().equals("gunicorn"))
                .flatMap(wheel -> Version.find(wheel.version()).stream())
                .findFirst();
        if (gunicorn.isPresent()) {
            List<String> arguments = new ArrayList<>();
            if (!ServerCommand.configures(app.directory(), "worker_tmp_dir")) {
                // its heartbeat files: /tmp may be missing or slow, memory is neither
                arguments.add("--worker-tmp-dir=/dev/shm");
            }
            if (gunicorn.get().compareTo(CONTROL_SOCKET) >= 0) {
                arguments.add("--no-control-socket");
            }
            if (!arguments.isEmpty()) {
                env.put("GUNICORN_CMD_ARGS", String.join(" ", arguments));
            }
        }
        env.putAll(facts.environment());
        return env;
    }
}
