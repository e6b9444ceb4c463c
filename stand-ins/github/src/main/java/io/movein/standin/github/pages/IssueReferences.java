package io.movein.standin.github.pages;

import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.PostProcessor;

/** Makes {@code #12} in running text a link to that issue; code and links stay as they are. */
final class IssueReferences extends AbstractVisitor implements PostProcessor {

    private static final Pattern REFERENCE = Pattern.compile("(?<![\\w/&#])#(\\d{1,9})\\b");

    private final String issues;

    IssueReferences(String issues) {
        this.issues = issues;
    }

    @Override
    public Node process(Node document) {
        document.accept(this);
        return document;
    }

    @Override
    public void visit(Link link) {
        // a link in a link is none
    }

    @Override
    public void visit(Text text) {
        var match = REFERENCE.matcher(text.getLiteral());
        var from = 0;
        Node last = text;
        while (match.find()) {
            last = after(last, new Text(text.getLiteral().substring(from, match.start())));
            var link = new Link(issues + "/" + match.group(1), null);
            link.appendChild(new Text(match.group()));
            last = after(last, link);
            from = match.end();
        }
        if (from > 0) {
            after(last, new Text(text.getLiteral().substring(from)));
            text.unlink();
        }
    }

    private static Node after(Node before, Node node) {
        before.insertAfter(node);
        return node;
    }
}
