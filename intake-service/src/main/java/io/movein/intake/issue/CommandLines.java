package io.movein.intake.issue;

import io.movein.contract.EnumText;
import io.movein.contract.issue.CommandWord;
import io.movein.contract.issue.CommandWord.PlanWord;
import io.movein.contract.issue.Masker;
import io.movein.contract.issue.PlanCommandWord;
import io.movein.intake.text.OddCharacters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    /** At the end of a sentence, and nothing that is part of a path. */
    private static final Pattern MENTIONED = Pattern.compile(".*\\S\\s+/([A-Za-z-]+)[.!]?");
    /** Slashes of other alphabets and of mathematics, as a phone's keyboard may offer them. */
    private static final Pattern SLASH = Pattern.compile("^[／∕⁄⧸]");

    private static final Parser MARKDOWN = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();

    private CommandLines() {}

    /**
     * @param said when the comment was written
     * @return in their order, behind them at most one that is only mentioned
     */
    static List<CommandLine> of(String comment, Instant said) {
        return of(IssueKind.MIGRATION, comment, said);
    }

    static List<CommandLine> of(IssueKind kind, String comment, Instant said) {
        var lines = comment.lines().toList();
        var texts = paragraphs(MARKDOWN.parse(String.join("\n", lines)))
                .flatMap(paragraph -> linesBeginningWithText(paragraph, lines))
                .toList();
        var found = texts.stream()
                .flatMap(line -> read(kind, line, said).stream())
                .limit(MOST + 1)
                .toList();
        var all = new ArrayList<>(merged(found.size() > MOST ? withoutTheRest(found) : found));
        texts.stream()
                .filter(line -> mentionsACommand(kind, line))
                .findFirst()
                .ifPresent(line -> all.add(new CommandLine.Mentioned(cut(line))));
        return all;
    }

    private static boolean mentionsACommand(IssueKind kind, String line) {
        var match = MENTIONED.matcher(OddCharacters.plain(line));
        return !line.startsWith("/") && match.matches() && kind.knows(match.group(1));
    }

    private static List<CommandLine> withoutTheRest(List<CommandLine> found) {
        var all = new ArrayList<>(found.subList(0, MOST));
        all.add(misread(
                found.getLast().shown(), MOST + " commands in one comment at most; from here on they do not count"));
        return all;
    }

    /** All that could not be understood in one comment gets one answer. */
    private static List<CommandLine> merged(List<CommandLine> found) {
        var misread = found.stream()
                .filter(CommandLine.Misread.class::isInstance)
                .map(CommandLine.Misread.class::cast)
                .toList();
        if (misread.size() < 2) {
            return found;
        }
        var all = new ArrayList<CommandLine>(found);
        all.removeIf(CommandLine.Misread.class::isInstance);
        all.add(misread(
                misread.stream().map(CommandLine.Misread::line).distinct().collect(Collectors.joining("', '")),
                misread.stream()
                        .map(CommandLine.Misread::expected)
                        .distinct()
                        .limit(2)
                        .collect(Collectors.joining("; "))));
        return all;
    }

    private static Stream<Node> paragraphs(Node document) {
        return children(document).stream().filter(Paragraph.class::isInstance);
    }

    private static Stream<String> linesBeginningWithText(Node paragraph, List<String> lines) {
        return children(paragraph).stream()
                .filter(node -> node instanceof Text && beginsALine(node))
                .flatMap(node -> node.getSourceSpans().stream().limit(1))
                .map(span -> Masker.masked(lines.get(span.getLineIndex()).strip()));
    }

    private static boolean beginsALine(Node node) {
        var before = node.getPrevious();
        return before == null || before instanceof SoftLineBreak || before instanceof HardLineBreak;
    }

    private static List<Node> children(Node parent) {
        var children = new ArrayList<Node>();
        for (var child = parent.getFirstChild(); child != null; child = child.getNext()) {
            children.add(child);
        }
        return children;
    }

    /** What nobody sees around a command is told to its author, who cannot know why else it should not count. */
    private static Optional<CommandLine> read(IssueKind kind, String typed, Instant said) {
        var line = SLASH.matcher(OddCharacters.plain(typed).strip()).replaceFirst("/");
        var match = COMMAND.matcher(line);
        if (!match.matches()) {
            return Optional.empty();
        }
        if (OddCharacters.hasInvisible(typed)
                || SLASH.matcher(OddCharacters.plain(typed).strip()).find()) {
            return Optional.of(misread(
                    line,
                    "the command without "
                            + OddCharacters.in(typed)
                                    .or(() -> OddCharacters.beyondAscii(typed))
                                    .orElse("other characters")
                            + "; type it anew"));
        }
        var rest = match.group(3) == null ? "" : match.group(3).strip();
        if (kind == IssueKind.PLAN) {
            return Optional.of(ofPlan(line, match.group(1) + match.group(2), rest));
        }
        var word = CommandWord.of(match.group(1) + match.group(2));
        return Optional.of(
                word.map(command -> read(line, command, rest, said)).orElseGet(() -> misread(line, CommandWord.all())));
    }

    private static CommandLine read(String line, CommandWord word, String rest, Instant said) {
        return switch (word) {
            case VALIDATED -> alone(line, rest, new CommandLine.Validated());
            case STOP -> alone(line, rest, new CommandLine.Stop());
            case STATUS -> alone(line, rest, new CommandLine.Status());
            case HELP -> alone(line, rest, new CommandLine.Help());
            case INVALID -> new CommandLine.Invalid(rest);
            case PAUSE, CONTINUE, PARALLEL, RATE, VERIFY, CUTOVER, ROLLBACK -> Steering.read(line, word, rest, said);
            case PLAN ->
                PlanWord.parse(rest)
                        .<CommandLine>map(CommandLine.Choose::new)
                        .orElseGet(() -> misread(line, "/plan and " + PlanWord.choices()));
        };
    }

    private static CommandLine ofPlan(String line, String typed, String rest) {
        return switch (PlanCommandWord.of(typed).orElse(null)) {
            case null -> misread(line, PlanCommandWord.all());
            case APPROVE -> alone(line, rest, new CommandLine.Approve());
            case STATUS -> alone(line, rest, new CommandLine.Status());
            case HELP -> alone(line, rest, new CommandLine.Help());
            case REOPEN ->
                PlanCommandWord.stage(rest)
                        .<CommandLine>map(CommandLine.Reopen::new)
                        .orElseGet(() -> misread(
                                line,
                                "/reopen and one of "
                                        + PlanCommandWord.stages().stream()
                                                .map(EnumText::hyphenated)
                                                .collect(Collectors.joining(", "))));
        };
    }

    /** `/validated not yet` must not count as a confirmation. */
    private static CommandLine alone(String line, String rest, CommandLine command) {
        return rest.isEmpty() ? command : misread(line, CommentCommands.ALONE);
    }

    static CommandLine.Misread misread(String line, String expected) {
        return new CommandLine.Misread(cut(line), expected);
    }

    static String cut(String line) {
        return line.length() > SHOWN ? line.substring(0, SHOWN) : line;
    }
}
