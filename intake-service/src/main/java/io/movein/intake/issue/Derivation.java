package io.movein.intake.issue;

import io.movein.command.CloseIssue;
import io.movein.command.ReopenIssue;
import io.movein.command.RequestMigration;
import io.movein.contract.Message;
import io.movein.contract.Revision;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.Masker;
import io.movein.github.IssueSnapshot;
import io.movein.github.StateEvent;
import io.movein.intake.form.RequestForm;
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

    private Derivation(Reading reading) {
        this.reading = reading;
        this.issue = reading.issue().issue();
        this.people = new People(reading);
    }

    public static List<Message<?>> derive(Reading reading, Traceparent trace) {
        return new Derivation(reading)
                .all()
                .<Message<?>>map(given -> new Message<>(
                        given.id(), SOURCE, reading.migration(), given.time(), trace.child(), given.body()))
                .toList();
    }

    private Stream<Given> all() {
        var own = new OwnComments(reading);
        var given = Stream.of(
                        new LabelCommands(reading, people, own).all(),
                        new CommentCommands(reading, people, own).all(),
                        states())
                .flatMap(commands -> commands)
                .sorted(Comparator.comparing(Given::time));
        return Stream.concat(request().stream(), given);
    }

    /** A closed issue asks for nothing; who closed it says so by a command of its own. */
    private Optional<Given> request() {
        if (!issue.isOpen()) {
            return Optional.empty();
        }
        var parsed = RequestForm.parse(issue.body());
        var revision = Revision.of(parsed.request());
        var request = new RequestMigration(
                reading.migration().toString(),
                people.actor(issue.authorId(), issue.authorLogin()),
                Masker.masked(issue.title()),
                revision,
                parsed.request(),
                parsed.problems(),
                reading.onboarding(),
                issue.updatedAt());
        return Optional.of(new Given(
                "request:" + revision + ":" + issue.updatedAt().getEpochSecond(), issue.updatedAt(), request));
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
