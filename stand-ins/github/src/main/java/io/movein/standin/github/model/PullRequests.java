package io.movein.standin.github.model;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pull requests: issues with two branches, with reviews, and with a merge at their end. */
public final class PullRequests {

    private static final String NOT_MERGEABLE = "Pull Request is not mergeable";

    private final GitHubModel model;
    private final GitRepository repository;

    PullRequests(GitHubModel model, GitRepository repository) {
        this.model = model;
        this.repository = repository;
    }

    // what is there

    public boolean isOne(int number) {
        synchronized (model) {
            return git().pulls.containsKey(number);
        }
    }

    public PullRequest get(int number) {
        synchronized (model) {
            var pull = git().pulls.get(number);
            if (pull == null) {
                throw Refused.notFound();
            }
            return pull;
        }
    }

    public List<PullRequest> all() {
        synchronized (model) {
            return List.copyOf(git().pulls.values());
        }
    }

    /** Open ones whose head is this branch. */
    public List<PullRequest> openFrom(String label) {
        return all().stream()
                .filter(pull -> pull.head().equals(label))
                .filter(pull -> model.issue(pull.number()).open())
                .toList();
    }

    /** What it would change, against where it began. */
    public List<FileDiff> files(int number) {
        synchronized (model) {
            var pull = get(number);
            return FileDiff.between(filesAt(meeting(pull)), git().files(pull.headSha()));
        }
    }

    /** Oldest first. */
    public List<GitCommit> commits(int number) {
        synchronized (model) {
            var pull = get(number);
            var before = git().history(pull.merge() == null ? base(pull) : pull.baseSha());
            return git().history(pull.headSha()).stream()
                    .filter(sha -> !before.contains(sha))
                    .map(git()::commit)
                    .toList()
                    .reversed();
        }
    }

    public List<Review> reviews(int number) {
        synchronized (model) {
            get(number);
            return List.copyOf(git().reviews.getOrDefault(number, List.of()));
        }
    }

    /** Whether the branches go together; what protects the base is another question. */
    public boolean mergeable(int number) {
        synchronized (model) {
            return mergedFiles(get(number)) != null;
        }
    }

    /** Why its base's protection does not let it in; empty: it does. */
    public Optional<String> blocked(int number) {
        synchronized (model) {
            var pull = get(number);
            return repository.protection(pull.base()).flatMap(protection -> unmet(pull, protection));
        }
    }

    // what people do

    public PullRequest open(String actor, String title, @Nullable String body, String head, String base) {
        synchronized (model) {
            model.known(actor);
            var label = head.contains(":") ? head : repository.own(head);
            var from = repository.head(label).orElseThrow(() -> Refused.invalid("head", "invalid"));
            var to = repository.head(repository.own(base)).orElseThrow(() -> Refused.invalid("base", "invalid"));
            if (git().history(to).contains(from)) {
                throw Refused.invalid("head", "No commits between " + base + " and " + head);
            }
            if (openFrom(label).stream().anyMatch(pull -> pull.base().equals(base))) {
                throw Refused.invalid("head", "A pull request already exists for " + label + ".");
            }
            var number = model.state.lastNumber + 1;
            var pull = new PullRequest(number, label, base, from, to, null);
            model.record(new IssueChange.PullOpened(model.now(), actor, number, pull));
            model.opened(actor, title, body, List.of());
            return pull;
        }
    }

    /**
     * @param sha what the head has to be; null: whatever it is
     * @param method merge or squash
     * @return the commit that the base is at now
     */
    public GitCommit merge(String actor, int number, @Nullable String sha, @Nullable String message, String method) {
        synchronized (model) {
            model.requireWriter(actor);
            var pull = get(number);
            if (sha != null && !sha.equals(pull.headSha())) {
                throw new Refused(409, "Head branch was modified. Review and try the merge again.", "");
            }
            var files = mergedFiles(pull);
            if (!model.issue(number).open() || files == null) {
                throw new Refused(405, NOT_MERGEABLE, "");
            }
            blocked(number).ifPresent(why -> {
                throw new Refused(405, why, "");
            });
            var parents = method.equals("squash") ? List.of(base(pull)) : List.of(base(pull), pull.headSha());
            var title = "Merge pull request #" + number + " from " + pull.head().replace(':', '/');
            var commit = repository.storeCommit(
                    actor,
                    repository.storeTree(actor, files),
                    parents,
                    message == null || message.isBlank() ? title : title + "\n\n" + message,
                    null,
                    GitCommit.Person.gitHub(model.now()));
            merged(actor, pull, commit.sha());
            repository.move(actor, repository.own(pull.base()), base(pull), commit.sha());
            return commit;
        }
    }

    /** @param event APPROVE, REQUEST_CHANGES or COMMENT */
    public Review review(String actor, int number, String event, String body, @Nullable String commit) {
        synchronized (model) {
            model.known(actor);
            var pull = get(number);
            var state = switch (event) {
                case "APPROVE" -> "APPROVED";
                case "REQUEST_CHANGES" -> "CHANGES_REQUESTED";
                case "COMMENT" -> "COMMENTED";
                default -> throw Refused.invalid("event", "'" + event + "' is not included in the list");
            };
            var own = model.issue(number).author().equals(actor);
            if (own && !state.equals("COMMENTED")) {
                throw Refused.invalid(
                        "event",
                        event.equals("APPROVE")
                                ? "Can not approve your own pull request"
                                : "Can not request changes on your own pull request");
            }
            TextLimits.checkBody(body);
            var review = new Review(
                    model.nextId(), number, actor, state, body, commit == null ? pull.headSha() : commit, model.now());
            model.record(new IssueChange.ReviewSubmitted(model.now(), actor, number, review));
            return review;
        }
    }

    public Review dismiss(String actor, int number, long id, String message) {
        synchronized (model) {
            model.requireWriter(actor);
            review(number, id);
            model.record(new IssueChange.ReviewDismissed(model.now(), actor, number, id, message));
            return review(number, id);
        }
    }

    private Review review(int number, long id) {
        return reviews(number).stream()
                .filter(review -> review.id() == id)
                .findFirst()
                .orElseThrow(Refused::notFound);
    }

    /** A head that is gone closes what is open from it; a head that came into its base by another way counts as merged. */
    void afterPush(String actor, Push push) {
        var to = push.to();
        if (to == null) {
            openFrom(push.branch()).forEach(pull -> close(actor, pull));
            return;
        }
        var history = git().history(to);
        all().stream()
                .filter(pull -> repository.own(pull.base()).equals(push.branch()))
                .filter(pull -> model.issue(pull.number()).open() && history.contains(pull.headSha()))
                .toList()
                .forEach(pull -> merged(actor, pull, to));
    }

    private void merged(String actor, PullRequest pull, String sha) {
        model.record(new IssueChange.PullMerged(model.now(), actor, pull.number(), sha));
        close(actor, pull);
    }

    private void close(String actor, PullRequest pull) {
        model.record(new IssueChange.Closed(model.now(), actor, pull.number(), model.nextId(), "completed"));
    }

    private Optional<String> unmet(PullRequest pull, Protection protection) {
        var approvals = reviews(pull.number()).stream()
                .filter(review -> review.state().equals("APPROVED") && model.mayWrite(review.author()))
                .map(Review::author)
                .distinct()
                .count();
        if (approvals < protection.approvals()) {
            return Optional.of("At least " + protection.approvals() + " approving review"
                    + (protection.approvals() == 1 ? " is" : "s are")
                    + " required by reviewers with write access.");
        }
        return protection.contexts().stream()
                .filter(context -> repository.statuses(pull.headSha()).stream()
                        .filter(status -> status.context().equals(context))
                        .findFirst()
                        .filter(status -> status.state().equals("success"))
                        .isEmpty())
                .findFirst()
                .map(context -> "Required status check \"" + context + "\" is expected.");
    }

    private @Nullable SortedMap<String, TreeEntry> mergedFiles(PullRequest pull) {
        return FileDiff.merged(filesAt(meeting(pull)), git().files(base(pull)), git().files(pull.headSha()));
    }

    /** Where the two branches met last; a pull request that is merged had its base then. */
    private @Nullable String meeting(PullRequest pull) {
        var base = git().history(pull.merge() == null ? base(pull) : pull.baseSha());
        return git().history(pull.headSha()).stream()
                .filter(base::contains)
                .findFirst()
                .orElse(null);
    }

    private SortedMap<String, TreeEntry> filesAt(@Nullable String commit) {
        return commit == null ? new TreeMap<>() : git().files(commit);
    }

    private String base(PullRequest pull) {
        return repository.head(repository.own(pull.base())).orElse(pull.baseSha());
    }

    private GitState git() {
        return model.state.git;
    }
}
