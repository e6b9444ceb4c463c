package io.movein.intake.issue;

import io.movein.command.AnswerOperator;
import io.movein.command.ChoosePlan;
import io.movein.command.ConfirmValidation;
import io.movein.command.ControlRun;
import io.movein.command.MisreadCommand;
import io.movein.command.RefuseCommand;
import io.movein.command.RejectValidation;
import io.movein.command.ReopenStage;
import io.movein.command.RequestStop;
import io.movein.command.ShowHelp;
import io.movein.command.ShowStatus;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.contract.issue.Masker;
import io.movein.github.Comment;
import io.movein.github.LabelEvent;
import io.movein.model.Actor;
import io.movein.model.Control;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** What people say in comments. */
final class CommentCommands {

    static final String ALONE = "the command alone on its line";

    private final Reading reading;
    private final People people;
    private final OwnComments own;
    private final String migration;
    private final IssueKind kind;

    CommentCommands(Reading reading, People people, OwnComments own, IssueKind kind) {
        this.kind = kind;
        this.reading = reading;
        this.people = people;
        this.own = own;
        this.migration = reading.migration().toString();
    }

    Stream<Given> all() {
        var patience = new Patience();
        return Stream.of(byPeople().flatMap(comment -> commands(comment, patience).stream()), answers(), warnings())
                .flatMap(given -> given);
    }

    private Stream<Comment> byPeople() {
        return reading.issue().comments().stream().filter(comment -> !people.isBot(comment.authorId()));
    }

    /** Each person once: whoever has pasted one secret knows what to do about the next. */
    private Stream<Given> warnings() {
        var warned = new HashSet<Long>();
        return byPeople()
                .filter(comment -> comment.authorId() != null
                        && Masker.hasSecrets(comment.body())
                        && warned.add(comment.authorId()))
                .map(comment -> new Given("secret:" + comment.id(), comment.createdAt(), warning(comment)));
    }

    private RefuseCommand warning(Comment comment) {
        return refuse(
                people.actor(comment.authorId(), comment.authorLogin()),
                "secret-in-comment",
                "the comment " + comment.url()
                        + " has what looks like a password, token or key (expected none: others read it)",
                "change it where it is valid, then delete the comment");
    }

    /** A command in a sentence is answered to the author, who may have meant it; others tell each other what to type. */
    private List<Given> commands(Comment comment, Patience patience) {
        var lines = CommandLines.of(kind, comment.body(), comment.createdAt()).stream()
                .filter(line -> !(line instanceof CommandLine.Mentioned) || people.isAuthor(comment.authorId()))
                .toList();
        var all = new ArrayList<Given>();
        for (int i = 0; i < lines.size(); i++) {
            var id = id(comment, i);
            var line = lines.get(i);
            switch (patience.with(comment, line, people.isKnown(comment.authorId()))) {
                case ENOUGH -> all.add(given(id, comment, command(comment, id, line)));
                case LAST -> all.add(given(id, comment, tooMany(comment)));
                case OVER -> {}
            }
        }
        return all;
    }

    private static Given given(String id, Comment comment, SpecificRecord command) {
        return new Given(id, comment.createdAt(), command);
    }

    private static String id(Comment comment, int index) {
        return "comment:" + comment.id() + (index == 0 ? "" : ":" + (index + 1));
    }

    private SpecificRecord command(Comment comment, String id, CommandLine line) {
        var actor = people.actor(comment.authorId(), comment.authorLogin());
        var doubt = doubt(comment, actor, line);
        if (doubt.isPresent()) {
            return doubt.get();
        }
        var url = comment.url();
        var run = own.runReportedBefore(comment).orElse(null);
        return switch (line) {
            case CommandLine.Validated() -> new ConfirmValidation(migration, actor, run, url);
            case CommandLine.Invalid(var reason) -> new RejectValidation(migration, actor, run, reason, url);
            case CommandLine.Choose(var plan) -> new ChoosePlan(migration, actor, run, plan, url);
            case CommandLine.Stop() -> new RequestStop(migration, actor, url);
            case CommandLine.Steer(var _, var control) ->
                new ControlRun(
                        migration, actor, Control.newBuilder(control).setId(id).build(), url);
            case CommandLine.Status() -> new ShowStatus(migration, actor, url);
            case CommandLine.Help() -> new ShowHelp(migration, actor, url);
            case CommandLine.Approve() -> new StageApprovals(reading, own).given(actor, comment.createdAt());
            case CommandLine.Reopen(var stage) -> new ReopenStage(migration, actor, stage, url);
            case CommandLine.Misread(var text, var expected) ->
                new MisreadCommand(migration, actor, text, expected, url);
            case CommandLine.Mentioned(var text) -> new MisreadCommand(migration, actor, text, ALONE, url);
        };
    }

    /** Whoever may write to the repository can put words into somebody else's comment, within the second if need be. */
    private Optional<RefuseCommand> doubt(Comment comment, Actor actor, CommandLine line) {
        if (!reading.issue().edited().contains(comment.id())) {
            return Optional.empty();
        }
        return Optional.of(refuse(
                actor,
                "edited-comment",
                "'" + line.shown()
                        + "' stands in a comment that was edited, so nobody could tell who said it (expected a new comment)",
                "write it in a new comment"));
    }

    private RefuseCommand tooMany(Comment comment) {
        return refuse(
                people.actor(comment.authorId(), comment.authorLogin()),
                "too-many-commands",
                "there were too many commands within an hour (expected " + Patience.KNOWN + " at most, "
                        + Patience.OTHERS + " of somebody who is neither author nor operator, and " + Patience.MISREAD
                        + " that are no command)",
                "wait; what comes within the hour gets no answer");
    }

    /** The first comment of the author after an operator's question. */
    private Stream<Given> answers() {
        return reading.issue().labelEvents().stream()
                .filter(event -> kind == IssueKind.MIGRATION
                        && event.added()
                        && Button.of(event.label())
                                .filter(Button.QUESTION::equals)
                                .isPresent())
                .flatMap(question -> answer(question).stream())
                .distinct();
    }

    private Optional<Given> answer(LabelEvent question) {
        return reading.issue().comments().stream()
                .filter(comment -> people.isAuthor(comment.authorId())
                        && !comment.createdAt().isBefore(question.createdAt()))
                .findFirst()
                .map(comment -> new Given(
                        "answer:" + comment.id(),
                        comment.createdAt(),
                        new AnswerOperator(
                                migration, people.actor(comment.authorId(), comment.authorLogin()), comment.url())));
    }

    private RefuseCommand refuse(Actor actor, String code, String reason, String remedy) {
        return new RefuseCommand(migration, actor, code, reason, remedy);
    }
}
