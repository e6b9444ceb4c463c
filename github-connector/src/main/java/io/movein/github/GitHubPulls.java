package io.movein.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHCommitState;
import org.kohsuke.github.GHException;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GitHub;

/**
 * {@link Pulls}: what changes something by way of hub4j, what is only read by one request each, as hub4j would fetch every
 * author, committer and reviewer one by one.
 */
final class GitHubPulls implements Pulls {

    private static final int PAGE = 100;
    private static final int PAGES = 30;
    private static final int KEPT_BYTES = 8 * 1024 * 1024;
    private static final String PAGES_OF_GITHUB = "noreply@github.com";

    private final RestCalls rest;
    private final GitHub hub;
    private final String name;
    private final Runnable unreadable;
    private volatile @Nullable GHRepository repository;
    private final Cache<String, byte[]> blobs = Caffeine.newBuilder()
            .maximumWeight(KEPT_BYTES)
            .weigher((String sha, byte[] contents) -> contents.length + 200)
            .build();

    /** @param unreadable told when an answer could not be read, so that it is not remembered */
    GitHubPulls(RestCalls rest, GitHub hub, String name, Runnable unreadable) {
        this.rest = rest;
        this.hub = hub;
        this.name = name;
        this.unreadable = unreadable;
    }

    @Override
    public String defaultBranch() {
        return rest.send("GET", "", null).path("default_branch").asText("main");
    }

    @Override
    public Optional<PullSnapshot> pull(int number) {
        return ifThere(() -> PullSnapshot.of(rest.send("GET", "/pulls/" + number, null), name));
    }

    @Override
    public List<PullSnapshot> withHead(String branch) {
        var owner = name.substring(0, name.indexOf('/'));
        var head = RestCalls.encoded(owner + ":" + branch);
        return all("/pulls?state=all&head=" + head, pull -> PullSnapshot.of(pull, name));
    }

    @Override
    public List<PullSnapshot> updatedSince(Instant since, int most) {
        var found = new ArrayList<PullSnapshot>();
        for (int page = 1; found.size() < most; page++) {
            var pulls = rest.send(
                    "GET", "/pulls?state=all&sort=updated&direction=desc&per_page=" + PAGE + "&page=" + page, null);
            for (var json : pulls) {
                var pull = PullSnapshot.of(json, name);
                if (pull.updatedAt().isBefore(since) || found.size() == most) {
                    return found;
                }
                found.add(pull);
            }
            if (pulls.size() < PAGE) {
                return found;
            }
        }
        return found;
    }

    @Override
    public List<PullFile> files(int number) {
        return all(
                "/pulls/" + number + "/files?",
                file -> new PullFile(
                        file.path("filename").asText(),
                        file.path("status").asText(),
                        file.path("previous_filename").asText(null)));
    }

    @Override
    public Set<GitHubAccount> writers(PullSnapshot pull) {
        var writers = new LinkedHashSet<GitHubAccount>();
        all("/pulls/" + pull.number() + "/commits?", commit -> commit).forEach(commit -> {
            writers.add(writer(commit, "author"));
            if (!commit.at("/commit/committer/email").asText().equals(PAGES_OF_GITHUB)) {
                writers.add(writer(commit, "committer"));
            }
        });
        if (!pull.fork()) {
            writers.addAll(pushers(pull.branch()));
        }
        return writers;
    }

    /** Of the newest and the oldest hundred pushes: GitHub has no numbered pages here. */
    private Set<GitHubAccount> pushers(String branch) {
        var path = "/activity?ref=" + RestCalls.encoded("refs/heads/" + branch) + "&per_page=" + PAGE + "&direction=";
        var pushes = new ArrayList<JsonNode>();
        rest.send("GET", path + "desc", null).forEach(pushes::add);
        if (pushes.size() == PAGE) {
            rest.send("GET", path + "asc", null).forEach(pushes::add);
        }
        return pushes.stream()
                .map(push -> GitHubAccount.of(push.path("actor")))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** By its account, or by the name in the commit where GitHub knows none. */
    private static GitHubAccount writer(JsonNode commit, String role) {
        var account = GitHubAccount.of(commit.path(role));
        return account != null
                ? account
                : new GitHubAccount(
                        null, commit.path("commit").path(role).path("name").asText());
    }

    @Override
    public List<PullReview> reviews(int number) {
        return all("/pulls/" + number + "/reviews?", review -> review).stream()
                .filter(review -> review.path("user").isObject()
                        && review.path("submitted_at").isTextual())
                .map(review -> new PullReview(
                        review.path("id").asLong(),
                        new GitHubAccount(
                                review.at("/user/id").asLong(),
                                review.at("/user/login").asText()),
                        review.path("state").asText(),
                        review.path("commit_id").asText(),
                        Instant.parse(review.path("submitted_at").asText())))
                .toList();
    }

    @Override
    public List<Comment> comments(int number) {
        return all("/issues/" + number + "/comments?", comment -> {
            var author = GitHubAccount.of(comment.path("user"));
            return new Comment(
                    comment.path("id").asLong(),
                    author == null ? null : author.id(),
                    author == null ? null : author.login(),
                    comment.path("body").asText(""),
                    IssueQueries.time(comment, "created_at"),
                    IssueQueries.time(comment, "updated_at"),
                    comment.path("html_url").asText());
        });
    }

    @Override
    public List<RepositoryFile> files(String commit, String folder) {
        var tree = commit;
        for (var step : folder.split("/")) {
            var inside = rest.send("GET", "/git/trees/" + tree, null).path("tree");
            var next = StreamSupport.stream(inside.spliterator(), false)
                    .filter(entry -> entry.path("path").asText().equals(step))
                    .filter(entry -> entry.path("type").asText().equals("tree"))
                    .findFirst();
            if (next.isEmpty()) {
                return List.of();
            }
            tree = next.get().path("sha").asText();
        }
        var whole = rest.send("GET", "/git/trees/" + tree + "?recursive=1", null);
        return StreamSupport.stream(whole.path("tree").spliterator(), false)
                .filter(entry -> !entry.path("type").asText().equals("tree"))
                .map(entry -> new RepositoryFile(
                        folder + "/" + entry.path("path").asText(),
                        entry.path("mode").asText(),
                        entry.path("sha").asText(),
                        entry.path("size").asLong()))
                .toList();
    }

    @Override
    public byte[] blob(String sha) {
        return blobs.get(sha, this::read);
    }

    private byte[] read(String sha) {
        var blob = rest.send("GET", "/git/blobs/" + sha, null);
        return Base64.getMimeDecoder().decode(blob.path("content").asText());
    }

    @Override
    public Optional<String> branch(String branch) {
        return ifThere(() -> rest.send("GET", "/git/ref/heads/" + branch, null)
                .at("/object/sha")
                .asText());
    }

    @Override
    public String commit(String parent, String message, Map<String, String> texts) {
        return call(() -> repository()
                .createCommit()
                .message(message)
                .tree(texts.isEmpty() ? treeOf(parent) : tree(parent, texts))
                .parent(parent)
                .create()
                .getSHA1());
    }

    private String tree(String parent, Map<String, String> texts) throws IOException {
        var tree = repository().createTree().baseTree(parent);
        texts.forEach((path, text) -> tree.add(path, text, false));
        return tree.create().getSha();
    }

    /** GitHub makes no tree out of nothing new. */
    private String treeOf(String commit) {
        return rest.send("GET", "/git/commits/" + commit, null).at("/tree/sha").asText();
    }

    @Override
    public void createBranch(String branch, String commit) {
        call(() -> repository().createRef("refs/heads/" + branch, commit));
    }

    @Override
    public int open(String title, String body, String branch, String base) {
        return call(
                () -> repository().createPullRequest(title, branch, base, body).getNumber());
    }

    @Override
    public void close(int number) {
        rest.send(
                "PATCH",
                "/pulls/" + number,
                JsonNodeFactory.instance.objectNode().put("state", "closed"));
    }

    @Override
    public void merge(int number, String head, String message) {
        call(() -> {
            repository().getPullRequest(number).merge(message, head);
            return number;
        });
    }

    @Override
    public List<StatusSnapshot> statuses(String commit) {
        var newest = new LinkedHashMap<String, StatusSnapshot>();
        all("/commits/" + commit + "/statuses?", status -> status).forEach(status -> {
            var context = status.path("context").asText();
            newest.putIfAbsent(
                    context,
                    new StatusSnapshot(
                            context,
                            StatusState.valueOf(status.path("state").asText().toUpperCase(Locale.ROOT)),
                            status.path("description").asText("")));
        });
        return List.copyOf(newest.values());
    }

    @Override
    public void status(String commit, String context, StatusState state, String description, @Nullable String url) {
        call(() -> repository()
                .createCommitStatus(commit, GHCommitState.valueOf(state.name()), url, description, context));
    }

    private GHRepository repository() {
        var known = repository;
        if (known != null) {
            return known;
        }
        GHRepository found = call(() -> hub.getRepository(name));
        repository = found;
        return found;
    }

    /** @param path with its query, to which the page is added */
    private <T> List<T> all(String path, Function<JsonNode, T> each) {
        var found = new ArrayList<T>();
        for (int page = 1; page <= PAGES; page++) {
            var items = rest.send("GET", path + "&per_page=" + PAGE + "&page=" + page, null);
            items.forEach(item -> found.add(each.apply(item)));
            if (items.size() < PAGE) {
                break;
            }
        }
        return found;
    }

    private static <T> Optional<T> ifThere(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (GitHubRefusedException e) {
            if (e.isGone()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The connector throws our own exceptions; an IOException is then an answer that hub4j could not read. */
    private <T> T call(GitHubIssues.Call<T> call) {
        try {
            return call.get();
        } catch (IOException | GHException e) {
            unreadable.run();
            throw new GitHubUnavailableException("GitHub's answer could not be read: " + e.getMessage(), e);
        }
    }
}
