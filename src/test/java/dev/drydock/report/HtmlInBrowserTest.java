package dev.drydock.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.drydock.inspect.ImageDiff;
import dev.drydock.report.Chromium.Opened;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages in the Chromium that is installed, used as people use them. */
@Tag("real")
class HtmlInBrowserTest {
    @TempDir
    static Path directory = Path.of("");

    private static Chromium chromium;

    @BeforeAll
    static void start() {
        chromium = new Chromium(directory);
    }

    @AfterAll
    static void stop() {
        chromium.close();
    }

    private static Opened small() throws Exception {
        return chromium.open(ImageHtml.of(ReportImages.small()));
    }

    /** Of several with that name the first. */
    private static Locator radio(Opened opened, String name) {
        return opened.page()
                .getByLabel(name, new Page.GetByLabelOptions().setExact(true))
                .first();
    }

    private static Opened compared() throws Exception {
        return chromium.open(ComparisonHtml.of(List.of(
                new Compared(
                        "shop standard",
                        "standard",
                        ReportImages.smallAfter(),
                        new Compared.Updates.Known(2, 1),
                        Optional.empty()),
                new Compared(
                        "shop distroless",
                        "distroless",
                        ReportImages.small(),
                        new Compared.Updates.Known(0, 0),
                        Optional.empty()))));
    }

    @Test
    void theMapIsWalkedByMouse() throws Exception {
        try (Opened opened = small()) {
            assertThat(opened.cells()).containsExactly("/usr/lib", "/app", "/etc");
            // the frame's head; its middle belongs to a file
            opened.page()
                    .locator("svg.treemap > g > rect.frame")
                    .first()
                    .click(new Locator.ClickOptions().setPosition(8, 8));
            assertThat(opened.crumbs()).isEqualTo("/ > usr > lib");
            assertThat(opened.cells()).containsExactly("/usr/lib/libc.so", "/usr/lib/libm.so");
            opened.cell("/usr/lib/libm.so").hover();
            assertThat(opened.text(".info"))
                    .contains("/usr/lib/libm.so", "90.0 kB", "22.3 % of the image", "1 · base", "0:0");
            opened.page().locator(".crumbs button").first().click();
            assertThat(opened.crumbs()).isEqualTo("/");
            opened.isClean();
        }
    }

    @Test
    void theMapIsWalkedByKeys() throws Exception {
        try (Opened opened = small()) {
            opened.page().locator("svg.treemap > g[tabindex='0']").focus();
            assertThat(opened.focused()).isEqualTo("/usr/lib, 290.0 kB, 71.8 %, directory of 3 files");
            opened.page().keyboard().press("ArrowRight");
            assertThat(opened.focused()).startsWith("/app, ");
            opened.page().keyboard().press("Enter");
            assertThat(opened.crumbs()).isEqualTo("/ > app");
            assertThat(opened.focused()).startsWith("/app/server.js, 60.0 kB");
            opened.page().keyboard().press("End");
            opened.page().keyboard().press("Home");
            opened.page().keyboard().press("Enter");
            assertThat(opened.text("[role=status]")).contains("/app/server.js", "60.0 kB");
            opened.page().keyboard().press("Escape");
            assertThat(opened.crumbs()).isEqualTo("/");
            assertThat(opened.focused()).startsWith("/app, ");
            opened.page().keyboard().press("Home");
            opened.page().keyboard().press("Enter");
            assertThat(opened.crumbs()).isEqualTo("/ > usr > lib");
            opened.page().keyboard().press("Backspace");
            assertThat(opened.crumbs()).isEqualTo("/");
            opened.isClean();
        }
    }

    @Test
    void theMapIsArrangedAndColoured() throws Exception {
        try (Opened opened = small()) {
            radio(opened, "Package").check();
            assertThat(opened.crumbs()).isEqualTo("packages");
            assertThat(opened.cells()).containsExactly("no package", "npm");
            radio(opened, "Kind").check();
            assertThat(opened.texts(".legend button")).containsExactly("no package 374.0 kB", "npm 30.1 kB");
            opened.page().locator(".legend button").last().click();
            assertThat(opened.page().locator("svg.treemap.dim rect.lit").count())
                    .isEqualTo(2);
            opened.isClean();
        }
    }

    /** What the map shows stands beside it as a table, for those who do not see it. */
    @Test
    void theTableSaysWhatTheMapShows() throws Exception {
        try (Opened opened = small()) {
            assertThat(opened.texts(".contents tbody tr"))
                    .containsExactly("usr/ 290.0 kB", "app/ 110.1 kB", "etc/ 4.00 kB");
            opened.page().locator(".contents button.plain").nth(1).click();
            assertThat(opened.texts(".contents tbody td.name"))
                    .containsExactly("server.js", "node_modules/", "public/");
            assertThat(opened.text("[role=status]")).isEqualTo("/app, 110.1 kB, 3 items");
            String tree = opened.page().locator("body").ariaSnapshot();
            assertThat(tree)
                    .contains("combobox \"Search all paths\"", "radio \"Dark\"", "navigation \"Where the map is\"")
                    .contains(
                            "button \"/app/server.js, 60.0 kB, 54.5 %\"",
                            "columnheader \"Size\"", "heading \"shop:1.0\" [level=1]");
            opened.isClean();
        }
    }

    @Test
    void searchFindsPathsAndShowsThem() throws Exception {
        try (Opened opened = small()) {
            opened.page().keyboard().press("/");
            opened.page().keyboard().type("LIB so");
            assertThat(opened.texts("#found bdi"))
                    .containsExactly("/usr/lib/libc.so", "/usr/lib/libm.so", "/usr/lib/libc.so.6");
            assertThat(opened.texts("#found li:first-child mark")).containsExactly("lib", "so");
            opened.page().keyboard().press("ArrowDown");
            opened.page().keyboard().press("ArrowDown");
            assertThat(opened.page().locator("#search").getAttribute("aria-activedescendant"))
                    .isEqualTo("found-1");
            opened.page().keyboard().press("Enter");
            assertThat(opened.crumbs()).isEqualTo("/ > usr > lib");
            assertThat(opened.focused()).startsWith("/usr/lib/libm.so, ");
            opened.page().locator("#search").fill("nowhere");
            assertThat(opened.text("#found")).isEqualTo("No path has that");
            assertThat(opened.text("[role=status]")).isEqualTo("No path has that");
            opened.page().keyboard().press("Escape");
            assertThat(opened.page().locator("#found").isVisible()).isFalse();
            opened.isClean();
        }
    }

    @Test
    void tablesAreSorted() throws Exception {
        try (Opened opened = small()) {
            assertThat(opened.texts("#files tbody td:first-child").getFirst()).isEqualTo("/usr/lib/libc.so");
            opened.page()
                    .locator("#files th button", new Page.LocatorOptions().setHasText("Path"))
                    .click();
            assertThat(opened.texts("#files tbody td:first-child"))
                    .startsWith("/app/node_modules/left-pad/index.js", "/app/node_modules/left-pad/package.json");
            assertThat(opened.page().locator("#files th").first().getAttribute("aria-sort"))
                    .isEqualTo("ascending");
            opened.page()
                    .locator("#files th button", new Page.LocatorOptions().setHasText("Path"))
                    .click();
            assertThat(opened.texts("#files tbody td:first-child").getFirst()).isEqualTo("/usr/lib/libm.so");
            opened.isClean();
        }
    }

    @Test
    void lightAndDark() throws Exception {
        try (Opened opened = small()) {
            String colour = "getComputedStyle(document.body).backgroundColor";
            Object light = opened.page().evaluate(colour);
            opened.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            Object dark = opened.page().evaluate(colour);
            assertThat(dark).isNotEqualTo(light);
            radio(opened, "Light").check();
            assertThat(opened.page().evaluate(colour)).isEqualTo(light);
            opened.page().reload();
            assertThat(opened.page().evaluate(colour)).as("remembered").isEqualTo(light);
            radio(opened, "Auto").check();
            assertThat(opened.page().evaluate(colour)).isEqualTo(dark);
            opened.isClean();
        }
    }

    @Test
    void itPrints() throws Exception {
        try (Opened opened = small()) {
            byte[] pdf = opened.page().pdf();
            assertThat(new String(pdf, 0, 5, StandardCharsets.ISO_8859_1)).isEqualTo("%PDF-");
            assertThat(new String(pdf, StandardCharsets.ISO_8859_1)).contains("/Type /Page");
            opened.page()
                    .emulateMedia(
                            new Page.EmulateMediaOptions().setMedia(Media.PRINT).setColorScheme(ColorScheme.DARK));
            assertThat(opened.page().locator("#search").isVisible()).isFalse();
            assertThat(opened.page().locator("svg.treemap").isVisible()).isTrue();
            assertThat(opened.page().evaluate("getComputedStyle(document.querySelector('h1')).color"))
                    .as("dark ink")
                    .isEqualTo("rgb(29, 35, 41)");
            opened.isClean();
        }
    }

    @Test
    void twoImages() throws Exception {
        try (Opened opened =
                chromium.open(DiffHtml.of(ImageDiff.of(ReportImages.small(), ReportImages.smallAfter())))) {
            assertThat(opened.text(".summary"))
                    .isEqualTo("5 paths changed: +50.0 kB added, +40.0 kB grown, −10.0 kB shrunk, −30.0 kB removed.");
            assertThat(opened.texts("#packages tbody tr")).containsExactly("left-pad npm version 1.3.0 1.4.0 −30.0 kB");
            assertThat(opened.cells()).containsExactly("/app");
            opened.page().locator(".contents button.plain").first().click();
            assertThat(opened.cells()).containsExactly("/app/public", "/app/server.js", "/app/node_modules/left-pad");
            opened.isClean();
        }
    }

    @Test
    void severalImages() throws Exception {
        try (Opened opened = compared()) {
            assertThat(opened.texts("#figures tbody tr").get(1)).startsWith("unpacked");
            assertThat(opened.page().locator(".gallery svg[role=img]").count()).isEqualTo(2);
            assertThat(opened.text("#observations")).contains("shop distroless has no shell");
            opened.page().locator("#figures thead a").last().click();
            assertThat(opened.page().url()).endsWith("#image-1");
            assertThat(opened.page().locator("#image-1 a").first().getAttribute("href"))
                    .isEqualTo("#image-0");
            opened.isClean();
        }
    }

    /** Names as nasty as can be stay text on each page, in each state of it. */
    @Test
    void namesFromTheImageStayText() throws Exception {
        String name = "</title><script>alert(20)</script>";
        List<String> pages = List.of(
                ImageHtml.of(ReportImages.hostile(name)),
                DiffHtml.of(ImageDiff.of(ReportImages.small(), ReportImages.hostile(name))),
                ComparisonHtml.of(List.of(
                        new Compared(
                                name,
                                "",
                                ReportImages.hostile(name),
                                new Compared.Updates.Unknown("<script>"),
                                Optional.empty()),
                        new Compared(
                                "<b>", "", ReportImages.small(), new Compared.Updates.Known(0, 0), Optional.empty()))));
        for (String page : pages) {
            try (Opened opened = chromium.open(page)) {
                assertThat(opened.text("h1, #image-0 h2 >> nth=0")).isNotEmpty();
                for (int i = 0; i < opened.page().locator("input[type=radio]").count(); i++) {
                    opened.page().locator("input[type=radio]").nth(i).check(new Locator.CheckOptions().setForce(true));
                }
                while (opened.page().locator("button.more:visible").count() > 0) {
                    opened.page().locator("button.more:visible").first().click();
                }
                if (opened.page().locator("#search").count() > 0) {
                    opened.page().locator("#search").fill("<");
                    assertThat(opened.text("#found")).contains("<script>alert(1)<_script>");
                    opened.page().keyboard().press("Enter");
                }
                assertThat(opened.page().locator("script").count()).isEqualTo(2);
                assertThat(opened.page()
                                .locator(
                                        "img, iframe, object, link, base, form, b, i, [style*=url], [onerror], [onfocus], [onmouseover]")
                                .count())
                        .isZero();
                assertThat(
                                (Boolean)
                                        opened.page()
                                                .evaluate(
                                                        "/[\\u202a-\\u202e\\u2066-\\u2069\\u0007]/.test(document.documentElement.outerHTML)"))
                        .isFalse();
                opened.isClean();
            }
        }
    }

    /** The second wall: even markup that got in would not run. */
    @Test
    void thePolicyHolds() throws Exception {
        try (Opened opened = small()) {
            opened.page()
                    .evaluate(
                            "document.body.insertAdjacentHTML('beforeend', '<img src=x:y onerror=\"window.ran = 1\"><p style=\"color: red\">x</p>')");
            opened.page()
                    .evaluate(
                            "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 2'; document.body.append(s); }");
            opened.page().waitForTimeout(100);
            assertThat(opened.page().evaluate("String(window.ran)")).isEqualTo("undefined");
            assertThat(opened.heard()).anyMatch(heard -> heard.contains("Content Security Policy"));
        }
    }

    /**
     * Of 10,000 files: that it works is asserted; how long the page's thread worked for it is written to target/report-figures.txt. It is the
     * processor's time, since a machine that runs tests has other things to do.
     */
    @Test
    void tenThousandFiles() throws Exception {
        String html = ImageHtml.of(ReportImages.large("big:1", 0));
        try (Opened opened = chromium.open(html)) {
            Page page = opened.page();
            double load = opened.worked();
            opened.page()
                    .locator("svg.treemap > g > rect.frame")
                    .first()
                    .click(new Locator.ClickOptions().setPosition(8, 8));
            assertThat(opened.crumbs()).isEqualTo("/ > usr > lib");
            double drill = opened.worked() - load;
            page.locator("#search").focus();
            double before = opened.worked();
            page.keyboard().type("file-number-99");
            double keys = (opened.worked() - before) / "file-number-99".length();
            assertThat(opened.text("#found .said")).isEqualTo("111 paths, the largest 60 shown");
            assertThat(page.locator("svg.treemap rect").count()).isBetween(20, 9_000);
            assertThat(page.locator("#files button.more").innerText()).isEqualTo("Show 500 more of 10\u2009000");
            opened.isClean();
            Files.writeString(
                    Path.of("target", "report-figures.txt"),
                    String.format(
                            Locale.ROOT,
                            "10,000 files: %.0f kB; opened in %.0f ms, first drill-down %.0f ms, keystroke in the search %.0f ms%n",
                            html.getBytes(StandardCharsets.UTF_8).length / 1000.0,
                            load,
                            drill,
                            keys));
        }
    }
}
