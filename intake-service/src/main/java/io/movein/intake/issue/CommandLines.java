package io.movein.intake.issue;

import io.movein.model.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private static final String ALL =
            "one of /validated, /invalid <what is wrong>, /plan <what next>, /stop, /status, /help";
    private static final Pattern COMMAND = Pattern.compile("/([A-Za-z-]+)([.,;:!?]*)(?:\\s+(.*))?");
    private static final Parser MARKDOWN = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();
    private static final Map<String, Plan> PLANS = Map.of(
            "re-run",
            Plan.RE_RUN,
            "wipe-and-re-run",
            Plan.WIPE_AND_RE_RUN,
            "resume",
            Plan.RESUME,
            "accept-partial",
            Plan.ACCEPT_PARTIAL,
            "new-artifact",
            Plan.NEW_ARTIFACT,
            "abandon",
            Plan.ABANDON);
    private static final String ALL_PLANS =
            "/plan and one of re-run, wipe-and-re-run, resume, accept-partial, new-artifact, abandon";

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
        var word = match.group(1).toLowerCase(Locale.ROOT) + match.group(2);
        return Optional.of(
                switch (word) {
                    case "validated" -> alone(line, rest, new CommandLine.Validated());
                    case "stop" -> alone(line, rest, new CommandLine.Stop());
                    case "status" -> alone(line, rest, new CommandLine.Status());
                    case "help" -> alone(line, rest, new CommandLine.Help());
                    case "invalid" -> new CommandLine.Invalid(rest);
                    case "plan" ->
                        PLANS.containsKey(rest) ? new CommandLine.Choose(PLANS.get(rest)) : misread(line, ALL_PLANS);
                    default -> misread(line, ALL);
                });
    }

    /** `/validated not yet` must not count as a confirmation. */
    private static CommandLine alone(String line, String rest, CommandLine command) {
        return rest.isEmpty() ? command : misread(line, "the command alone on its line");
    }

    static CommandLine.Misread misread(String line, String expected) {
        return new CommandLine.Misread(line.length() > SHOWN ? line.substring(0, SHOWN) : line, expected);
    }
}
