package dev.drydock.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.ElementHandle;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Chromium of this machine, driven by Playwright, which downloads none of its own. */
final class Chromium implements AutoCloseable {
    private final Playwright playwright;
    private final Browser browser;
    private final Path directory;
    private int pages;

    /** @param directory for the pages */
    Chromium(Path directory) {
        this.directory = directory;
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    }

    private static Path executable() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no Chromium: `./test` installs it"));
    }

    /**
     * A page opened from disk.
     *
     * @param session Chromium's own protocol
     * @param heard dialogs, errors, whatever the console said, and whatever was asked of anybody: all that a clean page has none of
     */
    record Opened(Page page, CDPSession session, List<String> heard) implements AutoCloseable {
        /** For how many milliseconds the page's thread has worked so far, once what was asked of it is drawn. */
        double worked() {
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)))");
            for (JsonElement each : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
                if (each.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
                    return each.getAsJsonObject().get("value").getAsDouble() * 1000;
                }
            }
            throw new AssertionError("Chromium does not tell");
        }

        void isClean() {
            assertThat(heard).isEmpty();
        }

        String text(String selector) {
            return page.locator(selector).innerText();
        }

        List<String> texts(String selector) {
            return page.locator(selector).allInnerTexts().stream()
                    .map(text -> text.replaceAll("\\s+", " ").strip())
                    .toList();
        }

        /** The names of the top-level rectangles of the map. */
        List<String> cells() {
            return page.locator("svg.treemap > g").all().stream()
                    .map(each -> each.getAttribute("aria-label"))
                    .map(label -> label.substring(0, label.indexOf(',')))
                    .toList();
        }

        /** Which rectangle, by the beginning of what it is called. */
        ElementHandle cell(String name) {
            return page.querySelectorAll("svg.treemap > g").stream()
                    .filter(each -> each.getAttribute("aria-label").startsWith(name + ","))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not among " + cells()));
        }

        String crumbs() {
            return String.join(" > ", texts(".crumbs li"));
        }

        String focused() {
            return String.valueOf(page.evaluate("document.activeElement.getAttribute('aria-label')"));
        }

        @Override
        public void close() {
            page.close();
        }
    }

    Opened open(String html) throws IOException {
        Path file = Files.writeString(directory.resolve("page" + pages++ + ".html"), html);
        List<String> heard = new ArrayList<>();
        Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 900));
        page.onDialog(dialog -> {
            heard.add("dialog " + dialog.message());
            dialog.dismiss();
        });
        page.onPageError(error -> heard.add("error " + error));
        page.onConsoleMessage(message -> heard.add(message.type() + " " + message.text()));
        page.onRequest(request -> {
            if (!request.url().equals(file.toUri().toString())) {
                heard.add("request " + request.url());
            }
        });
        CDPSession session = page.context().newCDPSession(page);
        JsonObject ticks = new JsonObject();
        ticks.addProperty("timeDomain", "threadTicks");
        session.send("Performance.enable", ticks);
        page.navigate(file.toUri().toString());
        return new Opened(page, session, heard);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
