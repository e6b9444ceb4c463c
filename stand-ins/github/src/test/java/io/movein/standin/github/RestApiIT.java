package io.movein.standin.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.movein.standin.github.api.LoginTraffic;
import io.movein.standin.github.faults.AnswerFault.LostAnswer;
import io.movein.standin.github.faults.AnswerFault.PrimaryLimit;
import io.movein.standin.github.faults.AnswerFault.SecondaryLimit;
import io.movein.standin.github.faults.AnswerFault.ServerError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestApiIT {

    private static final String ISSUES = "/repos/acme/platform/issues";

    @TempDir
    Path data;

    private LocalGitHub github;

    @BeforeEach
    void start() throws IOException {
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
        github.model().openWithForm("capability-owner", "Move", "body", List.of("migrate-my-data"));
    }

    @AfterEach
    void stop() throws IOException {
        github.close();
    }

    @Test
    void anUnchangedAnswerIs304AndCostsNothing() throws Exception {
        var first = Http.get(github, "operator", ISSUES);
        var etag = first.headers().firstValue("ETag").orElseThrow();

        var second = Http.get(github, "operator", ISSUES, "If-None-Match", etag.substring("W/".length()));
        github.model().comment("operator", 1, "news");
        var third = Http.get(github, "operator", ISSUES, "If-None-Match", etag);

        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.headers().firstValue("X-RateLimit-Remaining")).contains("4999");
        assertThat(third.statusCode()).isEqualTo(200);
        assertThat(third.headers().firstValue("X-RateLimit-Remaining")).contains("4998");
        assertThat(github.traffic().get("operator"))
                .extracting("requests", "notModified")
                .containsExactly(3L, 1L);
    }

    @Test
    void pagesAreLinked() throws Exception {
        for (var i = 0; i < 4; i++) {
            github.model().open("operator", "another", "", List.of());
        }

        var middle = Http.get(github, "operator", ISSUES + "?state=all&per_page=2&page=2");

        var here = github.url() + ISSUES + "?state=all&per_page=2&page=";
        assertThat(middle.headers().firstValue("Link"))
                .contains("<" + here + "1>; rel=\"prev\", <" + here + "3>; rel=\"next\", <" + here
                        + "3>; rel=\"last\", <" + here + "1>; rel=\"first\"");
    }

    @Test
    void answersWithTheFaultsItIsTold() throws Exception {
        github.faults().answerNext(1, "GET", "/issues/1$", new PrimaryLimit(Duration.ofMinutes(5)));
        github.faults().answerNext(1, "GET", "/issues/1$", new SecondaryLimit(429, Duration.ofSeconds(7)));
        github.faults().answerNext(1, "*", "/issues/1$", new SecondaryLimit(403, null));
        github.faults().answerNext(1, "*", "", new ServerError(502));

        var primary = Http.get(github, "operator", ISSUES + "/1");
        var secondary = Http.get(github, "operator", ISSUES + "/1");
        var silent = Http.get(github, "operator", ISSUES + "/1");
        var broken = Http.get(github, "operator", ISSUES + "/1");
        var well = Http.get(github, "operator", ISSUES + "/1");

        assertThat(primary.statusCode()).isEqualTo(403);
        assertThat(primary.headers().firstValue("X-RateLimit-Remaining")).contains("0");
        assertThat(primary.body()).contains("API rate limit exceeded");
        assertThat(secondary.statusCode()).isEqualTo(429);
        assertThat(secondary.headers().firstValue("Retry-After")).contains("7");
        assertThat(silent.statusCode()).isEqualTo(403);
        assertThat(silent.headers().firstValue("Retry-After")).isEmpty();
        assertThat(silent.body()).contains("secondary rate limit");
        assertThat(broken.statusCode()).isEqualTo(502);
        assertThat(well.statusCode()).isEqualTo(200);
    }

    @Test
    void canDoWhatIsAskedAndLoseTheAnswer() {
        github.faults().answerNext(1, "POST", "/comments$", new LostAnswer());

        assertThatIOException()
                .isThrownBy(() -> Http.post(github, "operator", ISSUES + "/1/comments", "{\"body\": \"once\"}"));

        assertThat(github.model().comments(1)).hasSize(1);
    }

    @Test
    void stopsAtTheHourlyLimit() throws Exception {
        github.close();
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data).withHourlyRequests(2));

        Http.get(github, "operator", "/user");
        Http.get(github, "operator", "/user");
        var third = Http.get(github, "operator", "/user");
        var other = Http.get(github, "outsider", "/user");

        assertThat(third.statusCode()).isEqualTo(403);
        assertThat(third.headers().firstValue("X-RateLimit-Remaining")).contains("0");
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void countsWritesThatGitHubLimits() throws Exception {
        Http.post(github, "operator", ISSUES + "/1/comments", "{\"body\": \"one\"}");
        Http.post(github, "operator", ISSUES + "/1/labels", "[\"operator:approved\"]");

        assertThat(github.traffic()).containsEntry("operator", new LoginTraffic.Counts(2, 0, 2, 1, 1));
    }

    @Test
    void comesBackWithEverything() throws Exception {
        github.model().comment("operator", 1, "kept");
        github.close();
        var journal = data.resolve("acme.platform.jsonl");
        Files.writeString(journal, "{\"change\":\"comment-crea", StandardOpenOption.APPEND);

        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));
        github.model().comment("operator", 1, "and new");
        github.close();
        github = LocalGitHub.start(GitHubConfig.of("acme/platform", data));

        assertThat(Http.get(github, "operator", ISSUES + "/1/comments").body()).contains("kept", "and new");
        assertThat(github.model().issue(1).labels()).containsExactly("migrate-my-data");
    }

    @Test
    void keepsASecondOneOffTheSameDirectory() {
        assertThatIOException()
                .isThrownBy(() -> LocalGitHub.start(GitHubConfig.of("acme/platform", data)))
                .withMessageContaining("acme.platform.jsonl is in use by another local GitHub");
    }

    @Test
    void rejectsWhatItCannotRead() throws Exception {
        assertThat(Http.post(github, "operator", ISSUES, "{").statusCode()).isEqualTo(400);
        assertThat(Http.post(github, "operator", ISSUES, "{}").statusCode()).isEqualTo(422);
        assertThat(Http.get(github, "operator", ISSUES + "/one").statusCode()).isEqualTo(404);
        assertThat(Http.get(github, "operator", ISSUES + "?since=yesterday").statusCode())
                .isEqualTo(422);
    }
}
