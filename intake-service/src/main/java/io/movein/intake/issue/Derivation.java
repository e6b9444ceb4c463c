package io.movein.intake.issue;

import io.movein.command.CloseIssue;
import io.movein.command.ReopenIssue;
import io.movein.command.RequestMigration;
import io.movein.command.RequestPlan;
import io.movein.contract.Message;
import io.movein.contract.Revision;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.Masker;
import io.movein.github.IssueSnapshot;
import io.movein.github.StateEvent;
import io.movein.intake.form.PlanForm;
import io.movein.intake.form.RequestForm;
import io.movein.model.MigrationRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Derives every command that was ever given on an issue, oldest first after the request itself. The ids come from GitHub, so
 * the same issue gives the same commands again. Decides nothing: a command of somebody without a role is derived without one.
 */
public final class Derivation {

    private static final String SOURCE = "/movein/intake";

    private final Reading reading;
    private final IssueSnapshot issue;
    private final People people;
    private final IssueKind kind;

    private Derivation(Reading reading, IssueKind kind) {
        this.kind = kind;
        this.reading = reading;
        this.issue = reading.issue().issue();
        this.people = new People(reading);
    }

    public static List<Message<?>> derive(Reading reading, Traceparent trace) {
        var derivation = new Derivation(reading, IssueKind.MIGRATION);
        return derivation.messages(derivation.request(), trace);
    }

    /** The same for a migration plan. */
    public static List<Message<?>> ofPlan(Reading reading, PlanForm.Parsed form, Traceparent trace) {
        var derivation = new Derivation(reading, IssueKind.PLAN);
        return derivation.messages(derivation.plan(form), trace);
    }

    private List<Message<?>> messages(Optional<Given> request, Traceparent trace) {
        return all(request)
                .<Message<?>>map(given -> new Message<>(
                        given.id(), SOURCE, reading.migration(), given.time(), trace.child(), given.body()))
                .toList();
    }

    private Stream<Given> all(Optional<Given> request) {
        var own = new OwnComments(reading);
        var given = Stream.of(
                        new LabelCommands(reading, people, own, kind).all(),
                        new CommentCommands(reading, people, own, kind).all(),
                        states())
                .flatMap(commands -> commands)
                .sorted(Comparator.comparing(Given::time));
        return Stream.concat(request.stream(), given);
    }

    /** A closed issue asks for nothing; who closed it says so by a command of its own. */
    private Optional<Given> request() {
        if (!issue.isOpen()) {
            return Optional.empty();
        }
        var parsed = RequestForm.parse(issue.body());
        var asked = withItsPlan(parsed.request());
        var revision = Revision.of(asked);
        var request = new RequestMigration(
                reading.migration().toString(),
                people.actor(issue.authorId(), issue.authorLogin()),
                Masker.masked(issue.title()),
                revision,
                asked,
                parsed.problems(),
                reading.onboarding(),
                issue.updatedAt());
        return Optional.of(new Given(
                "request:" + revision + ":" + issue.updatedAt().getEpochSecond(), issue.updatedAt(), request));
    }

    /** A plan is known by its issue, however its link is written. */
    private MigrationRequest withItsPlan(MigrationRequest request) {
        var repository = reading.migration().owner() + "/" + reading.migration().repository();
        var plan = OnboardingLink.number(request.getMigrationPlan(), repository);
        return plan.isEmpty()
                ? request
                : MigrationRequest.newBuilder(request)
                        .setMigrationPlan(repository + "#" + plan.getAsInt())
                        .build();
    }

    private Optional<Given> plan(PlanForm.Parsed form) {
        if (!issue.isOpen()) {
            return Optional.empty();
        }
        var revision = Revision.of(form.request());
        var request = new RequestPlan(
                reading.migration().toString(),
                people.actor(issue.authorId(), issue.authorLogin()),
                Masker.masked(issue.title()),
                revision,
                form.request(),
                form.problems(),
                issue.updatedAt());
        return Optional.of(
                new Given("plan:" + revision + ":" + issue.updatedAt().getEpochSecond(), issue.updatedAt(), request));
    }

    private Stream<Given> states() {
        return reading.issue().stateEvents().stream()
                .filter(event -> !people.isBot(event.actorId()))
                .map(this::state);
    }

    private Given state(StateEvent event) {
        var migration = reading.migration().toString();
        var actor = people.actor(event.actorId(), event.actorLogin());
        return event.open()
                ? new Given(
                        "reopened:" + event.id(),
                        event.createdAt(),
                        new ReopenIssue(migration, actor, event.createdAt()))
                : new Given(
                        "closed:" + event.id(), event.createdAt(), new CloseIssue(migration, actor, event.createdAt()));
    }
}
