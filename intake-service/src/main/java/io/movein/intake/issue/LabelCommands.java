package io.movein.intake.issue;

import io.movein.command.ApproveMigration;
import io.movein.command.AskOwner;
import io.movein.command.AttestWipe;
import io.movein.command.ConfirmNodeOff;
import io.movein.command.RefuseCommand;
import io.movein.command.RejectMigration;
import io.movein.contract.issue.IssueLabels;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.contract.issue.Marker;
import io.movein.github.LabelEvent;
import io.movein.intake.issue.OwnComments.Basis;
import io.movein.model.Actor;
import io.movein.model.Role;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** What people say by labels. Only the event of setting one counts, with its actor and its time. */
final class LabelCommands {

    private final Reading reading;
    private final People people;
    private final OwnComments own;
    private final IssueKind kind;

    LabelCommands(Reading reading, People people, OwnComments own, IssueKind kind) {
        this.kind = kind;
        this.reading = reading;
        this.people = people;
        this.own = own;
    }

    Stream<Given> all() {
        return reading.issue().labelEvents().stream()
                .filter(event -> !people.isBot(event.actorId()))
                .flatMap(event -> (event.added() ? pressed(event) : takenOff(event)).stream());
    }

    private Optional<Given> pressed(LabelEvent event) {
        return Button.of(event.label())
                .map(button -> new Given("labeled:" + event.id(), event.createdAt(), command(button, event)));
    }

    private SpecificRecord command(Button button, LabelEvent event) {
        var actor = people.actor(event.actorId(), event.actorLogin());
        var unknown = people.unknown(actor);
        if (unknown.isPresent()) {
            return unknownOperator(button, actor, unknown.get());
        }
        if (event.renamedSince() && actor.getRoles().contains(Role.OPERATOR)) {
            return renamed(button, actor);
        }
        var migration = reading.migration().toString();
        return switch (button) {
            case APPROVED ->
                kind == IssueKind.PLAN
                        ? new StageApprovals(reading, own).given(actor, event.createdAt())
                        : approval(event, actor);
            case REJECTED -> new RejectMigration(migration, actor, event.createdAt());
            case DESTINATION_WIPED -> onMigration(button, actor, new AttestWipe(migration, actor, event.createdAt()));
            case NODE_OFF -> onMigration(button, actor, new ConfirmNodeOff(migration, actor, event.createdAt()));
            case QUESTION -> onMigration(button, actor, new AskOwner(migration, actor, event.createdAt()));
        };
    }

    private SpecificRecord onMigration(Button button, Actor actor, SpecificRecord command) {
        return kind == IssueKind.MIGRATION
                ? command
                : refuse(
                        actor,
                        "not-on-a-plan",
                        "the label '" + button.label() + "' means nothing on a migration plan (expected '"
                                + Button.APPROVED.label() + "' or '" + Button.REJECTED.label() + "')",
                        "set it on the migration that it is about");
    }

    /** Who labelled comes first: to somebody who is no operator nothing else matters. */
    private SpecificRecord approval(LabelEvent event, Actor actor) {
        if (!actor.getRoles().contains(Role.OPERATOR)) {
            return approval(event, actor, Optional.empty());
        }
        return switch (own.basis(event.createdAt())) {
            case Basis.Reviewed(var review) -> approval(event, actor, Optional.of(review));
            case Basis.Nothing _, Basis.Asked _ -> approval(event, actor, Optional.empty());
            case Basis.Tampered(var url) ->
                refuse(
                        actor,
                        "tampered-comment",
                        "a comment of Movein's was changed by somebody else: " + url
                                + " (expected it as it was written)",
                        "wait until Movein has written it again, read it, then set the label again");
            case Basis.Foreign(var url) ->
                refuse(
                        actor,
                        "foreign-comment",
                        "a comment that Movein did not write, by Movein's own account, is newer than the review comment: "
                                + url + " (expected nothing of that account but Movein's)",
                        "delete that comment, read the review comment, then set the label again; give Movein an account of its own");
            case Basis.Tied(var url) ->
                refuse(
                        actor,
                        "approval-too-soon",
                        "the label was set in the same second as, or before, the last change of the review comment "
                                + url
                                + ", so nobody can tell whether it was seen (expected the label a second later at least)",
                        "read the review comment, then set the label again");
        };
    }

    private ApproveMigration approval(LabelEvent event, Actor actor, Optional<Marker.Review> review) {
        return ApproveMigration.newBuilder()
                .setMigration(reading.migration().toString())
                .setActor(actor)
                .setRevision(review.map(Marker.Review::revision).orElse(null))
                .setRun(review.map(Marker.Review::run).orElse(null))
                .setReview(review.map(Marker.Review::sequence).orElse(null))
                .setOnboarding(reading.onboarding())
                .setAt(event.createdAt())
                .build();
    }

    /** Whoever may write to the repository can give a label that an operator has set the name of a button. */
    private RefuseCommand renamed(Button button, Actor actor) {
        return refuse(
                actor,
                "label-renamed",
                "the repository's label '" + button.label()
                        + "' was renamed or edited after it was set here, so nobody can tell what was set (expected a label that is as it was)",
                "set the label again");
    }

    private RefuseCommand unknownOperator(Button button, Actor actor, String why) {
        return refuse(
                actor,
                "operators-unknown",
                "whether @" + actor.getLogin() + " is an operator cannot be told: " + why
                        + " (expected a team that Movein may read)",
                "let an administrator mend it, or an operator who is named by MOVEIN_OPERATORS set " + button.label());
    }

    /** Told only while the label is off: Movein goes on reading what it knows. */
    private Optional<Given> takenOff(LabelEvent event) {
        if (!IssueLabels.same(event.label(), kind.label())
                || reading.issue().issue().has(kind.label())) {
            return Optional.empty();
        }
        return Optional.of(new Given(
                "unlabeled:" + event.id(),
                event.createdAt(),
                refuse(
                        people.actor(event.actorId(), event.actorLogin()),
                        "label-taken-off",
                        "the label '" + kind.label() + "' was taken off, which does not end a " + kind.what()
                                + " (expected it to stay)",
                        kind == IssueKind.MIGRATION
                                ? "set it again; /plan abandon ends the migration"
                                : "set it again; closing the issue withdraws the plan")));
    }

    private RefuseCommand refuse(Actor actor, String code, String reason, String remedy) {
        return new RefuseCommand(reading.migration().toString(), actor, code, reason, remedy);
    }
}
