package io.movein.intake.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.movein.activity.IssueActivity;
import io.movein.command.ApproveMigration;
import io.movein.command.RefuseCommand;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Traceparent;
import io.movein.contract.issue.CommentSeal;
import io.movein.github.Credentials;
import io.movein.github.GitHubAccess;
import io.movein.github.GitHubConnection;
import io.movein.github.OperatorAccount;
import io.movein.github.WritePace;
import io.movein.intake.RecordingPublisher;
import io.movein.intake.form.Forms;
import io.movein.intake.publish.CommandPublisher;
import io.movein.model.Role;
import io.movein.runtime.RetryableException;
import io.movein.standin.github.GitHubConfig;
import io.movein.standin.github.LocalGitHub;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.model.Membership;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who counts as an operator when the label is read, asked of the local GitHub. Review refuses the approval of everybody else. */
class OperatorsIT {
    private static final String SLUG = "movein-operators";
    private static final String TEAM = "acme/" + SLUG;
    private static final String APPROVED = "operator:approved";

    @TempDir
    private Path data;

    private final RecordingPublisher kafka = new RecordingPublisher();
    private LocalGitHub github;
    private GitHubConnection connection;
    private int number;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/infra", data));
        connection = GitHubConnection.open(new GitHubAccess(
                github.url(),
                "acme/infra",
                new Credentials.Token("movein[bot]"),
                WritePace.UNLIMITED,
                Duration.ofSeconds(5),
                Duration.ofMillis(200)));
        number = github.model()
                .openWithForm("capability-owner", "Move", Forms.COMPLETE, List.of("migrate-my-data"))
                .number();
    }

    @AfterEach
    void stop() throws IOException {
        connection.close();
        github.close();
    }

    @Test
    void whoeverIsOnlyInvitedToTheTeamIsNone() throws Exception {
        var intake = intake(List.of(), TEAM);
        github.model().changeMembership(SLUG, "outsider", Membership.PENDING);
        github.model().addLabels("outsider", number, List.of(APPROVED));
        read(intake);

        assertThat(approval().getActor().getRoles()).isEmpty();

        github.model().changeMembership(SLUG, "outsider", Membership.ACTIVE);
        again("outsider");
        read(intake);

        assertThat(approval().getActor().getRoles()).containsExactly(Role.OPERATOR);
    }

    @Test
    void whoeverLeftTheTeamIsNoneThoughItsMembersWereJustRead() throws Exception {
        var intake = intake(List.of(), TEAM);
        github.model().addLabels("operator", number, List.of(APPROVED));
        read(intake);
        assertThat(approval().getActor().getRoles()).containsExactly(Role.OPERATOR);

        github.model().changeMembership(SLUG, "operator", Membership.NONE);
        again("operator");
        read(intake);

        assertThat(approval().getActor().getRoles()).isEmpty();
    }

    @Test
    void whoeverIsRenamedStaysOneAndWhoTakesTheNameIsNone() throws Exception {
        var intake = intake(List.of(new OperatorAccount("operator", null)), null);
        read(intake);
        github.model().renameAccount("operator", "the-boss");
        github.model().renameAccount("outsider", "operator");

        github.model().addLabels("operator", number, List.of(APPROVED));
        read(intake);
        assertThat(approval().getActor().getId()).isEqualTo(3001L);
        assertThat(approval().getActor().getRoles()).isEmpty();

        github.model().removeLabel("operator", number, APPROVED);
        github.model().addLabels("the-boss", number, List.of(APPROVED));
        read(intake);
        assertThat(approval().getActor().getId()).isEqualTo(2001L);
        assertThat(approval().getActor().getRoles()).containsExactly(Role.OPERATOR);
    }

    @Test
    void whoTakesTheNameOfOneWhileIntakeIsOffIsNoneWhereTheIdIsNamedToo() throws Exception {
        github.model().renameAccount("operator", "the-boss");
        github.model().renameAccount("outsider", "operator");
        var afterwards = intake(List.of(new OperatorAccount("operator", 2001L)), null);

        github.model().addLabels("operator", number, List.of(APPROVED));
        read(afterwards);
        assertThat(approval().getActor().getRoles()).isEmpty();

        github.model().removeLabel("operator", number, APPROVED);
        github.model().addLabels("the-boss", number, List.of(APPROVED));
        read(afterwards);
        assertThat(approval().getActor().getRoles()).containsExactly(Role.OPERATOR);
    }

    @Test
    void nobodyIsOneOfATeamThatGitHubDoesNotShowAndTheyAreToldSo() throws Exception {
        github.faults().answerNext(100, "GET", "/team", new AnswerFault.ServerError(404));
        github.model().addLabels("operator", number, List.of(APPROVED));

        read(intake(List.of(), TEAM));

        var refused = (RefuseCommand) newest();
        assertThat(refused.getCode()).isEqualTo("operators-unknown");
        assertThat(refused.getReason()).contains("@operator", TEAM);
    }

    @Test
    void nothingIsReadWhileTheTeamCannotBeAskedFor() throws Exception {
        github.faults().answerNext(1, "GET", "/team", new AnswerFault.ServerError(502));
        github.model().addLabels("operator", number, List.of(APPROVED));
        var intake = intake(List.of(), TEAM);

        assertThatThrownBy(() -> read(intake)).isInstanceOf(RetryableException.class);
        assertThat(kafka.published()).isEmpty();

        read(intake);
        assertThat(approval().getActor().getRoles()).containsExactly(Role.OPERATOR);
    }

    private void again(String login) {
        github.model().removeLabel(login, number, APPROVED);
        github.model().addLabels(login, number, List.of(APPROVED));
    }

    private IssueReader intake(List<OperatorAccount> named, @Nullable String team) {
        return new IssueReader(
                "acme/infra",
                connection.issues(),
                (_, _, _, _) -> Optional.of(List.of()),
                new Operators(named, team, connection.issues()),
                new CommandPublisher(kafka, new SimpleMeterRegistry(), () -> 0),
                CommentSeal.plain(),
                InstantSource.system(),
                (Optional<String> _) -> {});
    }

    private void read(IssueReader intake) throws Exception {
        var migration = new MigrationId("acme", "infra", number);
        intake.handle(List.of(new Message<>(
                "n",
                "/movein/intake",
                migration,
                Instant.now(),
                Traceparent.begin(),
                new IssueActivity(migration.toString(), "poll", null, null))));
    }

    private ApproveMigration approval() {
        return (ApproveMigration) newest();
    }

    private Object newest() {
        return kafka.published().getLast().message().body();
    }
}
