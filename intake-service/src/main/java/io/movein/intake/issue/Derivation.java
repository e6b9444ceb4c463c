package io.movein.intake.issue;

import io.movein.command.ApproveMigration;
import io.movein.command.AttestWipe;
import io.movein.command.ChoosePlan;
import io.movein.command.ConfirmValidation;
import io.movein.command.MisreadCommand;
import io.movein.command.RejectMigration;
import io.movein.command.RejectValidation;
import io.movein.command.RequestMigration;
import io.movein.command.RequestStop;
import io.movein.command.ShowHelp;
import io.movein.command.ShowStatus;
import io.movein.contract.Message;
import io.movein.contract.Revision;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.CommandWord.PlanWord;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.contract.issue.Marker;
import io.movein.github.Comment;
import io.movein.github.IssueSnapshot;
import io.movein.github.LabelEvent;
import io.movein.intake.form.RequestForm;
import io.movein.model.Actor;
import io.movein.model.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Derives every command that was ever given on an issue, oldest first after the request itself. The ids come from GitHub, so
 * the same issue gives the same commands again. Decides nothing: a command of somebody without a role is derived without one.
 */
public final class Derivation {

    private static final String SOURCE = "/movein/intake";
    private static final String GHOST = "ghost";
    private static final String NEW_COMMENT =
            "a new comment: an edited one is not carried out, nobody could tell who saw what";

    private final Reading reading;
    private final IssueSnapshot issue;
    private final OwnComments own;
    private final Traceparent trace;

    private Derivation(Reading reading, Traceparent trace) {
        this.reading = reading;
        this.issue = reading.issue().issue();
        this.own = new OwnComments(reading.issue().comments(), reading.botId());
        this.trace = trace;
    }

    public static List<Message<?>> derive(Reading reading, Traceparent trace) {
        var derivation = new Derivation(reading, trace);
        var given = Stream.concat(derivation.labels(), derivation.comments())
                .sorted(Comparator.<Message<?>, Instant>comparing(Message::time));
        var all = new ArrayList<Message<?>>();
        derivation.request().ifPresent(all::add);
        given.forEach(all::add);
        return List.copyOf(all);
    }

    /** Whoever closes the issue withdraws what it asks for; a migration under way goes on by its own rules. */
    private Optional<Message<?>> request() {
        if (!issue.isOpen()) return Optional.empty();
        var parsed = RequestForm.parse(issue.body());
        var revision = Revision.of(parsed.request());
        var request = new RequestMigration(
                migration(),
                actor(issue.authorId(), issue.authorLogin()),
                issue.title(),
                revision,
                parsed.request(),
                parsed.problems(),
                reading.onboarding(),
                issue.updatedAt());
        return Optional.of(
                message("request:" + revision + ":" + issue.updatedAt().getEpochSecond(), issue.updatedAt(), request));
    }

    private Stream<Message<?>> labels() {
        return reading.issue().labelEvents().stream()
                .filter(event -> event.added() && !isBot(event.actorId()))
                .flatMap(event -> command(event)
                        .map(command ->
                                this.<SpecificRecord>message("labeled:" + event.id(), event.createdAt(), command))
                        .stream());
    }

    private Optional<SpecificRecord> command(LabelEvent event) {
        var actor = actor(event.actorId(), event.actorLogin());
        return Button.of(event.label()).map(button -> switch (button) {
            case APPROVED -> approval(actor, event.createdAt());
            case REJECTED -> new RejectMigration(migration(), actor, event.createdAt());
            case DESTINATION_WIPED -> new AttestWipe(migration(), actor, event.createdAt());
        });
    }

    private ApproveMigration approval(Actor actor, Instant at) {
        var review = own.reviewBefore(at);
        return new ApproveMigration(
                migration(),
                actor,
                review.map(Marker.Review::revision).orElse(null),
                review.map(Marker.Review::run).orElse(null),
                reading.onboarding(),
                at);
    }

    private Stream<Message<?>> comments() {
        return reading.issue().comments().stream()
                .filter(comment -> !isBot(comment.authorId()))
                .flatMap(this::commands);
    }

    private Stream<Message<?>> commands(Comment comment) {
        var lines = CommandLines.of(comment.body());
        return IntStream.range(0, lines.size())
                .mapToObj(i -> message(id(comment, i), comment.createdAt(), command(comment, lines.get(i))));
    }

    private static String id(Comment comment, int index) {
        return "comment:" + comment.id() + (index == 0 ? "" : ":" + (index + 1));
    }

    private SpecificRecord command(Comment comment, CommandLine line) {
        var actor = actor(comment.authorId(), comment.authorLogin());
        var url = comment.url();
        if (comment.isEdited()) return new MisreadCommand(migration(), actor, shown(line), NEW_COMMENT, url);
        var run = own.runReportedBefore(comment).orElse(null);
        return switch (line) {
            case CommandLine.Validated() -> new ConfirmValidation(migration(), actor, run, url);
            case CommandLine.Invalid(var reason) -> new RejectValidation(migration(), actor, run, reason, url);
            case CommandLine.Choose(var plan) -> new ChoosePlan(migration(), actor, run, plan, url);
            case CommandLine.Stop() -> new RequestStop(migration(), actor, url);
            case CommandLine.Status() -> new ShowStatus(migration(), actor, url);
            case CommandLine.Help() -> new ShowHelp(migration(), actor, url);
            case CommandLine.Misread(var text, var expected) ->
                new MisreadCommand(migration(), actor, text, expected, url);
        };
    }

    private static String shown(CommandLine line) {
        return switch (line) {
            case CommandLine.Validated() -> "/validated";
            case CommandLine.Invalid(var reason) ->
                CommandLines.misread("/invalid " + reason, "").line();
            case CommandLine.Choose(var plan) -> "/plan " + PlanWord.of(plan);
            case CommandLine.Stop() -> "/stop";
            case CommandLine.Status() -> "/status";
            case CommandLine.Help() -> "/help";
            case CommandLine.Misread(var text, var expected) -> text;
        };
    }

    private Actor actor(@Nullable Long id, @Nullable String login) {
        if (id == null) return new Actor(0L, GHOST, List.of());
        var roles = new ArrayList<Role>();
        if (id.equals(issue.authorId())) roles.add(Role.AUTHOR);
        if (reading.operators().contains(id)) roles.add(Role.OPERATOR);
        return new Actor(id, login == null ? GHOST : login, List.copyOf(roles));
    }

    private boolean isBot(@Nullable Long id) {
        return id != null && id == reading.botId();
    }

    private String migration() {
        return reading.migration().toString();
    }

    private <T extends SpecificRecord> Message<T> message(String id, Instant time, T body) {
        return new Message<>(id, SOURCE, reading.migration(), time, trace.child(), body);
    }
}
