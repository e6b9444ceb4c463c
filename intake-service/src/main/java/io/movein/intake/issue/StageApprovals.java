package io.movein.intake.issue;

import io.movein.command.ApproveStage;
import io.movein.command.RefuseCommand;
import io.movein.contract.issue.Marker;
import io.movein.intake.issue.OwnComments.Basis;
import io.movein.model.Actor;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** What the approval of a plan's stage is about: the question that stood there when it was given, if it counts. */
final class StageApprovals {

    private final Reading reading;
    private final OwnComments own;

    StageApprovals(Reading reading, OwnComments own) {
        this.reading = reading;
        this.own = own;
    }

    SpecificRecord given(Actor actor, Instant at) {
        return switch (own.asked(at)) {
            case Basis.Asked(var ask) -> approval(actor, at, Optional.of(ask));
            case Basis.Reviewed _, Basis.Nothing _ -> approval(actor, at, Optional.empty());
            case Basis.Tampered(var url) -> tampered(actor, url);
            case Basis.Foreign(var url) -> foreign(actor, url);
            case Basis.Tied(var url) -> tooSoon(actor, "question", url);
        };
    }

    private ApproveStage approval(Actor actor, Instant at, Optional<Marker.GateAsk> ask) {
        return ApproveStage.newBuilder()
                .setMigration(reading.migration().toString())
                .setActor(actor)
                .setStage(ask.map(Marker.GateAsk::stage).orElse(null))
                .setCommit(ask.map(Marker.GateAsk::commit).orElse(null))
                .setAsked(ask.map(Marker.GateAsk::sequence).orElse(null))
                .setAt(at)
                .build();
    }

    private RefuseCommand tampered(Actor actor, String url) {
        return refuse(
                actor,
                "tampered-comment",
                "a comment of Movein's was changed by somebody else: " + url + " (expected it as it was written)",
                "wait until Movein has written it again, read it, then approve again");
    }

    private RefuseCommand foreign(Actor actor, String url) {
        return refuse(
                actor,
                "foreign-comment",
                "a comment that Movein did not write, by Movein's own account, is newer than the one that asks: " + url
                        + " (expected nothing of that account but Movein's)",
                "delete that comment, read the one that asks, then approve again; give Movein an account of its own");
    }

    private RefuseCommand tooSoon(Actor actor, String what, String url) {
        return refuse(
                actor,
                "approval-too-soon",
                "it was approved in the same second as, or before, the last change of the " + what + " " + url
                        + ", so nobody can tell whether it was seen (expected a second later at least)",
                "read the " + what + ", then approve again");
    }

    private RefuseCommand refuse(Actor actor, String code, String reason, String remedy) {
        return new RefuseCommand(reading.migration().toString(), actor, code, reason, remedy);
    }
}
