package io.movein.standin.github.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {

    private final Markdown markdown = new Markdown("/acme/platform/issues");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "[click](javascript:alert(1))",
                "<a href=\"java\tscript:alert(1)\">x</a>",
                "<svg onload=alert(1)>",
                "<details open ontoggle=alert(1)>x</details>",
                "<style>body{display:none}</style>",
                "<form action=/_stand-in/viewer><button name=login value=operator>click</button></form>",
                "<iframe src=\"https://example.com\"></iframe>",
                "`</code><script>alert(1)</script>`",
                "<p style=\"position:fixed\" class=\"button\" id=\"viewer\">x</p>",
            })
    void letsNothingThroughThatActsOrLooksLikeThePage(String attack) {
        assertThat(markdown.html(attack).toLowerCase(Locale.ROOT))
                .doesNotContain(
                        "<script",
                        "onerror=",
                        "onload=",
                        "ontoggle=",
                        "href=\"java",
                        "<svg",
                        "<style",
                        "<form",
                        "<button",
                        "<iframe",
                        "<img",
                        "style=",
                        "class=",
                        "id=");
    }

    @Test
    void hidesCommentsAndKeepsTheRest() {
        assertThat(markdown.html("<!-- movein:status sequence=12 -->\n**Running**"))
                .contains("<strong>Running</strong>")
                .doesNotContain("movein:status");
    }

    @Test
    void rendersTablesLineBreaksAndIssueReferences() {
        assertThat(markdown.html("| a | b |\n|---|--:|\n| 1 | 2 |")).contains("<table>", "<td align=\"right\">2</td>");
        assertThat(markdown.html("one\r\ntwo")).contains("one<br />");
        assertThat(markdown.html("see #12, not `#13` nor a#14"))
                .contains("<a href=\"/acme/platform/issues/12\" rel=\"nofollow\">#12</a>", "<code>#13</code>", "a#14");
    }
}
