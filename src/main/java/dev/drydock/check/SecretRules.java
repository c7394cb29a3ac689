package dev.drydock.check;

import dev.drydock.dockerfile.CommandForm;
import dev.drydock.dockerfile.Flag;
import dev.drydock.dockerfile.Heredoc;
import dev.drydock.dockerfile.Instruction;
import dev.drydock.dockerfile.LogicalText;
import dev.drydock.dockerfile.Script;
import dev.drydock.dockerfile.Span;
import dev.drydock.dockerfile.Stage;
import dev.drydock.dockerfile.Word;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What should not be in an image for all to read, and connections that anybody could have answered. */
final class SecretRules {
    private static final Set<String> SECRET_WORDS = Set.of(
            "apikey",
            "auth",
            "credential",
            "credentials",
            "key",
            "password",
            "pword",
            "passwd",
            "pass",
            "pwd",
            "secret",
            "secrets",
            "token");
    private static final Set<String> HARMLESS_WORDS = Set.of(
            "public",
            "file",
            "path",
            "version",
            "url",
            "dir",
            "name",
            "id",
            "type",
            "length",
            "server",
            "keyserver",
            "expiry",
            "ttl");
    private static final Set<String> SECRET_FILES = Set.of(
            ".env",
            ".netrc",
            ".npmrc",
            ".pypirc",
            ".pgpass",
            ".git-credentials",
            "credentials.json",
            "id_rsa",
            "id_dsa",
            "id_ecdsa",
            "id_ed25519",
            "kubeconfig",
            ".htpasswd",
            ".dockercfg",
            "service-account.json",
            "secrets.yml",
            "secrets.yaml");
    private static final List<String> SECRET_DIRECTORIES = List.of(".ssh", ".aws", ".gnupg", ".kube");
    private static final List<String> SECRET_ENDINGS =
            List.of(".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx");

    private final Subject subject;
    private final Findings findings;

    SecretRules(Subject subject, Findings findings) {
        this.subject = subject;
        this.findings = findings;
    }

    void check() {
        for (Stage stage : subject.stages().all()) {
            for (Stage.Step step : stage.steps()) {
                instruction(step.instruction());
            }
        }
        for (Instruction instruction : subject.file().instructions()) {
            if (instruction instanceof Instruction.From) {
                break;
            }
            instruction(instruction);
        }
    }

    private void instruction(Instruction instruction) {
        if (instruction instanceof Instruction.Env env) {
            env.assignments().forEach(each -> assignment("ENV", each.name(), Optional.of(each.value())));
        } else if (instruction instanceof Instruction.Label label) {
            label.assignments().forEach(each -> value(each.value()));
        } else if (instruction instanceof Instruction.Arg arg) {
            arg.definitions().forEach(each -> assignment("ARG", each.name(), each.value()));
        } else if (instruction instanceof Instruction.Transfer transfer) {
            files(transfer);
            transfer.contents().forEach(this::document);
        } else if (instruction instanceof Instruction.Run run) {
            run(run);
        } else if (instruction instanceof Instruction.Onbuild onbuild) {
            instruction(onbuild.trigger());
        }
    }

    private void assignment(String keyword, Word name, Optional<Word> value) {
        String text = value.map(Word::text).orElse("");
        if (value.isPresent() && value(value.get())) {
            return;
        }
        switch (name.text() + "=" + text.replace("\"", "")) {
            case "NODE_TLS_REJECT_UNAUTHORIZED=0",
                    "GIT_SSL_NO_VERIFY=1",
                    "GIT_SSL_NO_VERIFY=true",
                    "PYTHONHTTPSVERIFY=0",
                    "NPM_CONFIG_STRICT_SSL=false",
                    "npm_config_strict_ssl=false" -> tls(name.span(), name.text());
            default -> {
                boolean switchedOff =
                        List.of("true", "false", "0", "1", "yes", "no").contains(text.toLowerCase(Locale.ROOT));
                if (isSecret(name.text()) && !switchedOff) {
                    findings.add(
                            Rule.SECRETS_VARIABLE,
                            name.span(),
                            "`" + name.text() + "` sounds like a secret, and `" + keyword
                                    + "` writes it into the image for all to read",
                            "use `RUN --mount=type=secret` in the build, and give it to the container at run time");
                }
            }
        }
    }

    /** By the words of the name: a secret word, and none that makes it harmless. */
    static boolean isSecret(String name) {
        boolean secret = false;
        for (String word : name.toLowerCase(Locale.ROOT).split("[_.-]")) {
            secret |= SECRET_WORDS.contains(word);
            if (HARMLESS_WORDS.contains(word)) {
                return false;
            }
        }
        return secret;
    }

    private boolean value(Word word) {
        return told(SecretValues.in(word.text()), word.span());
    }

    private boolean told(Optional<SecretValues.Found> found, Span span) {
        found.ifPresent(each -> findings.add(
                Rule.SECRETS_VALUE,
                span,
                each.kind() + " stands in the file and in the image (`" + each.shown() + "`)",
                "make it invalid where it came from; then use `RUN --mount=type=secret`"));
        return found.isPresent();
    }

    private void document(Heredoc heredoc) {
        told(SecretValues.in(heredoc.content()), heredoc.word());
    }

    private void run(Instruction.Run run) {
        if (run.command() instanceof CommandForm.Shell shell) {
            if (!located(shell.text())) {
                shell.heredocs().forEach(this::document);
            }
        } else if (run.command() instanceof CommandForm.Exec exec) {
            exec.words().forEach(this::value);
        }
        subject.script(run).commands().forEach(this::call);
    }

    private boolean located(LogicalText text) {
        Optional<SecretValues.Found> found = SecretValues.in(text.text());
        return found.isPresent()
                && told(found, text.span(found.get().start(), found.get().end()));
    }

    private void call(Script.Call call) {
        credentials(call);
        List<String> words = call.arguments();
        boolean off =
                switch (call.name()) {
                    case "curl" ->
                        words.contains("--insecure") || words.stream().anyMatch(word -> isShort(word, 'k'));
                    case "wget" -> words.contains("--no-check-certificate");
                    case "pip", "pip3" -> words.stream().anyMatch(word -> word.startsWith("--trusted-host"));
                    case "npm", "yarn", "pnpm" ->
                        String.join(" ", words).replace('=', ' ').contains("strict-ssl false");
                    case "git" ->
                        String.join(" ", words)
                                .replace('=', ' ')
                                .toLowerCase(Locale.ROOT)
                                .contains("http.sslverify false");
                    case "apt-get", "apt" -> words.contains("--allow-unauthenticated") || words.contains("--force-yes");
                    case "apk" -> words.contains("--allow-untrusted");
                    case "yum", "dnf", "microdnf" -> words.contains("--nogpgcheck");
                    case "echo", "printf" -> words.stream().anyMatch(word -> word.contains("[trusted=yes]"));
                    default ->
                        call.program().size() > 1
                                && words.contains("pip")
                                && words.stream().anyMatch(word -> word.startsWith("--trusted-host"));
                };
        if (off) {
            tls(call.span(), call.name());
        }
    }

    private static boolean isShort(String word, char letter) {
        return word.length() > 1
                && word.length() < 8
                && word.charAt(0) == '-'
                && word.charAt(1) != '-'
                && word.indexOf(letter) > 0
                && word.chars().skip(1).allMatch(Character::isLetter);
    }

    private void tls(Span span, String name) {
        findings.add(
                Rule.SECRETS_TLS,
                span,
                "`" + name + "` is told not to check who answers",
                "add the certificate of your authority to the build instead");
    }

    /** Credentials given on a command line; a variable or a mounted secret there is none. */
    private void credentials(Script.Call call) {
        List<String> words = call.arguments();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            boolean user = call.name().equals("curl")
                    && (word.equals("-u") || word.equals("--user"))
                    && next.contains(":")
                    && !next.endsWith(":")
                    && !next.contains("$");
            int equals = word.indexOf('=');
            boolean option = word.startsWith("--")
                    && equals > 0
                    && isSecret(word.substring(2, equals))
                    && equals + 1 < word.length()
                    && !word.substring(equals + 1).contains("$")
                    && !word.contains("/run/secrets");
            boolean separate = (word.equals("--password") || word.equals("--token"))
                    && !next.isEmpty()
                    && !next.startsWith("-")
                    && !next.contains("$");
            if (user || option || separate) {
                findings.add(
                        Rule.SECRETS_VALUE,
                        call.span(),
                        "credentials stand on the command line of `" + call.name()
                                + "`, in the file and in the image's history",
                        "use `RUN --mount=type=secret`");
                return;
            }
        }
    }

    private void files(Instruction.Transfer transfer) {
        if (transfer.head().flag("from").map(Flag::isOn).isPresent()) {
            return;
        }
        for (Word source : transfer.sources()) {
            String path = source.text();
            if (isSecretFile(path)) {
                findings.add(
                        Rule.SECRETS_FILE,
                        source.span(),
                        "`" + path + "` usually holds a secret, and stays in its layer even where it is deleted later",
                        "use `RUN --mount=type=secret` where the build needs it, and a mount at run time");
            }
        }
    }

    /** Whether a file usually holds a secret, by its name. */
    static boolean isSecretFile(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean directory = List.of(path.split("/")).stream().anyMatch(SECRET_DIRECTORIES::contains);
        boolean ending =
                SECRET_ENDINGS.stream().anyMatch(name::endsWith) && !name.contains("public") && !name.contains("pub.");
        boolean env = name.startsWith(".env.")
                && !List.of("example", "sample", "template", "dist").contains(name.substring(5));
        return SECRET_FILES.contains(name) || directory || ending || env;
    }
}
