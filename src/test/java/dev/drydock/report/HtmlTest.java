package dev.drydock.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.inspect.ImageDiff;
import dev.drydock.lock.JsonTree;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Pages as text: what they hold, and that what comes from an image cannot become markup in them. */
class HtmlTest {
    private static final String FACTS = "<script type=\"application/json\" id=\"facts\">";

    private static JsonTree facts(String page) {
        int start = page.indexOf(FACTS) + FACTS.length();
        return JsonTree.parse(
                page.substring(start, page.indexOf("</script>", start)).getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> texts(JsonTree tree, String name) {
        return tree.field(name).elements().stream().map(JsonTree::text).toList();
    }

    private static List<String> pages() throws Exception {
        return List.of(
                ImageHtml.of(ReportImages.small()),
                ImageHtml.of(ReportImages.hostile("</title><script>alert(13)</script>")),
                DiffHtml.of(ImageDiff.of(ReportImages.small(), ReportImages.hostile("<b>"))),
                ComparisonHtml.of(List.of(
                        compared("<script>alert(14)</script> standard", "standard"),
                        compared("<script>alert(14)</script> distroless", "distroless"))));
    }

    private static Compared compared(String label, String variant) throws Exception {
        return new Compared(
                label,
                variant,
                variant.equals("standard") ? ReportImages.hostile("x") : ReportImages.small(),
                new Compared.Updates.Unknown("</script>"),
                Optional.empty());
    }

    @Test
    void theSameImageGivesTheSameBytes() throws Exception {
        assertThat(pages()).isEqualTo(pages());
    }

    /** Two script elements that are ours, one style, and nothing else that a browser would load or run. */
    @Test
    void nothingFromTheImageIsMarkup() throws Exception {
        for (String page : pages()) {
            assertThat(page.split("<script", -1)).hasSize(3);
            assertThat(page.split("</script", -1)).hasSize(3);
            assertThat(page.split("<style", -1)).hasSize(2);
            assertThat(page.replace("http://www.w3.org/2000/svg", "a namespace"))
                    .doesNotContain("<img", "<!--", "http:", "https:", "\u202e", "\u2028", "\u0007");
        }
    }

    /** As a browser reckons it: of what stands between the tags. */
    @Test
    void thePolicyNamesItsOwnScriptAndStyle() throws Exception {
        for (String page : pages()) {
            int script = page.lastIndexOf("<script>") + "<script>".length();
            String hash = hash(page.substring(script, page.indexOf("</script>", script)));
            int style = page.indexOf("<style>") + "<style>".length();
            assertThat(page)
                    .contains("content=\"default-src 'none'; style-src '"
                            + hash(page.substring(style, page.indexOf("</style>"))) + "'; script-src '" + hash
                            + "'; base-uri 'none'; form-action 'none'\"");
        }
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void theFactsAreThoseOfTheImage() {
        JsonTree facts = facts(ImageHtml.of(ReportImages.small()));
        JsonTree files = facts.field("files");
        assertThat(facts.text("name")).isEqualTo("shop:1.0");
        assertThat(texts(files, "names"))
                .containsExactly(
                        "app",
                        "node_modules",
                        "left-pad",
                        "index.js",
                        "package.json",
                        "public",
                        "page.css",
                        "server.js",
                        "etc",
                        "os",
                        "usr",
                        "lib",
                        "libc.so",
                        "libc.so.6",
                        "libm.so");
        String page = ImageHtml.of(ReportImages.small());
        assertThat(page)
                .contains("\"parents\":[-1,0,1,2,2,0,5,0,-1,8,-1,10,11,11,11]")
                .contains("\"layers\":[1,1,1,1,1,1,1,1,0,0,0,0,0,0,0]")
                .contains("\"packages\":[-1,-1,-1,0,0,-1,-1,-1,-1,-1,-1,-1,-1,-1,-1]")
                .contains("\"links\":{\"13\":\"libc.so\"}");
    }

    @Test
    void theChangesAreThoseOfTheImages() {
        String page = DiffHtml.of(ImageDiff.of(ReportImages.small(), ReportImages.smallAfter()));
        JsonTree files = facts(page).field("files");
        assertThat(texts(files, "names"))
                .containsExactly(
                        "app",
                        "node_modules",
                        "left-pad",
                        "index.js",
                        "package.json",
                        "public",
                        "logo.svg",
                        "page.css",
                        "server.js");
        assertThat(texts(files, "verbs")).containsExactly("removed", "content", "added");
        assertThat(page).contains("\"changes\":[-1,-1,-1,0,1,-1,2,1,1]").contains("\"owners\":[\"npm left-pad\"]");
    }

    /** Whatever the text: no tag in it, and the parser gets back what a terminal would show. */
    @Property
    void anyTextStaysText(@ForAll String text) {
        String json = Json.inPage(fields -> fields.text("t" + text, text).texts("list", List.of(text)));
        assertThat(json).doesNotContain("<", ">", "&", "\u2028", "\u2029", "\n");
        JsonTree read = JsonTree.parse(json.getBytes(StandardCharsets.UTF_8));
        assertThat(read.text(Plain.line("t" + text))).isEqualTo(Plain.line(text));
        assertThat(texts(read, "list")).containsExactly(Plain.line(text));
    }

    @Test
    void titlesAreEscaped() throws Exception {
        Matcher title = Pattern.compile("<title>(.*)</title>")
                .matcher(ImageHtml.of(ReportImages.hostile("a\"</title><script>&\n")));
        assertThat(title.find()).isTrue();
        assertThat(title.group(1)).isEqualTo("a&quot;&lt;/title&gt;&lt;script&gt;&amp;\\u000a · Drydock");
    }

    @Test
    void observationsStandOnTheFigures() {
        Compared one = new Compared(
                "shop standard",
                "standard",
                ReportImages.large("x", 0),
                new Compared.Updates.Known(0, 0),
                Optional.empty());
        Compared other = new Compared(
                "shop distroless",
                "distroless",
                ReportImages.small(),
                new Compared.Updates.Known(0, 0),
                Optional.empty());
        List<ComparedGroup> groups = ComparedGroup.of(List.of(one, other));
        assertThat(groups).hasSize(1);
        assertThat(groups.getFirst().name()).isEqualTo("shop");
        assertThat(groups.getFirst().observations())
                .containsExactly(
                        "shop distroless is 15.0 MB smaller than shop standard, 2.6 % of it: 404.1 kB, 1 package and 7 files"
                                + " instead of 15.4 MB, 0 packages and 10000 files.",
                        "shop standard has no shell, no package manager and no setuid file.",
                        "shop distroless has no shell, no package manager and no setuid file.");
    }
}
