package dev.drydock.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One HTML file with all that it needs: style, script, and the facts as JSON. Its policy lets nothing else run or load (Content Security Policy
 * Level 3): what comes from an image reaches the page only as JSON, and the script puts it there only as text.
 */
final class HtmlPage {
    private static final String PLACE = "/dev/drydock/report/";

    private HtmlPage() {}

    /**
     * @param title made harmless here
     * @param scripts names of resources, in the order in which they are run
     * @param data of {@link Json#inPage}
     */
    static String of(String title, List<String> scripts, String data) {
        String style = resource("report.css");
        String script =
                scripts.stream().map(HtmlPage::resource).collect(Collectors.joining("\n", "'use strict';\n", ""));
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '%s'; script-src '%s'; \
                base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="referrer" content="no-referrer">
                <meta name="generator" content="Drydock">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <noscript>This report shows its figures by a script of its own, which the browser does not run.</noscript>
                <script type="application/json" id="facts">%s</script>
                <script>%s</script>
                </body>
                </html>
                """.formatted(hash(style), hash(script), escaped(Plain.line(title)), style, data, script);
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(PLACE + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the text between the tags of an element (CSP 3, "Does element match source list"). */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
