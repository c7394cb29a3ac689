package dev.drydock.dockerfile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The stages of a Dockerfile as a graph. Arguments have their defaults.
 *
 * @param all in order; the last one is what a build makes unless it is told another
 * @param globals the arguments before the first FROM, with their defaults; of those without one, empty
 * @param unsetInFrom for the index of a stage, the variables in its FROM that no argument before it sets
 */
public record Stages(
        List<Stage> all, SortedMap<String, Optional<String>> globals, Map<Integer, SortedSet<String>> unsetInFrom) {
    /** What BuildKit sets by itself (Dockerfile reference, "Automatic platform ARGs"), for one platform. */
    private static final Map<String, String> PLATFORM = Map.of(
            "TARGETPLATFORM", "linux/amd64",
            "TARGETOS", "linux",
            "TARGETARCH", "amd64",
            "TARGETVARIANT", "",
            "BUILDPLATFORM", "linux/amd64",
            "BUILDOS", "linux",
            "BUILDARCH", "amd64",
            "BUILDVARIANT", "",
            "TARGETSTAGE", "");

    /** Arguments that need no declaration (Dockerfile reference, "Predefined ARGs"). */
    private static final Set<String> PREDEFINED = Set.of(
            "HTTP_PROXY",
            "http_proxy",
            "HTTPS_PROXY",
            "https_proxy",
            "FTP_PROXY",
            "ftp_proxy",
            "NO_PROXY",
            "no_proxy",
            "ALL_PROXY",
            "all_proxy",
            "SOURCE_DATE_EPOCH");

    public Stages {
        all = List.copyOf(all);
    }

    /** A variable that is declared, but has no value that the file names, expands to this: a name that cannot be mistaken. */
    private static final String UNKNOWN = "";

    public static Stages of(Dockerfile file) {
        return new Reader(file).read();
    }

    public Stage last() {
        return all.getLast();
    }

    /** The last stage with that name, in any case, or index. */
    public Optional<Stage> find(String nameOrIndex) {
        String name = nameOrIndex.toLowerCase(Locale.ROOT);
        if (!name.isEmpty() && name.length() < 6 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int index = Integer.parseInt(name);
            return index < all.size() ? Optional.of(all.get(index)) : Optional.empty();
        }
        return all.reversed().stream()
                .filter(stage -> stage.name().equals(Optional.of(name)))
                .findFirst();
    }

    /** The stage and those that its image is built on, itself first. */
    public List<Stage> chain(Stage stage) {
        List<Stage> chain = new ArrayList<>();
        Stage at = stage;
        chain.add(at);
        while (at.base() instanceof Stage.Base.Earlier(int earlier)) {
            at = all.get(earlier);
            chain.add(at);
        }
        return chain;
    }

    /** What the stage is built on in the end. */
    public Stage.Base root(Stage stage) {
        return chain(stage).getLast().base();
    }

    /** The indexes of all stages that a build of this one needs, itself too. */
    public SortedSet<Integer> needed(Stage stage) {
        SortedSet<Integer> needed = new TreeSet<>();
        List<Integer> open = new ArrayList<>(List.of(stage.index()));
        while (!open.isEmpty()) {
            int index = open.removeLast();
            if (needed.add(index)) {
                open.addAll(all.get(index).uses());
            }
        }
        return needed;
    }

    /** A stage that needs itself, in a circle. */
    public Optional<Stage> circular() {
        int[] state = new int[all.size()];
        for (Stage start : all) {
            List<Integer> path = new ArrayList<>(List.of(start.index()));
            while (!path.isEmpty()) {
                int at = path.getLast();
                if (state[at] == 0) {
                    state[at] = 1;
                    for (int used : all.get(at).uses()) {
                        if (state[used] == 1) {
                            return Optional.of(all.get(at));
                        }
                        if (state[used] == 0) {
                            path.add(used);
                        }
                    }
                } else {
                    state[at] = 2;
                    path.removeLast();
                }
            }
        }
        return Optional.empty();
    }

    /** Goes through the file once, then resolves what may point forwards. */
    private static final class Reader {
        private final Dockerfile file;
        private final SortedMap<String, Optional<String>> globals = new TreeMap<>();
        private final Map<Integer, SortedSet<String>> unsetInFrom = new HashMap<>();
        private final List<Instruction.From> froms = new ArrayList<>();
        private final List<Stage.Base> bases = new ArrayList<>();
        private final List<List<Stage.Step>> steps = new ArrayList<>();
        private final List<Map<String, String>> ends = new ArrayList<>();
        private final Map<String, Integer> names = new HashMap<>();

        Reader(Dockerfile file) {
            this.file = file;
        }

        Stages read() {
            for (Instruction instruction : file.instructions()) {
                if (instruction instanceof Instruction.From from) {
                    begin(from);
                } else if (froms.isEmpty()) {
                    if (instruction instanceof Instruction.Arg arg) {
                        global(arg);
                    }
                } else {
                    step(instruction);
                }
            }
            List<Stage> stages = new ArrayList<>();
            for (int i = 0; i < froms.size(); i++) {
                stages.add(new Stage(i, froms.get(i), bases.get(i), steps.get(i), uses(i)));
            }
            return new Stages(stages, Collections.unmodifiableSortedMap(globals), Map.copyOf(unsetInFrom));
        }

        private Expansion expand(String word, Map<String, String> values) {
            return Expansion.of(word, file.escape(), name -> Optional.ofNullable(values.get(name)));
        }

        private void global(Instruction.Arg arg) {
            for (Instruction.Definition definition : arg.definitions()) {
                globals.put(definition.name().text(), definition.value().map(value -> expand(value.text(), known())
                        .text()));
            }
        }

        private Map<String, String> known() {
            Map<String, String> values = new HashMap<>(PLATFORM);
            globals.forEach((name, value) -> value.ifPresent(known -> values.put(name, known)));
            return values;
        }

        private void begin(Instruction.From from) {
            Expansion expansion = expand(from.base().text(), known());
            SortedSet<String> unset = new TreeSet<>(expansion.unset());
            from.head()
                    .flagValue("platform")
                    .ifPresent(
                            platform -> unset.addAll(expand(platform, known()).unset()));
            if (!unset.isEmpty()) {
                unsetInFrom.put(froms.size(), unset);
            }
            String reference = expansion.text();
            Integer earlier = names.get(reference.toLowerCase(Locale.ROOT));
            Stage.Base base;
            if (earlier != null) {
                base = new Stage.Base.Earlier(earlier);
            } else if (reference.equalsIgnoreCase("scratch")) {
                base = new Stage.Base.Scratch();
            } else if (expansion.fault().isPresent() || isGiven(expansion, reference)) {
                base = new Stage.Base.Given(from.base().text());
            } else {
                base = new Stage.Base.Image(reference);
            }
            Map<String, String> values = new HashMap<>();
            if (earlier != null) {
                values.putAll(ends.get(earlier));
            }
            froms.add(from);
            bases.add(base);
            steps.add(new ArrayList<>());
            ends.add(values);
            from.name().ifPresent(name -> names.put(name.text().toLowerCase(Locale.ROOT), froms.size() - 1));
        }

        /** Whether a part of the reference has no value in the file. */
        private boolean isGiven(Expansion expansion, String reference) {
            return reference.isEmpty() || !expansion.unset().isEmpty();
        }

        private void step(Instruction instruction) {
            Map<String, String> values = ends.getLast();
            SortedSet<String> unset = new TreeSet<>();
            List<String> faults = new ArrayList<>();
            List<String> words = new ArrayList<>();
            for (Word word : instruction.expandable()) {
                Expansion expansion = expand(word.text(), values);
                words.add(expansion.text());
                expansion.unset().stream()
                        .filter(name -> !PREDEFINED.contains(name) && !name.equals("PATH"))
                        .forEach(unset::add);
                expansion.fault().ifPresent(faults::add);
            }
            define(instruction, words, values);
            steps.getLast().add(new Stage.Step(instruction, words, Collections.unmodifiableSortedSet(unset), faults));
        }

        private void define(Instruction instruction, List<String> words, Map<String, String> values) {
            if (instruction instanceof Instruction.Env env) {
                for (int i = 0; i < words.size(); i++) {
                    values.put(env.assignments().get(i).name().text(), words.get(i));
                }
            } else if (instruction instanceof Instruction.Arg arg) {
                int next = 0;
                for (Instruction.Definition definition : arg.definitions()) {
                    String name = definition.name().text();
                    // A default of its own beats the one before FROM only where there is one.
                    String value = definition.value().isPresent()
                            ? words.get(next++)
                            : globals.getOrDefault(name, Optional.empty()).orElse(PLATFORM.getOrDefault(name, UNKNOWN));
                    values.putIfAbsent(name, value);
                }
            }
        }

        private SortedSet<Integer> uses(int index) {
            SortedSet<Integer> uses = new TreeSet<>();
            if (bases.get(index) instanceof Stage.Base.Earlier(int earlier)) {
                uses.add(earlier);
            }
            for (Stage.Step step : steps.get(index)) {
                from(step.instruction()).forEach(from -> stage(from).ifPresent(uses::add));
            }
            return Collections.unmodifiableSortedSet(uses);
        }

        private Optional<Integer> stage(String from) {
            String name = from.toLowerCase(Locale.ROOT);
            Integer named = names.get(name);
            if (named != null) {
                return Optional.of(named);
            }
            boolean index = !name.isEmpty() && name.length() < 6 && name.chars().allMatch(c -> c >= '0' && c <= '9');
            return index && Integer.parseInt(name) < froms.size()
                    ? Optional.of(Integer.parseInt(name))
                    : Optional.empty();
        }
    }

    /** The stages or images that an instruction takes files from: of COPY, of the mounts of RUN, and of both behind ONBUILD. */
    public static List<String> from(Instruction instruction) {
        if (instruction instanceof Instruction.Copy copy) {
            return copy.head().flagValue("from").stream().toList();
        }
        if (instruction instanceof Instruction.Run run) {
            return run.mounts().stream()
                    .flatMap(mount -> mount.option("from").stream())
                    .toList();
        }
        return instruction instanceof Instruction.Onbuild onbuild ? from(onbuild.trigger()) : List.of();
    }
}
