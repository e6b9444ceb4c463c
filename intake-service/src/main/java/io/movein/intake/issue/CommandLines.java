package io.movein.intake.issue;

import io.movein.contract.issue.CommandWord;
import io.movein.contract.issue.CommandWord.PlanWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Finds the commands of a comment: lines of its top-level paragraphs that begin with a slash and a word. What stands in
 * quotes, lists, code or HTML is talk about commands. A path in prose (`/etc/hosts`) is not a word.
 */
final class CommandLines {

    /** A comment with more commands than this is no work of a person; each of them costs an answer. */
    private static final int MOST = 10;

    private static final int SHOWN = 200;
    private static final Pattern COMMAND = Pattern.compile("/([A-Za-z-]+)([.,;:!?]*)(?:\\s+(.*))?");
    private static final Parser MARKDOWN = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();

    private CommandLines() {}

    static List<CommandLine> of(String comment) {
        var lines = comment.lines().toList();
        return paragraphs(MARKDOWN.parse(String.join("\n", lines)))
                .flatMap(paragraph -> linesBeginningWithText(paragraph, lines))
                .flatMap(line -> read(line).stream())
                .limit(MOST)
                .toList();
    }

    private static Stream<Node> paragraphs(Node document) {
        return children(document).stream().filter(Paragraph.class::isInstance);
    }

    private static Stream<String> linesBeginningWithText(Node paragraph, List<String> lines) {
        return children(paragraph).stream()
                .filter(node -> node instanceof Text && beginsALine(node))
                .flatMap(node -> node.getSourceSpans().stream().limit(1))
                .map(span -> lines.get(span.getLineIndex()).strip());
    }

    private static boolean beginsALine(Node node) {
        var before = node.getPrevious();
        return before == null || before instanceof SoftLineBreak || before instanceof HardLineBreak;
    }

    private static List<Node> children(Node parent) {
        var children = new ArrayList<Node>();
        for (var child = parent.getFirstChild(); child != null; child = child.getNext()) children.add(child);
        return children;
    }

    private static Optional<CommandLine> read(String line) {
        var match = COMMAND.matcher(line);
        if (!match.matches()) return Optional.empty();
        var rest = match.group(3) == null ? "" : match.group(3).strip();
        var word = CommandWord.of(match.group(1) + match.group(2));
        return Optional.of(
                word.map(command -> read(line, command, rest)).orElseGet(() -> misread(line, CommandWord.all())));
    }

    private static CommandLine read(String line, CommandWord word, String rest) {
        return switch (word) {
            case VALIDATED -> alone(line, rest, new CommandLine.Validated());
            case STOP -> alone(line, rest, new CommandLine.Stop());
            case STATUS -> alone(line, rest, new CommandLine.Status());
            case HELP -> alone(line, rest, new CommandLine.Help());
            case INVALID -> new CommandLine.Invalid(rest);
            case PLAN ->
                PlanWord.parse(rest)
                        .<CommandLine>map(CommandLine.Choose::new)
                        .orElseGet(() -> misread(line, "/plan and " + PlanWord.choices()));
        };
    }

    /** `/validated not yet` must not count as a confirmation. */
    private static CommandLine alone(String line, String rest, CommandLine command) {
        return rest.isEmpty() ? command : misread(line, "the command alone on its line");
    }

    static CommandLine.Misread misread(String line, String expected) {
        return new CommandLine.Misread(line.length() > SHOWN ? line.substring(0, SHOWN) : line, expected);
    }
}
