package io.movein.standin.github.pages;

import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/** What somebody wrote, as HTML that is safe to show: HTML in it is kept as far as it is harmless, comments vanish. */
final class Markdown {

    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), AutolinkExtension.create(), StrikethroughExtension.create());

    /** No images: a page must not fetch what a stranger names. */
    private static final PolicyFactory HARMLESS = new HtmlPolicyBuilder()
            .allowElements(
                    "p",
                    "br",
                    "hr",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "ul",
                    "ol",
                    "li",
                    "blockquote",
                    "pre",
                    "code",
                    "em",
                    "strong",
                    "b",
                    "i",
                    "del",
                    "s",
                    "sub",
                    "sup",
                    "kbd",
                    "table",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td",
                    "details",
                    "summary",
                    "a")
            .allowAttributes("href")
            .onElements("a")
            .allowAttributes("align")
            .matching(true, "left", "center", "right")
            .onElements("th", "td")
            .allowAttributes("open")
            .onElements("details")
            .allowStandardUrlProtocols()
            .requireRelNofollowOnLinks()
            .toFactory();

    private final Parser parser;
    private final HtmlRenderer renderer =
            HtmlRenderer.builder().extensions(EXTENSIONS).softbreak("<br>\n").build();

    /** {@code issues} is the path beneath which issues are found by number. */
    Markdown(String issues) {
        parser = Parser.builder()
                .extensions(EXTENSIONS)
                .postProcessor(new IssueReferences(issues))
                .build();
    }

    String html(String markdown) {
        return HARMLESS.sanitize(renderer.render(parser.parse(markdown)));
    }
}
