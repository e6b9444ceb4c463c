package io.movein.standin.github.pages;

import io.movein.standin.github.model.CommitStatus;
import io.movein.standin.github.model.GitCommit;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.PullRequest;
import io.movein.standin.github.model.Review;
import io.movein.standin.github.model.User;
import java.util.LinkedHashMap;
import java.util.List;

/** What a pull request's page shows beyond its issue. What templates read is public. */
public record PullView(
        PullRequest pull,
        List<GitCommit> commits,
        List<CommitStatus> statuses,
        List<Review> reviews,
        boolean mergeable,
        String blocked,
        boolean mayReview) {

    static PullView of(GitHubModel model, int number, User viewer) {
        var pull = model.pulls().get(number);
        var newest = new LinkedHashMap<String, CommitStatus>();
        model.git().statuses(pull.headSha()).forEach(status -> newest.putIfAbsent(status.context(), status));
        return new PullView(
                pull,
                model.pulls().commits(number),
                List.copyOf(newest.values()),
                model.pulls().reviews(number),
                pull.merge() == null && model.pulls().mergeable(number),
                model.pulls().blocked(number).orElse(""),
                !model.issue(number).author().equals(viewer.login()));
    }

    public boolean merged() {
        return pull.merge() != null;
    }

    public String abbreviated(String sha) {
        return sha.substring(0, 7);
    }
}
