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
import org.junit.jupiter.params.provider.ValueSource;

class GitHubConnectionIT {

    private static final String ISSUE = "/repos/acme/infra/issues/17";
    private static final String READING = "POST /graphql";
    private static final String ISSUE_JSON = """
        {"data":{"repository":{"issue":{"number":17,"title":"Move my data","body":"text","author":{"kind":"User","login":"ada","databaseId":1001},
         "state":"CLOSED","stateReason":"COMPLETED","labels":{"nodes":[{"name":"migrate-my-data"},{"name":"state:closed"}]},
         "createdAt":"2026-01-02T03:04:05Z","updatedAt":"2026-01-02T03:04:06Z"}}}}
        """;
    private static final String COMMENT_JSON = """
        {"id":%d,"body":"%s","user":%s,"created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:07Z",
         "html_url":"https://h/i#c"}
        """;

    private final FaultyGitHub github = new FaultyGitHub().on(READING, json(200, ISSUE_JSON));
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
                        Instant.parse("2026-01-02T03:04:06Z")));
        assertThat(github.last().header("Authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void readsAnIssueWhoseAuthorIsGone() {
        github.on(
                READING,
                json(200, ISSUE_JSON.replace("{\"kind\":\"User\",\"login\":\"ada\",\"databaseId\":1001}", "null")));

        var issue = connection.issues().issue(17).orElseThrow();

        assertThat(issue.authorId()).isNull();
        assertThat(issue.authorLogin()).isNull();
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
        github.on(READING, json(200, ISSUE_JSON.replace("migrate-my-data", "Migrate-My-Data")));

        assertThat(connection.issues().issue(17).orElseThrow().has("migrate-my-data"))
                .isTrue();
    }

    @Test
    void sendsAWriteWhoseAnswerIsLostOnceAndSaysThatItsOutcomeIsUnknown() {
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
        github.on(READING, github.stallInTheBody());

        assertThatThrownBy(() -> connection.issues().issue(17)).isInstanceOf(GitHubUnavailableException.class);
        assertThat(github.requests()).containsExactly(READING);
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
        github.on(READING, json(403, "{\"message\":\"You have exceeded a secondary rate limit.\"}"));

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
        github.on(READING, json(429, "{}", "Retry-After", "7"));

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
        github.on(READING, json(429, "{}", "Retry-After", retryAfter));

        var limited = catchThrowableOfType(
                RateLimitedException.class, () -> connection.issues().issue(17));

        assertThat(limited.retryAfter()).contains(Duration.ofSeconds(seconds));
    }

    @Test
    void waitsUntilTheHourlyLimitIsReset() {
        var reset = String.valueOf(Instant.now().plusSeconds(600).getEpochSecond());
        github.on(READING, json(403, "{}", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset));

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
    void findsNothingWhereAnIssueWasMovedOrDeleted() {
        github.on(READING, json(200, """
            {"data":{"repository":{"issue":null}},
             "errors":[{"type":"NOT_FOUND","path":["repository","issue"],"message":"Could not resolve to an Issue"}]}"""));

        assertThat(connection.issues().issue(17)).isEmpty();
        assertThat(connection.issues().read(17)).isEmpty();
    }

    @Test
    void callsNoIssueGoneWhileTheRepositoryCannotBeSeen() {
        github.on(READING, json(200, """
            {"data":{"repository":null},
             "errors":[{"type":"NOT_FOUND","path":["repository"],"message":"Could not resolve to a Repository"}]}"""));

        assertThatThrownBy(() -> connection.issues().issue(17))
                .isInstanceOf(GitHubUnavailableException.class)
                .hasMessageContaining("'acme/infra' cannot be seen");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>Unicorn!</html>",
                "{\"data\":",
                "[1,2]",
                "{\"data\":null}",
                "{\"data\":null,\"errors\":[{\"message\":\"Something went wrong while executing your query.\"}]}",
                "{\"data\":{\"repository\":null},\"errors\":[{\"type\":\"FORBIDDEN\",\"path\":[\"repository\"]}]}"
            })
    void concludesNothingFromAnAnswerThatIsNoAnswer(String answer) {
        github.on(READING, json(200, answer));

        assertThatThrownBy(() -> connection.issues().read(17)).isInstanceOf(GitHubUnavailableException.class);
    }

    @Test
    void understandsALimitThatIsAnswered200() {
        github.on(
                READING,
                json(
                        200,
                        "{\"errors\":[{\"type\":\"RATE_LIMITED\",\"message\":\"API rate limit exceeded\"}]}",
                        "Retry-After",
                        "7"));

        var limited = catchThrowableOfType(
                RateLimitedException.class, () -> connection.issues().read(17));

        assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void editsACommentByItsIdInOneRequest() {
        github.on("PATCH /repos/acme/infra/issues/comments/5", json(200, comment(5, "new", "null")));

        var edited = connection.issues().editComment(17, 5, "new");

        assertThat(edited.body()).isEqualTo("new");
        assertThat(github.requests()).containsExactly("PATCH /repos/acme/infra/issues/comments/5");
        assertThat(github.last().body()).isEqualTo("{\"body\":\"new\"}");
    }

    @Test
    void setsAndRemovesLabelsAlsoWithASlash() {
        github.on("POST " + ISSUE + "/labels", json(200, "[]"));
        github.on("PUT " + ISSUE + "/labels", json(200, "[]"));
        github.on("DELETE " + ISSUE + "/labels/a%2Fb%20c", json(200, "[]"));

        connection.issues().addLabel(17, "state:running");
        connection.issues().removeLabel(17, "a/b c");
        connection.issues().removeLabel(17, "not-there");
        connection.issues().setLabels(17, Set.of("b", "a"));

        assertThat(github.requests())
                .containsExactly(
                        "POST " + ISSUE + "/labels",
                        "DELETE " + ISSUE + "/labels/a%2Fb%20c",
                        "DELETE " + ISSUE + "/labels/not-there",
                        "PUT " + ISSUE + "/labels");
        assertThat(github.last().body()).isEqualTo("{\"labels\":[\"a\",\"b\"]}");
        assertThat(connection.traffic().writes()).isEqualTo(4);
        assertThat(connection.traffic().contentWrites()).isZero();
    }

    @Test
    void closesWithAReasonAndItsLabelsAtOnce() {
        github.on("PATCH " + ISSUE, json(200, "{}"));

        connection.issues().close(17, CloseReason.NOT_PLANNED, Set.of("state:closed"));

        assertThat(github.last().body())
                .isEqualTo("{\"labels\":[\"state:closed\"],\"state\":\"closed\",\"state_reason\":\"not_planned\"}");
    }

    @Test
    void readsWhatHasNotChangedFromMemory() {
        github.on("GET /users/ada", json(200, "{\"login\":\"ada\",\"id\":1001}", "ETag", "\"v1\""));
        connection.issues().userId("ada");
        github.on("GET /users/ada", json(304, ""));

        assertThat(connection.issues().userId("ada")).contains(1001L);
        assertThat(github.last().header("If-none-match")).isEqualTo("\"v1\"");
        assertThat(connection.traffic().unchanged()).isEqualTo(1);
    }

    @Test
    void doesNotRememberWhatCouldNotBeRead() {
        for (var body : new String[] {"", "<html>Unicorn!</html>", "{\"id\":9", "[1,2]"}) {
            github.on("GET /users/ada", json(200, body, "ETag", "\"broken\""));
            assertThatThrownBy(() -> connection.issues().userId("ada"))
                    .as(body)
                    .isInstanceOf(GitHubUnavailableException.class);
        }
        github.on("GET /users/ada", json(200, "{\"login\":\"ada\",\"id\":1001}"));

        assertThat(connection.issues().userId("ada")).contains(1001L);
        assertThat(github.last().headers()).doesNotContainKey("If-none-match");
    }

    @Test
    void asksForThePageAfterAFullOneThoughItIsNotModifiedAndItsLinkIsOld() {
        var members = "GET /organizations/5/team/7/members?role=all&per_page=100";
        var full = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> "{\"login\":\"op" + i + "\",\"id\":" + i + "}")
                .collect(Collectors.joining(",", "[", "]"));
        team().on(members, json(200, full, "ETag", "\"p1\"")).on(members + "&page=2", json(200, "[]"));
        assertThat(connection.issues().teamMembers("acme/ops")).hasSize(100);
        github.on(members, json(304, ""));
        github.on(members + "&page=2", json(200, "[{\"login\":\"op\",\"id\":2001}]"));

        assertThat(connection.issues().teamMembers("acme/ops")).hasSize(101);
    }

    @Test
    void readsTheMembersOfATeam() {
        team().on(
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

    private FaultyGitHub team() {
        return github.on("GET /orgs/acme", json(200, "{\"id\":5,\"login\":\"acme\"}"))
                .on(
                        "GET /orgs/acme/teams/ops",
                        json(200, "{\"id\":7,\"slug\":\"ops\",\"organization\":{\"id\":5,\"login\":\"acme\"}}"));
    }

    private static String comment(long id, String body, String user) {
        return COMMENT_JSON.formatted(id, body, user);
    }
}
