package dev.drydock.check;

import dev.drydock.app.IgnoreRules;
import dev.drydock.dockerfile.Dockerfile;
import dev.drydock.dockerfile.Mistake;
import dev.drydock.dockerfile.Span;
import dev.drydock.dockerfile.Stages;
import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a Dockerfile and its context. */
public final class Check {
    private static final int LARGEST_IGNORE_FILE = 4 * 1024 * 1024;

    private Check() {}

    /**
     * What was checked and what was found.
     *
     * @param name of the file, as findings name it
     * @param lines of the file, for excerpts
     * @param findings sorted by place
     */
    public record Outcome(String name, List<String> lines, List<Finding> findings) {
        public Outcome {
            lines = List.copyOf(lines);
            findings = List.copyOf(findings);
        }
    }

    /**
     * Checks a Dockerfile.
     *
     * @param name as findings are to name it
     * @param context the directory whose files it copies; empty where none is known, then nothing is said about them
     * @throws DrydockException where the file is no Dockerfile at all
     */
    public static Outcome dockerfile(Path path, String name, Optional<Path> context, Options options)
            throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(Dockerfile.LARGEST + 1);
        }
        return check(Dockerfile.read(name, bytes), String.valueOf(path.getFileName()), context, options);
    }

    /** The same for a file that is in memory. */
    static Outcome check(Dockerfile file, String fileName, Optional<Path> root, Options options) throws IOException {
        Findings findings = new Findings(file.name(), options);
        for (Mistake mistake : file.mistakes()) {
            findings.add(
                    Rule.SYNTAX_ERROR,
                    mistake.span(),
                    mistake.message(),
                    mistake.help().orElse("see the Dockerfile reference"));
        }
        Optional<Context> context =
                root.isPresent() ? Optional.of(context(root.get(), fileName, findings)) : Optional.empty();
        if (file.mistakes().isEmpty()) {
            Stages stages = Stages.of(file);
            if (stages.all().isEmpty()) {
                findings.add(Rule.SYNTAX_ERROR, Span.at(1, 1), "the file holds no `FROM`", "start with `FROM`");
            } else {
                rules(new Subject(file, stages, context, options), findings);
            }
        }
        Suppressions suppressions = Suppressions.of(file);
        List<Finding> found = new ArrayList<>();
        for (Finding finding : findings.all().stream().sorted().toList()) {
            boolean silent = finding.file().equals(file.name()) && suppressions.silence(finding);
            boolean again = !found.isEmpty() && found.getLast().compareTo(finding) == 0;
            if (!silent && !again) {
                found.add(finding);
            }
        }
        return new Outcome(file.name(), file.lines(), found);
    }

    private static void rules(Subject subject, Findings findings) {
        new SyntaxRules(subject, findings).check();
        new BaseRules(subject, findings).check();
        new StageRules(subject, findings).check();
        new UserRules(subject, findings).check();
        new SecretRules(subject, findings).check();
        new DependencyRules(subject, findings).check();
        new PackageRules(subject, findings).check();
        new ContextRules(subject, findings).check();
        new RunRules(subject, findings).check();
        new FileRules(subject, findings).check();
        new LabelRules(subject, findings).check();
    }

    /** BuildKit prefers {@code Dockerfile.dockerignore} beside the Dockerfile over {@code .dockerignore}. */
    private static Context context(Path root, String fileName, Findings findings) throws IOException {
        String own = fileName + ".dockerignore";
        String name = Files.isRegularFile(root.resolve(own)) ? own : ".dockerignore";
        Path path = root.resolve(name);
        if (!Files.isRegularFile(path)) {
            return new Context(root, name, Optional.empty(), false, false);
        }
        String text;
        try (InputStream in = Files.newInputStream(path)) {
            text = new String(in.readNBytes(LARGEST_IGNORE_FILE), StandardCharsets.UTF_8);
        }
        boolean hasRules = text.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"));
        try {
            return new Context(root, name, Optional.of(IgnoreRules.parse(name, text)), true, hasRules);
        } catch (DrydockException wrong) {
            for (Problem problem : wrong.problems()) {
                String place =
                        problem.places().isEmpty() ? "" : problem.places().getFirst();
                List<String> why = new ArrayList<>(problem.causes());
                why.addFirst(problem.message());
                findings.add(
                        Rule.CONTEXT_PATTERN,
                        name,
                        Span.at(line(place), 1),
                        String.join(": ", why),
                        problem.help().orElse("see the reference of .dockerignore"),
                        Optional.empty());
            }
            return new Context(root, name, Optional.empty(), true, hasRules);
        }
    }

    private static int line(String place) {
        int colon = place.lastIndexOf(':');
        String number = place.substring(colon + 1);
        boolean digits = colon >= 0
                && !number.isEmpty()
                && number.length() < 9
                && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(number) : 1;
    }
}
