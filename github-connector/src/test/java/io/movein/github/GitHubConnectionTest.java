package io.movein.github;

import static io.movein.github.FaultyGitHub.json;
import static io.movein.github.FaultyGitHub.loseTheAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitHubConnectionTest {

    private static final String ISSUE = "/repos/acme/infra/issues/17";
    private static final String ISSUE_JSON = """
        {"id":900,"number":17,"title":"Move my data","body":"text","user":{"login":"ada","id":1001},"state":"closed",
         "state_reason":"completed","labels":[{"id":1,"name":"migrate-my-data"},{"id":2,"name":"state:closed"}],
         "created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:06Z","url":"https://api/i","html_url":"https://h/i"}
        """;
    private static final String COMMENT_JSON = """
        {"id":%d,"body":"%s","user":%s,"created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:07Z",
         "html_url":"https://h/i#c"}
        """;

    private final FaultyGitHub github = new FaultyGitHub().on("GET " + ISSUE, json(200, ISSUE_JSON, "ETag", "\"v1\""));
    private GitHubConnection connection = GitHubConnection.open(github.access());

    @AfterEach
    void stop() {
        connection.close();
        github.close();
    }

    @Test
    void readsAnIssue() {
        var issue = connection.issues().issue(17);

        assertThat(issue)
                .contains(new IssueSnapshot(
                        17,
                        "Move my data",
                        "text",
                        1001L,
                        "ada",
                        Set.of("migrate-my-data", "state:closed"),
                        IssueSnapshot.State.CLOSED,
                        "completed",
                        Instant.parse("2026-01-02T03:04:05Z"),
                        Instant.parse("2026-01-02T03:04:06Z"),
                        false));
        assertThat(github.last().header("Authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void readsAnIssueWhoseAuthorIsGone() {
        github.on("GET " + ISSUE, json(200, ISSUE_JSON.replace("{\"login\":\"ada\",\"id\":1001}", "null")));

        var issue = connection.issues().issue(17).orElseThrow();

        assertThat(issue.authorId()).isNull();
        assertThat(issue.authorLogin()).isNull();
    }

    @Test
    void readsCommentsOfEveryPageWithoutAskingForTheirAuthors() {
        var comments = "GET " + ISSUE + "/comments?per_page=100";
        var next = "<" + github.uri() + ISSUE + "/comments?per_page=100&page=2>; rel=\"next\"";
        github.on(
                comments, json(200, "[" + comment(2, "second", "{\"login\":\"ada\",\"id\":1001}") + "]", "Link", next));
        github.on(comments + "&page=2", json(200, "[" + comment(1, "first", "null") + "]"));

        var read = connection.issues().comments(17);

        assertThat(read).extracting(Comment::body).containsExactly("first", "second");
        assertThat(read).extracting(Comment::authorId).containsExactly(null, 1001L);
        assertThat(read.getFirst().isEdited()).isTrue();
        assertThat(github.requests()).containsExactly("GET " + ISSUE, comments, comments + "&page=2");
    }

    @Test
    void readsLabelEventsOnly() {
        github.on("GET " + ISSUE + "/events?per_page=100", json(200, """
            [{"id":11,"event":"labeled","label":{"name":"operator:approved"},"actor":{"login":"op","id":2001},"created_at":"2026-01-02T03:04:05Z"},
             {"id":12,"event":"closed","actor":{"login":"op","id":2001},"created_at":"2026-01-02T03:04:05Z"},
             {"id":13,"event":"unlabeled","label":{"name":"operator:approved"},"actor":null,"created_at":"2026-01-02T03:04:06Z"}]"""));

        var events = connection.issues().labelEvents(17);

        assertThat(events)
                .containsExactly(
                        new LabelEvent(
                                11, "operator:approved", true, 2001L, "op", Instant.parse("2026-01-02T03:04:05Z")),
                        new LabelEvent(
                                13, "operator:approved", false, null, null, Instant.parse("2026-01-02T03:04:06Z")));
    }

    @Test
    void listsOpenIssuesWithoutPullRequests() {
        github.on(
                "GET /repos/acme/infra/issues?state=open&labels=migrate-my-data&since=2026-01-02T03%3A04%3A05Z&per_page=100",
                json(
                        200,
                        "[" + ISSUE_JSON + ","
                                + ISSUE_JSON.replace("\"number\":17", "\"number\":18,\"pull_request\":{}") + "]"));

        var open = connection.issues().openIssues("migrate-my-data", Instant.parse("2026-01-02T03:04:05Z"));

        assertThat(open).extracting(IssueSnapshot::number).containsExactly(17);
    }

    @Test
    void readsAnUnchangedIssueFromMemory() {
        var first = connection.issues().issue(17);
        github.on("GET " + ISSUE, json(304, ""));

        var second = connection.issues().issue(17);

        assertThat(second).isEqualTo(first);
        assertThat(github.last().header("If-none-match")).isEqualTo("\"v1\"");
        assertThat(connection.traffic().unchanged()).isEqualTo(1);
    }

    @Test
    void findsNothingWhereAnIssueWasMovedOrDeleted() {
        for (int status : new int[] {301, 302, 307, 404, 410, 451}) {
            github.on("GET " + ISSUE, json(status, "{}", "Location", github.uri() + "/elsewhere"));

            assertThat(connection.issues().read(17)).as("status %s", status).isEmpty();
        }
        assertThat(github.requests()).doesNotContain("GET /elsewhere");
    }

    @Test
    void concludesNothingFromCommentsAndEventsThatCannotBeFound() {
        connection.issues().issue(17);
        github.on("GET " + ISSUE + "/events?per_page=100", json(404, "{}"));

        assertThatThrownBy(() -> connection.issues().comments(17)).isInstanceOf(GitHubUnavailableException.class);
        assertThatThrownBy(() -> connection.issues().events(17))
                .isInstanceOf(GitHubUnavailableException.class)
                .hasMessageContaining("acme/infra#17 cannot be read whole");
    }

    @Test
    void callsNoIssueGoneWhileTheRepositoryCannotBeSeen() {
        connection.issues().issue(17);
        for (int status : new int[] {301, 404}) {
            github.on("GET " + ISSUE, json(status, "{}")).on("GET /repos/acme/infra", json(status, "{}"));

            assertThatThrownBy(() -> connection.issues().issue(17))
                    .isInstanceOf(GitHubUnavailableException.class)
                    .hasMessageContaining("'acme/infra' cannot be seen");
        }
    }

    @Test
    void asksForThePageAfterAFullOneThoughItIsNotModifiedAndItsLinkIsOld() {
        var comments = "GET " + ISSUE + "/comments?per_page=100";
        var full = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> comment(i, "c" + i, "null"))
                .collect(Collectors.joining(",", "[", "]"));
        github.on(comments, json(200, full, "ETag", "\"p1\"")).on(comments + "&page=2", json(200, "[]"));
        assertThat(connection.issues().comments(17)).hasSize(100);
        github.on(comments, json(304, ""));
        github.on(comments + "&page=2", json(200, "[" + comment(101, "/stop", "null") + "]"));

        assertThat(connection.issues().comments(17)).hasSize(101);
    }

    @Test
    void doesNotRememberWhatCouldNotBeRead() {
        for (var body : new String[] {"", "<html>Unicorn!</html>", "{\"id\":9", "[1,2]"}) {
            github.on("GET " + ISSUE, json(200, body, "ETag", "\"broken\""));
            assertThatThrownBy(() -> connection.issues().issue(17))
                    .as(body)
                    .isInstanceOf(GitHubUnavailableException.class);
        }
        github.on("GET " + ISSUE, json(200, ISSUE_JSON));

        assertThat(connection.issues().issue(17)).isPresent();
        assertThat(github.last().headers()).doesNotContainKey("If-none-match");
    }

    @Test
    void doesNotKnowTheOutcomeOfAWriteWhoseAnswerCannotBeRead() {
        github.on("POST " + ISSUE + "/comments", json(201, ""));

        assertThatThrownBy(() -> connection.issues().comment(17, "hello"))
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageContaining("0 bytes that are no JSON");
    }

    @Test
    void takesALabelForOneWhateverItsCase() {
        github.on("GET " + ISSUE, json(200, ISSUE_JSON.replace("migrate-my-data", "Migrate-My-Data")));

        assertThat(connection.issues().issue(17).orElseThrow().has("migrate-my-data"))
                .isTrue();
    }

    @Test
    void tellsWhoClosedAndOpenedAnIssue() {
        github.on("GET " + ISSUE + "/events?per_page=100", json(200, """
            [{"id":12,"event":"closed","actor":{"login":"ada","id":1001},"created_at":"2026-01-02T03:04:05Z"},
             {"id":13,"event":"reopened","actor":null,"created_at":"2026-01-02T03:04:06Z"}]"""));

        assertThat(connection.issues().events(17).states())
                .containsExactly(
                        new StateEvent(12, false, 1001L, "ada", Instant.parse("2026-01-02T03:04:05Z")),
                        new StateEvent(13, true, null, null, Instant.parse("2026-01-02T03:04:06Z")));
    }

    @Test
    void saysThatItCannotTellEditsWhereThereIsNoGraphQl() {
        assertThat(connection.issues().editedComments(17)).isEmpty();
    }

    @Test
    void doesNotTakeAnErrorOfGraphQlForAnEmptyHistory() {
        github.on("POST /graphql", json(200, "{\"data\":null,\"errors\":[{\"message\":\"timeout\"}]}"));

        assertThatThrownBy(() -> connection.issues().editedComments(17))
                .isInstanceOf(GitHubUnavailableException.class)
                .hasMessageContaining("timeout");
    }

    @Test
    void doesNotTakeAnUnseenRepositoryForDeletedIssues() {
        github.on("GET /repos/acme/infra", json(404, "{}"));

        assertThatThrownBy(() -> connection.issues().issue(17))
                .isInstanceOf(GitHubUnavailableException.class)
                .hasMessageContaining("'acme/infra' cannot be seen");
    }

    @Test
    void sendsAWriteWhoseAnswerIsLostOnceAndSaysThatItsOutcomeIsUnknown() {
        connection.issues().issue(17);
        github.on("POST " + ISSUE + "/comments", loseTheAnswer());

        assertThatThrownBy(() -> connection.issues().comment(17, "hello"))
                .isInstanceOf(UnknownOutcomeException.class)
                .hasMessageContaining("POST " + github.uri() + ISSUE + "/comments");
        assertThat(github.requests()).containsOnlyOnce("POST " + ISSUE + "/comments");
    }

    @Test
    void doesNotKnowTheOutcomeOfAWriteThatTheServerFailed() {
        github.on("POST " + ISSUE + "/comments", json(502, "bad gateway"));

        assertThatThrownBy(() -> connection.issues().comment(17, "hello")).isInstanceOf(UnknownOutcomeException.class);
    }

    @Test
    void givesUpOnABodyThatStalls() {
        connection = GitHubConnection.open(github.access().withTimeout(Duration.ofMillis(300)));
        github.on("GET " + ISSUE, github.stallInTheBody());

        assertThatThrownBy(() -> connection.issues().issue(17)).isInstanceOf(GitHubUnavailableException.class);
        assertThat(github.requests()).containsExactly("GET " + ISSUE);
    }

    @Test
    void saysThatAServerIsAwayWithoutTryingTwice() {
        github.close();

        var away = catchThrowableOfType(
                GitHubException.class, () -> connection.issues().issue(17));

        assertThat(away).isInstanceOf(GitHubUnavailableException.class);
        assertThat(away.isLater()).isTrue();
        assertThat(connection.traffic().requests()).isEqualTo(1);
    }

    @Test
    void waitsAMinuteAfterALimitThatNamesNoTimeAndAsksNothingMeanwhile() {
        github.on("GET " + ISSUE, json(403, "{\"message\":\"You have exceeded a secondary rate limit.\"}"));

        var limited = catchThrowableOfType(
                RateLimitedException.class, () -> connection.issues().issue(17));
        var silent = catchThrowableOfType(
                RateLimitedException.class, () -> connection.issues().issue(17));

        assertThat(limited.retryAfter()).contains(Duration.ofSeconds(60));
        assertThat(silent.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
        assertThat(github.requests()).hasSize(1);
        assertThat(connection.traffic().limited()).isEqualTo(1);
    }

    @Test
    void waitsAsLongAsTheLimitSays() {
        github.on("GET " + ISSUE, json(429, "{}", "Retry-After", "7"));

        var limited = catchThrowableOfType(
                RateLimitedException.class, () -> connection.issues().issue(17));

        assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fri, 02 Jan 2026 03:00:00 GMT | 1",
                "Fri, 02 Jan 2099 03:00:00 GMT | 7200",
                "0 | 1",
                "31536000 | 7200",
                "soon | 60"
            })
    void understandsRetryAfterInEveryForm(String retryAfter, long seconds) {
        github.on("GET " + ISSUE, json(429, "{}", "Retry-After", retryAfter));

        var limited = catchThrowableOfType(
                RateLimitedException.class, () -> connection.issues().issue(17));

        assertThat(limited.retryAfter()).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void waitsUntilTheHourlyLimitIsReset() {
        var reset = String.valueOf(Instant.now().plusSeconds(600).getEpochSecond());
        github.on("GET " + ISSUE, json(403, "{}", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset));

        var limited = catchThrowableOfType(
                RateLimitedException.class, () -> connection.issues().issue(17));

        assertThat(limited.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(601));
    }

    @Test
    void tellsARefusalForGoodFromOneThatCanBeRepaired() {
        github.on("POST " + ISSUE + "/comments", json(422, "{\"message\":\"body is too long\"}"));
        var tooLong = catchThrowableOfType(
                GitHubRefusedException.class, () -> connection.issues().comment(17, "x"));
        github.on("POST " + ISSUE + "/comments", json(403, "{\"message\":\"Resource not accessible by integration\"}"));
        var noRight = catchThrowableOfType(
                GitHubRefusedException.class, () -> connection.issues().comment(17, "x"));

        assertThat(tooLong.isLater()).isFalse();
        assertThat(tooLong).hasMessageContaining("422").hasMessageContaining("body is too long");
        assertThat(noRight.isLater()).isTrue();
    }

    @Test
    void keepsItsOwnPaceOfContent() {
        connection = GitHubConnection.open(github.access().with(new WritePace(2, 500, 900)));
        github.on("POST " + ISSUE + "/comments", json(201, comment(1, "x", "null")));
        connection.issues().comment(17, "1");
        connection.issues().comment(17, "2");

        var third = catchThrowableOfType(
                RateLimitedException.class, () -> connection.issues().comment(17, "3"));

        assertThat(third.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(31));
        assertThat(connection.traffic().contentWrites()).isEqualTo(2);
        assertThat(github.requests())
                .filteredOn(request -> request.startsWith("POST"))
                .hasSize(2);
    }

    @Test
    void editsACommentByItsId() {
        github.on("GET " + ISSUE + "/comments?per_page=100", json(200, "[" + comment(5, "old", "null") + "]"));
        github.on("PATCH /repos/acme/infra/issues/comments/5", json(200, comment(5, "new", "null")));

        var edited = connection.issues().editComment(17, 5, "new");

        assertThat(edited.body()).isEqualTo("new");
        assertThat(github.last()).extracting(FaultyGitHub.Seen::body).isEqualTo("{\"body\":\"new\"}");
    }

    @Test
    void setsAndRemovesLabelsAlsoWithASlash() {
        github.on("POST " + ISSUE + "/labels", json(200, "[]"));
        github.on("DELETE " + ISSUE + "/labels/a%2Fb%20c", json(200, "[]"));

        connection.issues().addLabel(17, "state:running");
        connection.issues().removeLabel(17, "a/b c");
        connection.issues().removeLabel(17, "not-there");

        assertThat(github.requests())
                .containsExactly(
                        "GET " + ISSUE,
                        "POST " + ISSUE + "/labels",
                        "DELETE " + ISSUE + "/labels/a%2Fb%20c",
                        "DELETE " + ISSUE + "/labels/not-there");
        assertThat(connection.traffic().writes()).isEqualTo(3);
        assertThat(connection.traffic().contentWrites()).isZero();
    }

    @Test
    void closesWithAReason() {
        github.on("PATCH " + ISSUE, json(200, ISSUE_JSON));

        connection.issues().close(17, CloseReason.COMPLETED);

        assertThat(github.last().body()).contains("\"state\":\"closed\"").contains("\"state_reason\":\"completed\"");
    }

    @Test
    void readsTheMembersOfATeam() {
        github.on("GET /orgs/acme", json(200, "{\"id\":5,\"login\":\"acme\"}"));
        github.on(
                "GET /orgs/acme/teams/ops",
                json(200, "{\"id\":7,\"slug\":\"ops\",\"organization\":{\"id\":5,\"login\":\"acme\"}}"));
        github.on(
                "GET /organizations/5/team/7/members?role=all&per_page=100",
                json(200, "[{\"login\":\"op\",\"id\":2001}]"));

        var members = connection.issues().teamMembers("acme/ops");

        assertThat(members).containsExactly(2001L);
    }

    @Test
    void knowsItselfAndOthersByNumber() {
        github.on("GET /user", json(200, "{\"login\":\"movein[bot]\",\"id\":9001}"));
        github.on("GET /users/ada", json(200, "{\"login\":\"ada\",\"id\":1001}"));

        assertThat(connection.issues().myId()).isEqualTo(9001);
        assertThat(connection.issues().myId()).isEqualTo(9001);
        assertThat(connection.issues().userId("ada")).contains(1001L);
        assertThat(connection.issues().userId("nobody")).isEmpty();
        assertThat(github.requests()).containsOnlyOnce("GET /user");
    }

    private static String comment(long id, String body, String user) {
        return COMMENT_JSON.formatted(id, body, user);
    }
}
