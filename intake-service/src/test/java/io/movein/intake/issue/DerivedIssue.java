package io.movein.intake.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.RefuseCommand;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.CommentSeal;
import io.movein.contract.issue.Marker;
import io.movein.github.Comment;
import io.movein.github.IssueSnapshot;
import io.movein.github.LabelEvent;
import io.movein.github.StateEvent;
import io.movein.model.Actor;
import io.movein.model.OnboardingIssue;
import io.movein.model.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An issue as read, and what is derived from it. */
abstract class DerivedIssue {

    static final MigrationId MIGRATION = MigrationId.parse("acme/infra#17");
    static final String NAME = "acme/infra#17";
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final long OWNER = 1001;
    static final long OPERATOR = 2001;
    static final long OUTSIDER = 3001;
    static final long BOT = 9001;
    static final Actor THE_OWNER = new Actor(OWNER, "user1001", List.of(Role.AUTHOR));
    static final Actor THE_OPERATOR = new Actor(OPERATOR, "user2001", List.of(Role.OPERATOR));
    static final CommentSeal SEAL = CommentSeal.with(Optional.of("secret"));
    static final String REVIEW = review("ab12cd34ef56", 1);
    static final String REPORT = SEAL.comment(new Marker.Report(2, NAME, 9), "Succeeded.");
    static final OnboardingIssue ONBOARDING = OnboardingIssue.newBuilder()
            .setNumber(12)
            .setFound(true)
            .setOnboarding(true)
            .setState("closed")
            .setStateReason("completed")
            .setAuthorId(OWNER)
            .build();

    final List<Comment> comments = new ArrayList<>();
    final List<LabelEvent> labels = new ArrayList<>();
    final List<StateEvent> states = new ArrayList<>();
    Optional<String> unknownOperators = Optional.empty();
    final Set<Long> edited = new HashSet<>();
    final Set<Long> editedByOthers = new HashSet<>();
    IssueSnapshot issue = new IssueSnapshot(
            17,
            "Move my data",
            "### Mode\n\nlive",
            OWNER,
            "user1001",
            Set.of("migrate-my-data"),
            IssueSnapshot.State.OPEN,
            null,
            START,
            at(5));

    List<Message<?>> derive() {
        var reading = new Reading(
                MIGRATION,
                new IssueSnapshot.WithHistory(
                        issue, comments, labels, states, edited, editedByOthers, Optional.empty()),
                ONBOARDING,
                new Reading.OperatorIds(Set.of(OPERATOR), unknownOperators),
                BOT,
                SEAL);
        return Derivation.derive(reading, Traceparent.begin());
    }

    List<Object> given() {
        return derive().stream().skip(1).<Object>map(Message::body).toList();
    }

    Message<?> only() {
        var all = derive();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    Message<?> last() {
        return derive().getLast();
    }

    void close() {
        issue = new IssueSnapshot(
                17, "t", "", OWNER, "user1001", Set.of(), IssueSnapshot.State.CLOSED, "completed", START, START);
    }

    void comment(long id, long author, int minute, String body) {
        comments.add(new Comment(id, author, "user" + author, body, at(minute), at(minute), url(id)));
    }

    void label(long id, String label, long actor, int minute) {
        labels.add(new LabelEvent(String.valueOf(id), label, true, actor, "user" + actor, at(minute)));
    }

    String refusal() {
        return ((RefuseCommand) last().body()).getCode();
    }

    static String review(String revision, int run) {
        return SEAL.comment(new Marker.Review(revision, run, NAME, 3), "Passed.");
    }

    IssueSnapshot withLabels(Set<String> names) {
        return new IssueSnapshot(
                17,
                issue.title(),
                issue.body(),
                OWNER,
                "user1001",
                names,
                IssueSnapshot.State.OPEN,
                null,
                START,
                at(5));
    }

    static String url(long id) {
        return "https://github.example/acme/infra/issues/17#issuecomment-" + id;
    }

    static Instant at(int minute) {
        return START.plusSeconds(60L * minute);
    }
}
