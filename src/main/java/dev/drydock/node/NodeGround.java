package dev.drydock.node;

import dev.drydock.app.App;
import dev.drydock.plan.Ground;
import dev.drydock.problem.Problem;
import java.util.List;
import java.util.Optional;

/** The Node of a base image. */
final class NodeGround {
    private NodeGround() {}

    /** @throws dev.drydock.problem.DrydockException {@code base/no-interpreter}, {@code node/version-conflict} */
    static void check(App app, Ground ground) {
        SemanticVersion version = version(ground);
        if (app.facts() instanceof NodeFacts facts) {
            Optional<VersionRange> range = facts.wish().range(NodeLines::known);
            if (range.isPresent() && !range.get().contains(version)) {
                throw Problem.input(
                                "node/version-conflict",
                                "the base `" + ground.image() + "` has Node " + version + ", which the app refuses")
                        .at("in " + facts.wish().where() + ", which asks for `"
                                + facts.wish().text() + "`")
                        .help("use a base with a Node that fits")
                        .exception();
            }
        }
    }

    /** Nothing of it comes from anywhere but the base. */
    static NodeChoice choice(Ground ground) {
        return new NodeChoice(version(ground), Optional.empty(), "", List.of(), List.of());
    }

    private static SemanticVersion version(Ground ground) {
        return ground.program("node")
                .flatMap(program -> SemanticVersion.parse(program.version()))
                .orElseThrow(() -> Problem.input(
                                "base/no-interpreter", "the base `" + ground.image() + "` has no Node for this app")
                        .because("looked for usr/local/bin/node and usr/bin/node")
                        .help("use a base that has one, such as what `drydock base` makes")
                        .exception());
    }
}
