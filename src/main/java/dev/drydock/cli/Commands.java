package dev.drydock.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands there are, in the order in which the help lists them. */
final class Commands {
    private Commands() {}

    static Map<String, List<Command>> groups() {
        Map<String, List<Command>> groups = new LinkedHashMap<>();
        groups.put("Apps", List.of(new BuildCommand(), new LockCommand(), new BaseCommand(), new InitCommand()));
        groups.put("Facts", List.of(new CheckCommand(), new InspectCommand(), new CompareCommand(), new SbomCommand()));
        groups.put("Images", List.of(new ImagesCommand(), new SaveCommand(), new LoadCommand(), new RemoveCommand()));
        groups.put(
                "Registries",
                List.of(
                        new PushCommand(),
                        new PullCommand(),
                        new CopyCommand(),
                        new LoginCommand(),
                        new LogoutCommand()));
        groups.put(
                "This machine",
                List.of(new MirrorsCommand(), new CacheCommand(), new CompletionCommand(), new VersionCommand()));
        return groups;
    }

    static List<Command> all() {
        return groups().values().stream().flatMap(List::stream).toList();
    }

    static List<String> names() {
        return all().stream().map(Command::name).toList();
    }

    /** The command of that name; the hidden ones too. */
    static Optional<Command> find(String name) {
        if (name.equals(WarmUpCommand.NAME)) {
            return Optional.of(new WarmUpCommand());
        }
        return all().stream().filter(command -> command.name().equals(name)).findFirst();
    }
}
