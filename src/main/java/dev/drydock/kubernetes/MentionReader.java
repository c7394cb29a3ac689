package dev.drydock.kubernetes;

import dev.drydock.problem.DrydockException;
import dev.drydock.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.Scanner;
import org.snakeyaml.engine.v2.scanner.ScannerImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.tokens.ScalarToken;
import org.snakeyaml.engine.v2.tokens.Token;

/**
 * Finds the apps in a text of YAML 1.2, of which JSON is a part. Reads events only: no node is ever made, so that an alias costs nothing, whatever
 * it stands for.
 */
final class MentionReader {
    static final String BYTE_ORDER_MARK = "\ufeff";
    /** Kubernetes' own readers stop at 10,000, but nothing that people write is nearly as deep. */
    private static final int DEEPEST = 200;

    private static final int MOST = 10_000;

    private final String name;
    private final String text;
    private final List<Mention> mentions = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private Manifest.Start start = Manifest.Start.CONTENT;
    private int depth;
    /** The last place that was asked for, in code points, as the parser counts, and in UTF-16 units. */
    private int points;

    private int units;

    MentionReader(String name, String text) {
        this.name = name;
        this.text = text;
        this.points = text.startsWith(BYTE_ORDER_MARK) ? -1 : 0;
    }

    /** @throws DrydockException with all that is wrong */
    Manifest read() {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(Manifest.LARGEST + 1)
                .build();
        String content = points < 0 ? text.substring(1) : text;
        try {
            Scalars scalars = new Scalars(new ScannerImpl(settings, new StreamReader(settings, content)));
            ParserImpl parser = new ParserImpl(settings, scalars);
            boolean first = true;
            while (parser.hasNext()) {
                Event event = parser.next();
                depth(event);
                if (event instanceof DocumentStartEvent document && first) {
                    start = start(document);
                    first = false;
                } else if (event.getEventId() == Event.ID.Scalar) {
                    scalars.last().ifPresent(this::scalar);
                }
            }
        } catch (YamlEngineException e) {
            problems.add(problem(e, content));
        }
        if (!problems.isEmpty()) {
            throw new DrydockException(problems);
        }
        return new Manifest(name, text, start, mentions);
    }

    private static Manifest.Start start(DocumentStartEvent document) {
        if (document.getSpecVersion().isPresent() || !document.getTags().isEmpty()) {
            return Manifest.Start.DIRECTIVES;
        }
        return document.isExplicit() ? Manifest.Start.MARKER : Manifest.Start.CONTENT;
    }

    private void depth(Event event) {
        switch (event.getEventId()) {
            case MappingStart, SequenceStart -> depth++;
            case MappingEnd, SequenceEnd -> depth--;
            case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
        }
        if (depth > DEEPEST) {
            throw Problem.input(
                            "kubernetes/too-deep",
                            "`" + name + "` is nested too deeply: at most " + DEEPEST + " levels are read")
                    .at(place(event.getStartMark()))
                    .exception();
        }
    }

    private void scalar(ScalarToken token) {
        String value = token.getValue();
        if (!value.startsWith(Mention.SCHEME)) {
            return;
        }
        String place = place(token.getStartMark());
        if (mentions.size() + problems.size() == MOST) {
            throw Problem.input(
                            "kubernetes/too-large",
                            "`" + name + "` names too many apps: at most " + MOST + " are built")
                    .at(place)
                    .exception();
        }
        String path = value.substring(Mention.SCHEME.length());
        Mention.Style style =
                switch (token.getStyle()) {
                    case PLAIN, JSON_SCALAR_STYLE -> Mention.Style.PLAIN;
                    case SINGLE_QUOTED -> Mention.Style.SINGLE_QUOTED;
                    case DOUBLE_QUOTED -> Mention.Style.DOUBLE_QUOTED;
                    case LITERAL, FOLDED -> Mention.Style.BLOCK;
                };
        int from = units(token.getStartMark());
        int to = units(token.getEndMark());
        if (style == Mention.Style.BLOCK) {
            // A block may end in line feeds, and its head (`|- # drydock://…`) is not part of it.
            path = path.stripTrailing();
            String written = Mention.SCHEME + path;
            from = text.indexOf(written, text.indexOf('\n', from));
            to = from + written.length();
        }
        if (path.isBlank() || !path.equals(path.strip()) || path.chars().anyMatch(c -> c < ' ') || from < 0) {
            problems.add(Problem.input(
                            "kubernetes/reference", "`" + value.strip().replace("\n", "\\n") + "` names no app")
                    .at(place)
                    .help("write the app's directory behind it on one line, such as `drydock://services/shop`"));
            return;
        }
        mentions.add(new Mention(place, path, from, to, style));
    }

    private String place(Optional<Mark> mark) {
        return "in " + name + ":" + (mark.orElseThrow().getLine() + 1);
    }

    /** Marks come in ascending order, so each part of the text is gone over once. */
    private int units(Optional<Mark> mark) {
        int index = mark.orElseThrow().getIndex();
        if (points < 0) {
            points = 0;
            units = 1;
        }
        units = text.offsetByCodePoints(units, index - points);
        points = index;
        return units;
    }

    private Problem problem(YamlEngineException failure, String content) {
        int line = 1;
        String cause = String.valueOf(failure.getMessage());
        if (failure instanceof MarkedYamlEngineException marked) {
            line = marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            cause = marked.getContext() == null
                    ? marked.getProblem()
                    : marked.getContext() + ": " + marked.getProblem();
        } else if (failure instanceof ReaderException reader) {
            int end = Math.min(reader.getPosition(), content.codePointCount(0, content.length()));
            line = 1
                    + (int) content.codePoints()
                            .limit(end)
                            .filter(c -> c == '\n')
                            .count();
            cause = String.format(Locale.ROOT, "it holds the character U+%04X", reader.getCodePoint());
        }
        return Problem.input("kubernetes/yaml", "`" + name + "` is not YAML")
                .at("in " + name + ":" + line)
                .because(cause);
    }

    /** Remembers the last scalar that the parser took: an event's own mark starts at its anchor or tag. */
    private static final class Scalars implements Scanner {
        private final Scanner scanner;
        private Optional<ScalarToken> last = Optional.empty();

        Scalars(Scanner scanner) {
            this.scanner = scanner;
        }

        /** Since it was asked last; none for an empty node, which has no token. */
        Optional<ScalarToken> last() {
            Optional<ScalarToken> result = last;
            last = Optional.empty();
            return result;
        }

        @Override
        public Token next() {
            Token token = scanner.next();
            if (token instanceof ScalarToken scalar) {
                last = Optional.of(scalar);
            }
            return token;
        }

        @Override
        public boolean hasNext() {
            return scanner.hasNext();
        }

        @Override
        public boolean checkToken(Token.ID... choices) {
            return scanner.checkToken(choices);
        }

        @Override
        public Token peekToken() {
            return scanner.peekToken();
        }

        @Override
        public void resetDocumentIndex() {
            scanner.resetDocumentIndex();
        }
    }
}
