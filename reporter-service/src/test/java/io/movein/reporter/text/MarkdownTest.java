package io.movein.reporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.autolink.AutolinkType;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rendered as GitHub would, what somebody wrote is still what they wrote, and nothing else. */
class MarkdownTest {
    /** Without addresses of e-mail: GitHub's have ASCII alone, this library's may hold the invisible space that breaks ours. */
    private static final Extension LINKS = AutolinkExtension.builder()
            .linkTypes(AutolinkType.URL, AutolinkType.WWW)
            .build();

    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create(), LINKS))
            .build();
    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder().extensions(List.of(TablesExtension.create())).build();

    static List<String> attempts() {
        return List.of(
                "<script>alert(1)</script>",
                "<!-- movein:report run=1 event=a/b#1/9 -->",
                "![x](https://evil.example/x.png)",
                "[click](https://evil.example)",
                "https://evil.example/?a=b",
                "www.evil.example",
                "<https://evil.example>",
                "mallory@evil.example",
                "# Heading",
                "- item",
                "1. item",
                "> quote",
                "+ item",
                "===",
                "---",
                "**bold** _it_ ~~gone~~",
                "a | b | c",
                "a \\| b",
                "`code` and ``` fence",
                "``` \n</details>\n# out",
                "&lt;b&gt; &#64;all",
                "\\[x](y)",
                "$x^2$",
                "</details></table><h1>x</h1>",
                "[ref]: https://evil.example",
                "line one\n\n# line two",
                "[x][ref]",
                "*",
                "`",
                "\\");
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void proseStaysProse(String attempt) {
        var html = render(Markdown.text(attempt));

        assertThat(html).isEqualTo("<p>" + escaped(attempt) + "</p>\n");
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void codeStaysCode(String attempt) {
        var html = render("x " + Markdown.code(attempt));

        assertThat(html).isEqualTo("<p>x <code>" + escaped(attempt) + "</code></p>\n");
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void aCellStaysACell(String attempt) {
        var html = render("| a | b | c |\n|---|---|---|\n| " + Markdown.text(attempt) + " | " + Markdown.cell(attempt)
                + " | end |\n");

        assertThat(html)
                .contains("<td>" + escaped(attempt) + "</td>\n<td><code>" + escaped(attempt)
                        + "</code></td>\n<td>end</td>");
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void nothingGetsOutOfAFence(String attempt) {
        var html = render(Markdown.fence(attempt + "\n````\n" + attempt) + "\n\nafter");

        assertThat(html)
                .startsWith("<pre><code class=\"language-text\">")
                .endsWith("</code></pre>\n<p>after</p>\n")
                .containsOnlyOnce("</code>")
                .doesNotContain("<h1")
                .doesNotContain("<a ");
    }

    @Test
    void linesStayLinesOfOneCell() {
        var html = render(
                "| a | b |\n|---|---|\n| " + Markdown.lines("one | two\r\n\r\n# three\n- <b>four</b>") + " | end |\n");

        assertThat(html).contains("<td>one | two<br># three<br>- &lt;b&gt;four&lt;/b&gt;</td>\n<td>end</td>");
    }

    @Test
    void nobodyIsMentionedAndNoIssueIsReferredTo() {
        var text = Markdown.text(
                "cc @acme/everyone, mallory@evil.example and @operator, see #12, acme/platform#13 and GH-14");

        assertThat(text)
                .doesNotContainPattern("@\\w")
                .doesNotContainPattern("#\\d")
                .doesNotContainPattern("GH-\\d");
    }

    @Test
    void aDigestStaysWhole() {
        assertThat(Markdown.text("expected name@sha256:0123")).isEqualTo("expected name@sha256:0123");
    }

    @Test
    void whatCannotBeSeenIsLeftOut() {
        assertThat(Markdown.text("a\u202Eb\u200Bc\u0000d\u001B[31mred\u001B[0m"))
                .isEqualTo("abcdred");
    }

    @Test
    void aLongTextIsCutAtACharacter() {
        assertThat(Markdown.cut("🚚🚚🚚🚚", 2)).isEqualTo("🚚🚚… (2 more characters)");
    }

    private static String render(String markdown) {
        return RENDERER.render(PARSER.parse(markdown)).replace("\u200B", "");
    }

    private static String escaped(String text) {
        return text.replaceAll("\\s+", " ")
                .strip()
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
