package dev.drydock.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.problem.DrydockException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class ManifestTest {
    private static final String DIGEST = "@sha256:" + "0a".repeat(32);

    private static Manifest read(String text) {
        return Manifest.read("k8s/app.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String image(Mention mention) {
        return "registry.example:5000/team/" + mention.path() + DIGEST;
    }

    private static Arguments shape(String name, String text, String... paths) {
        return Arguments.of(name, text, List.of(paths));
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                shape("plain", "image: drydock://app\n", "app"),
                shape("with a comment", "# drydock://no\nimage: drydock://app   # drydock://nor this\n", "app"),
                shape("comment signs inside", "image: drydock://app#1\n", "app#1"),
                shape("double quoted", "image: \"drydock://app\" # why\n", "app"),
                shape("single quoted", "image: 'drydock://app'\n", "app"),
                shape("literal", "image: |-\n  drydock://app\nother: 1\n", "app"),
                shape("literal whose head has a comment", "image: |- # drydock://app\n  drydock://app\n", "app"),
                shape("literal with a final line feed", "image: |\n  drydock://app\n\n\nother: 1\n", "app"),
                shape("folded and indented by a digit", "image: >2-\n  drydock://app\n", "app"),
                shape("folded at the end", "image: >-\n  drydock://app", "app"),
                shape("anchor and alias", "a: &image drydock://app\nb: *image\nc: &q \"drydock://b\"\n", "app", "b"),
                shape("tag", "a: !!str drydock://app\nb: !!str &x 'drydock://b'\n", "app", "b"),
                shape("list", "- drydock://a\n- - drydock://b\n-   drydock://c\n", "a", "b", "c"),
                shape(
                        "flow",
                        "{images: [drydock://a, 'drydock://b',\"drydock://c\"], x: drydock://d}\n",
                        "a",
                        "b",
                        "c",
                        "d"),
                shape("key", "drydock://app: 1\n? drydock://b\n: 2\n", "app", "b"),
                shape("merge key", "base: &b {image: drydock://app}\nx:\n  <<: *b\n", "app"),
                shape(
                        "pod",
                        "spec:\n  initContainers:\n  - image: drydock://init\n    name: i\n  containers:\n  - name: a\n"
                                + "    image: drydock://services/a\n    args: [--x, \"y\"]\n",
                        "init",
                        "services/a"),
                shape(
                        "custom resource",
                        "apiVersion: example.com/v1\nkind: Worker\nspec: {runner: {ref: drydock://w}}\n",
                        "w"),
                shape("documents", "---\na: drydock://a\n---\nb: drydock://b\n...\n---\n# none\n", "a", "b"),
                shape("directives", "%YAML 1.2\n---\na: drydock://a\n", "a"),
                shape("CRLF", "a: drydock://a\r\nb: |-\r\n  drydock://b\r\nc: 'drydock://c'\r\n", "a", "b", "c"),
                shape("no final line feed", "a: 1\nimage: drydock://app", "app"),
                shape("byte order mark", "\ufeffimage: drydock://app\nb: drydock://b\n", "app", "b"),
                shape(
                        "characters of two units",
                        "x: \"\ud83d\ude80\" # \ud83d\ude80\nimage: drydock://app\ny: \ud83d\ude80\nb: drydock://b\n",
                        "app",
                        "b"),
                shape(
                        "JSON",
                        "{\"a\": \"drydock://a\",\n \"b\": [\"drydock://b\"], \"c\": null, \"d\": 1e3}",
                        "a",
                        "b"),
                shape("twice", "a: drydock://app\nb: drydock://app\n", "app", "app"),
                shape("escape", "a: \"drydock:\\/\\/app\"\n", "app"),
                shape("over two lines", "a: \"drydock://\\\n  app\"\n", "app"),
                shape(
                        "other text",
                        "a: see drydock://app\nb: DRYDOCK://app\nc: drydock:/app\nd: |\n  image: drydock://x\n"),
                shape("nothing", ""),
                shape("only comments", "# drydock://app\n"),
                shape("odd spaces", "a:    drydock://app  \t\nb: [ drydock://b  ]\n", "app", "b"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void appsBecomeImagesAndNothingElseChanges(String name, String text, List<String> paths) {
        Manifest manifest = read(text);
        assertThat(manifest.mentions()).extracting(Mention::path).isEqualTo(paths);
        String expected = text;
        // Marks of the two unusual spellings, whose text is not the value's.
        expected = expected.replace("drydock:\\/\\/", "drydock://").replace("drydock://\\\n  ", "drydock://");
        StringBuilder marked = new StringBuilder();
        int at = 0;
        Manifest plain = read(expected);
        for (Mention mention : plain.mentions()) {
            int from = expected.indexOf(Mention.SCHEME + mention.path(), mention.start());
            marked.append(expected, at, from).append(image(mention));
            at = from + (Mention.SCHEME + mention.path()).length();
        }
        marked.append(expected.substring(at));
        String resolved = manifest.resolved(ManifestTest::image);
        assertThat(resolved).isEqualTo(marked.toString());
        assertThat(loaded(resolved)).isEqualTo(replaced(loaded(text)));
    }

    private static List<Object> loaded(String text) {
        List<Object> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(text.startsWith("\ufeff") ? text.substring(1) : text)
                .forEach(document -> documents.add(String.valueOf(document)));
        return documents;
    }

    /** What a reader that knows nothing of marks makes of it. */
    private static List<Object> replaced(List<Object> documents) {
        return documents.stream()
                .map(document -> (Object) java.util.regex.Pattern.compile("(?<=^|[\\[{=, ])drydock://([^,\\]}=\\s]+)")
                        .matcher((String) document)
                        .replaceAll(found -> found.start() >= 4
                                        && ((String) document)
                                                .substring(0, found.start())
                                                .matches("(?s).*(see|image:) ")
                                ? found.group()
                                : "registry.example:5000/team/" + found.group(1) + DIGEST))
                .toList();
    }

    @Test
    void aRegistryByItsAddressIsQuoted() {
        String image = "[::1]:5000/app" + DIGEST;
        assertThat(read("a: drydock://app\nb: 'drydock://app'\nc: >-\n  drydock://app\n")
                        .resolved(any -> image))
                .isEqualTo("a: \"" + image + "\"\nb: '" + image + "'\nc: >-\n  " + image + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1\\nb: [1, 2 | 2 | while parsing a flow sequence: expected ',' or ']', but got <stream end>",
                "a: 1\\n b: 2 | 2 | mapping values are not allowed here",
                "a: 1\\n\\tb: 2 | 2 | while scanning for the next token: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)",
                "a: 1\\nb: \\u0007 | 2 | it holds the character U+0007",
                "a: 'x | 1 | while scanning a quoted scalar: found unexpected end of stream",
                "a: %x | 1 | while scanning for the next token: found character '%' that cannot start any token. (Do not use % for indentation)",
            })
    void whatIsNoYamlIsToldWithItsLine(String text, int line, String cause) {
        String yaml = text.replace("\\n", "\n").replace("\\t", "\t").replace("\\u0007", "\u0007");
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(DrydockException.class)
                .hasMessage("error[kubernetes/yaml]: `k8s/app.yaml` is not YAML\n  in k8s/app.yaml:" + line
                        + "\n  caused by: " + cause);
    }

    @ParameterizedTest
    @CsvSource({
        "a: drydock://, 1, drydock://",
        "a: 'drydock:// ', 1, drydock://",
        "a: |\\n  drydock://app\\n  more, 1, drydock://app\\nmore",
        "a: >-\\n  drydock://app\\n  more, 1, drydock://app more",
    })
    void whatNamesNoAppIsToldWithItsLine(String text, int line, String value) {
        String yaml = text.replace("\\n", "\n");
        assertThatThrownBy(() -> read(yaml))
                .hasMessage(
                        "error[kubernetes/reference]: `" + value + "` names no app\n  in k8s/app.yaml:" + line
                                + "\n  help: write the app's directory behind it on one line, such as `drydock://services/shop`");
    }

    @Test
    void spacesArePartOfAPath() {
        assertThat(read("a: drydock://my app # x\n").mentions())
                .extracting(Mention::path)
                .containsExactly("my app");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> read("a: drydock://\nb: drydock://\nc: [\n"))
                .hasMessageContainingAll("app.yaml:1", "app.yaml:2", "app.yaml:4");
    }

    @Test
    void aliasesAreNotFollowed() {
        StringBuilder text = new StringBuilder("a0: &a0 [drydock://app]\n");
        for (int i = 1; i < 100; i++) {
            text.append("a").append(i).append(": &a").append(i).append(" [");
            text.append(("*a" + (i - 1) + ",").repeat(9)).append("]\n");
        }
        assertThat(read(text.toString()).mentions()).hasSize(1);
        assertThat(read("a: &a [*a, drydock://app]\n").mentions()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"[, ]", "'{a: ', }", "'- ', ''", "'? ', ''"})
    void deepNestingIsRefused(String open, String close) {
        assertThat(read(open.repeat(150) + "drydock://app" + close.repeat(150)).mentions())
                .hasSize(1);
        String deep = open.repeat(300_000);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThatThrownBy(() -> read(deep))
                .hasMessage("error[kubernetes/too-deep]: `k8s/app.yaml` is nested too deeply: at most 200 levels"
                        + " are read\n  in k8s/app.yaml:1"));
    }

    @Test
    void aLargeFileIsReadAndALargerOneRefused() {
        String line = "- drydock://app # \u00e9\n";
        String large = line.repeat(10_000) + "- ab\n".repeat(Manifest.LARGEST / 5 - 42_001);
        assertThat(large.getBytes(StandardCharsets.UTF_8).length).isBetween(Manifest.LARGEST - 100, Manifest.LARGEST);
        assertThat(read(large).mentions()).hasSize(10_000);
        assertThatThrownBy(() -> read(line.repeat(10_001)))
                .hasMessage("error[kubernetes/too-large]: `k8s/app.yaml` names too many apps: at most 10000 are built"
                        + "\n  in k8s/app.yaml:10001");
        String padded = "a: drydock://app\n" + "#".repeat(Manifest.LARGEST);
        assertThatThrownBy(() -> read(padded))
                .hasMessage("error[kubernetes/too-large]: `k8s/app.yaml` is too large for a manifest: at most 4 MiB are"
                        + " read\n  help: give only the files that name apps");
    }

    @Test
    void otherEncodingsAreRefused() {
        assertThatThrownBy(() -> Manifest.read("x.yaml", "image: \u00e9".getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessage("error[kubernetes/encoding]: `x.yaml` is not UTF-8");
    }

    @Test
    void severalFilesAreOneStream() {
        List<Manifest> manifests = List.of(
                read("\ufeffa: drydock://a"),
                read("\ufeffb: drydock://b\n"),
                read("# c\n---\nc: 1\n"),
                read("%TAG ! !x\n---\nd: 1\n"),
                read("{\"e\": \"drydock://e\"}"));
        String joined = Manifest.joined(manifests, mention -> "x/" + mention.path());
        assertThat(joined)
                .isEqualTo(
                        "\ufeffa: x/a\n---\nb: x/b\n# c\n---\nc: 1\n...\n%TAG ! !x\n---\nd: 1\n---\n{\"e\": \"x/e\"}");
        assertThat(loaded(joined)).containsExactly("{a=x/a}", "{b=x/b}", "{c=1}", "{d=1}", "{e=x/e}");
    }
}
