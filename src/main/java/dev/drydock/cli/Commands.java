package dev.drydock.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands there are, in the order in which the help lists them. One that is run is made alone: each start pays for what it makes. */
final class Commands {
    private Commands() {}

    static Map<String, List<Command>> groups() {
        Map<String, List<Command>> groups = new LinkedHashMap<>();
        groups.put("Apps", made("build", "dev", "lock", "base", "rebase", "init"));
        groups.put("Facts", made("check", "inspect", "compare", "sbom", "outdated"));
        groups.put("Images", made("images", "save", "load", "rm"));
        groups.put("Registries", made("push", "pull", "copy", "resolve", "login", "logout"));
        groups.put("This machine", made("mirrors", "cache", "completion", "version"));
        return groups;
    }

    private static List<Command> made(String... names) {
        return List.of(names).stream().map(name -> find(name).orElseThrow()).toList();
    }

    static List<Command> all() {
        return groups().values().stream().flatMap(List::stream).toList();
    }

    static List<String> names() {
        return all().stream().map(Command::name).toList();
    }

    /** The command of that name; the hidden ones too. */
    static Optional<Command> find(String name) {
        return switch (name) {
            case "build" -> Optional.of(new BuildCommand());
            case "dev" -> Optional.of(new DevCommand());
            case "lock" -> Optional.of(new LockCommand());
            case "base" -> Optional.of(new BaseCommand());
            case "rebase" -> Optional.of(new RebaseCommand());
            case "init" -> Optional.of(new InitCommand());
            case "check" -> Optional.of(new CheckCommand());
            case "inspect" -> Optional.of(new InspectCommand());
            case "compare" -> Optional.of(new CompareCommand());
            case "sbom" -> Optional.of(new SbomCommand());
            case "outdated" -> Optional.of(new OutdatedCommand());
            case "images" -> Optional.of(new ImagesCommand());
            case "save" -> Optional.of(new SaveCommand());
            case "load" -> Optional.of(new LoadCommand());
            case "rm" -> Optional.of(new RemoveCommand());
            case "push" -> Optional.of(new PushCommand());
            case "pull" -> Optional.of(new PullCommand());
            case "copy" -> Optional.of(new CopyCommand());
            case "resolve" -> Optional.of(new ResolveCommand());
            case "login" -> Optional.of(new LoginCommand());
            case "logout" -> Optional.of(new LogoutCommand());
            case "mirrors" -> Optional.of(new MirrorsCommand());
            case "cache" -> Optional.of(new CacheCommand());
            case "completion" -> Optional.of(new CompletionCommand());
            case "version" -> Optional.of(new VersionCommand());
            case WarmUpCommand.NAME -> Optional.of(new WarmUpCommand());
            default -> Optional.empty();
        };
    }
}
