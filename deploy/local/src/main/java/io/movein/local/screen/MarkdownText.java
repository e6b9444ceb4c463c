package io.movein.local.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/**
 * A comment as lines for a terminal of a given width: headings, lists and tables as people expect them, HTML left out. A table that is
 * too wide becomes a line for each cell.
 */
final class MarkdownText {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    private final int width;
    private final List<String> lines = new ArrayList<>();

    private MarkdownText(int width) {
        this.width = width;
    }

    static List<String> lines(String markdown, int width) {
        var text = new MarkdownText(Math.max(20, width));
        text.blocks(PARSER.parse(markdown), "");
        return text.lines;
    }

    /** Plain words, also more than one blank between them where all have room. */
    static List<String> wrapped(String words, int width) {
        if (words.length() <= width) {
            return List.of(words);
        }
        var text = new MarkdownText(Math.max(20, width));
        text.wrap("", "", words);
        return text.lines;
    }

    private void blocks(Node parent, String indent) {
        children(parent).forEach(block -> block(block, indent));
    }

    private void block(Node block, String indent) {
        switch (block) {
            case HtmlBlock _ -> {}
            case Heading heading -> wrap(indent, indent, text(heading).toUpperCase(java.util.Locale.ROOT));
            case TableBlock table -> table(table, indent);
            case FencedCodeBlock code -> code.getLiteral().lines().forEach(line -> lines.add(indent + "  " + line));
            case BulletList list -> children(list).forEach(item -> item(item, indent, "• "));
            case OrderedList list -> numbered(list, indent);
            default -> {
                var text = text(block);
                if (text.isBlank() && block.getFirstChild() != null && !(block.getFirstChild() instanceof Text)) {
                    blocks(block, indent);
                } else if (!text.isBlank()) {
                    text.lines().forEach(line -> wrap(indent, indent, line));
                }
            }
        }
    }

    private void numbered(OrderedList list, String indent) {
        var number = list.getMarkerStartNumber() == null ? 1 : list.getMarkerStartNumber();
        for (var item : children(list)) {
            item(item, indent, number++ + ". ");
        }
    }

    /** The first paragraph stands beside the mark, what follows beneath it. */
    private void item(Node item, String indent, String mark) {
        var parts = children(item);
        if (parts.isEmpty()) {
            return;
        }
        wrap(
                indent + mark,
                indent + " ".repeat(mark.length()),
                text(parts.getFirst()).replace('\n', ' '));
        parts.stream().skip(1).forEach(part -> block(part, indent + " ".repeat(mark.length())));
    }

    private void table(TableBlock table, String indent) {
        var rows = descendants(table, TableRow.class).stream()
                .map(row -> children(row).stream()
                        .map(cell -> text(cell).replace("\n", ", "))
                        .toList())
                .filter(row -> row.stream().anyMatch(cell -> !cell.isBlank()))
                .toList();
        var columns = rows.stream().mapToInt(List::size).max().orElse(0);
        var widths = new int[columns];
        rows.forEach(row -> {
            for (var i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        var needed = indent.length()
                + 2 * (columns - 1)
                + java.util.Arrays.stream(widths).sum();
        rows.forEach(row -> {
            if (needed <= width) {
                lines.add((indent + aligned(row, widths)).stripTrailing());
            } else {
                beneath(row, indent);
            }
        });
    }

    private static String aligned(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (var i = 0; i < row.size(); i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString();
    }

    private void beneath(List<String> row, String indent) {
        wrap(indent, indent + "  ", row.getFirst());
        row.stream().skip(1).filter(cell -> !cell.isBlank()).forEach(cell -> wrap(indent + "  ", indent + "  ", cell));
    }

    private void wrap(String first, String next, String text) {
        var line = new StringBuilder(first);
        var empty = true;
        for (var word : text.strip().split("\\s+")) {
            if (!empty && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(next);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
    }

    private static String text(Node node) {
        return switch (node) {
            case Text text -> text.getLiteral();
            case Code code -> code.getLiteral();
            case HtmlInline html -> html.getLiteral().startsWith("<br") ? "\n" : "";
            case HtmlBlock _ -> "";
            case SoftLineBreak _ -> " ";
            case HardLineBreak _ -> "\n";
            default -> children(node).stream().map(MarkdownText::text).collect(Collectors.joining());
        };
    }

    private static List<Node> children(Node parent) {
        return Stream.iterate(parent.getFirstChild(), child -> child != null, Node::getNext)
                .toList();
    }

    private static <T extends Node> List<T> descendants(Node parent, Class<T> type) {
        return children(parent).stream()
                .flatMap(child ->
                        type.isInstance(child) ? Stream.of(type.cast(child)) : descendants(child, type).stream())
                .toList();
    }
}
