package io.movein.simulation;

import io.movein.github.Comment;
import io.movein.github.GitHubAccount;
import io.movein.github.GitHubRefusedException;
import io.movein.github.PullFile;
import io.movein.github.PullReview;
import io.movein.github.PullSnapshot;
import io.movein.github.PullSnapshot.State;
import io.movein.github.Pulls;
import io.movein.github.RepositoryFile;
import io.movein.github.StatusSnapshot;
import io.movein.github.StatusState;
import io.movein.simulation.SimulatedGitHub.User;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Branches, commits and pull requests in memory, seen through the port that the services use, with GitHub's misfortunes. */
@SuppressWarnings("NullAway") // what is asked for is there in this world
final class SimulatedGit implements Pulls {
    private static final String MAIN = "main";
    private static final User BOT = new User(SimulatedGitHub.BOT, "movein[bot]");

    record Commit(String sha, List<String> parents, Map<String, String> files, User author) {}

    static final class Pull {
        final int number;
        final String branch;
        final boolean fork;
        final User author;
        String head;
        State state = State.OPEN;

        @Nullable
        String mergeCommit;

        @Nullable
        User mergedBy;

        Instant updatedAt;
        final List<PullReview> reviews = new ArrayList<>();

        Pull(int number, String branch, boolean fork, User author, String head, Instant now) {
            this.number = number;
            this.branch = branch;
            this.fork = fork;
            this.author = author;
            this.head = head;
            this.updatedAt = now;
        }

        boolean isOpen() {
            return state == State.OPEN;
        }
    }

    /** Whoever hears of a pull request that has changed. */
    interface Webhook {
        void changed(Pull pull);
    }

    private final Map<String, Commit> commits = new HashMap<>();
    private final Map<String, String> branches = new HashMap<>();
    private final Map<String, Set<User>> pushers = new HashMap<>();
    private final Map<String, String> blobs = new HashMap<>();
    private final Map<String, Map<String, StatusSnapshot>> statuses = new HashMap<>();
    private final Map<Integer, Pull> pulls = new TreeMap<>();
    private final SimulatedGitHub github;
    private final Webhook webhook;

    SimulatedGit(SimulatedGitHub github, Webhook webhook) {
        this.github = github;
        this.webhook = webhook;
        branches.put(MAIN, store(List.of(), Map.of("README.md", "hello"), BOT));
    }

    // ---- what people do

    List<Pull> all() {
        return List.copyOf(pulls.values());
    }

    Map<String, String> filesOf(String commit) {
        return commits.get(commit).files();
    }

    boolean isOnMain(String commit) {
        return history(branches.get(MAIN)).contains(commit);
    }

    /** One commit with these files on top of the pull request's branch; returns its SHA. */
    String push(User user, Pull pull, Map<String, String> files) {
        var all = new TreeMap<>(filesOf(pull.head));
        all.putAll(files);
        var sha = store(List.of(pull.head), all, user);
        moved(user, pull, sha);
        return sha;
    }

    /** Back to the commit before the newest, where that is not on the base branch. */
    void forceBack(User user, Pull pull) {
        var before = commits.get(pull.head).parents().getFirst();
        if (!isOnMain(before)) {
            moved(user, pull, before);
        }
    }

    private void moved(User user, Pull pull, String head) {
        if (!pull.fork) {
            branches.put(pull.branch, head);
            pushers.computeIfAbsent(pull.branch, _ -> new LinkedHashSet<>()).add(user);
        }
        pull.head = head;
        changed(pull);
    }

    void mergeByHand(User user, Pull pull) {
        if (pull.isOpen()) {
            merged(user, pull);
        }
    }

    Pull openFromFork(User user, String branch, String head, Map<String, String> files) {
        var all = new TreeMap<>(filesOf(head));
        all.putAll(files);
        return opened(user, branch, true, store(List.of(head), all, user));
    }

    void review(User user, Pull pull, String state, long id) {
        pull.reviews.add(new PullReview(id, account(user), state, pull.head, github.now()));
        changed(pull);
    }

    private Pull opened(User user, String branch, boolean fork, String head) {
        var number = github.openPull(user, branch);
        var pull = new Pull(number, branch, fork, user, head, github.now());
        pulls.put(number, pull);
        webhook.changed(pull);
        return pull;
    }

    private void merged(User user, Pull pull) {
        var main = branches.get(MAIN);
        var files = new TreeMap<>(filesOf(main));
        changes(pull).forEach((path, text) -> {
            if (text.isEmpty()) {
                files.remove(path);
            } else {
                files.put(path, text.get());
            }
        });
        pull.state = State.MERGED;
        pull.mergedBy = user;
        pull.mergeCommit = store(List.of(main, pull.head), files, user);
        branches.put(MAIN, pull.mergeCommit);
        github.look(pull.number).open = false;
        changed(pull);
    }

    private void changed(Pull pull) {
        pull.updatedAt = github.now();
        webhook.changed(pull);
    }

    private String store(List<String> parents, Map<String, String> files, User author) {
        var sha = "%040x".formatted(commits.size() + 1);
        commits.put(sha, new Commit(sha, parents, Map.copyOf(files), author));
        files.values().forEach(text -> blobs.put(shaOf(text), text));
        return sha;
    }

    private static String shaOf(String text) {
        return "blob-" + text.length() + "-" + text.hashCode();
    }

    private Set<String> history(String from) {
        var found = new LinkedHashSet<String>();
        var left = new ArrayList<>(List.of(from));
        while (!left.isEmpty()) {
            var sha = left.removeFirst();
            if (found.add(sha)) {
                left.addAll(commits.get(sha).parents());
            }
        }
        return found;
    }

    /** What the pull request brings; empty: the file goes. */
    private Map<String, Optional<String>> changes(Pull pull) {
        var base = pull.mergeCommit == null
                ? branches.get(MAIN)
                : commits.get(pull.mergeCommit).parents().getFirst();
        var known = history(base);
        var before = history(pull.head).stream()
                .filter(known::contains)
                .findFirst()
                .map(this::filesOf)
                .orElse(Map.of());
        var after = filesOf(pull.head);
        var changes = new TreeMap<String, Optional<String>>();
        var paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        for (var path : paths) {
            if (!Objects.equals(before.get(path), after.get(path))) {
                changes.put(path, Optional.ofNullable(after.get(path)));
            }
        }
        return changes;
    }

    // ---- what the services see

    @Override
    public String defaultBranch() {
        return MAIN;
    }

    @Override
    public Optional<PullSnapshot> pull(int number) {
        github.readMayFail();
        return Optional.ofNullable(pulls.get(number)).map(this::snapshot);
    }

    @Override
    public List<PullSnapshot> withHead(String branch) {
        github.readMayFail();
        return all().reversed().stream()
                .filter(pull -> !pull.fork && pull.branch.equals(branch))
                .map(this::snapshot)
                .toList();
    }

    private PullSnapshot snapshot(Pull pull) {
        return new PullSnapshot(
                pull.number,
                pull.branch,
                "",
                account(pull.author),
                pull.branch,
                pull.head,
                MAIN,
                branches.get(MAIN),
                pull.fork,
                pull.state,
                pull.mergeCommit,
                pull.mergedBy == null ? null : account(pull.mergedBy),
                pull.isOpen() ? Boolean.TRUE : null,
                pull.isOpen() ? "clean" : "unknown",
                1,
                Set.of(),
                pull.updatedAt,
                "https://github.test/pull/" + pull.number);
    }

    private static GitHubAccount account(User user) {
        return new GitHubAccount(user.id(), user.login());
    }

    @Override
    public List<PullSnapshot> updatedSince(Instant since, int most) {
        throw new UnsupportedOperationException("nothing polls here");
    }

    @Override
    public List<PullFile> files(int number) {
        github.readMayFail();
        return changes(pulls.get(number)).entrySet().stream()
                .map(change ->
                        new PullFile(change.getKey(), change.getValue().isEmpty() ? "removed" : "modified", null))
                .toList();
    }

    @Override
    public Set<GitHubAccount> writers(PullSnapshot pull) {
        var writers = new LinkedHashSet<GitHubAccount>();
        var main = history(branches.get(MAIN));
        history(pull.head()).stream()
                .filter(sha -> !main.contains(sha))
                .forEach(sha -> writers.add(account(commits.get(sha).author())));
        if (!pull.fork()) {
            pushers.getOrDefault(pull.branch(), Set.of()).forEach(user -> writers.add(account(user)));
        }
        return writers;
    }

    @Override
    public List<PullReview> reviews(int number) {
        return List.copyOf(pulls.get(number).reviews);
    }

    @Override
    public List<Comment> comments(int number) {
        github.readMayFail();
        return List.copyOf(github.look(number).comments);
    }

    @Override
    public List<RepositoryFile> files(String commit, String folder) {
        return filesOf(commit).entrySet().stream()
                .filter(file -> file.getKey().startsWith(folder + "/"))
                .map(file -> new RepositoryFile(
                        file.getKey(),
                        "100644",
                        shaOf(file.getValue()),
                        file.getValue().length()))
                .toList();
    }

    @Override
    public byte[] blob(String sha) {
        return blobs.get(sha).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<String> branch(String name) {
        github.readMayFail();
        return Optional.ofNullable(branches.get(name));
    }

    @Override
    public String commit(String parent, String message, Map<String, String> texts) {
        return github.write(() -> {
            var files = new LinkedHashMap<>(filesOf(parent));
            files.putAll(texts);
            return store(List.of(parent), files, BOT);
        });
    }

    @Override
    public void createBranch(String name, String commit) {
        github.write(() -> {
            if (branches.putIfAbsent(name, commit) != null) {
                throw new GitHubRefusedException(422, "Reference already exists");
            }
            return name;
        });
    }

    @Override
    public int open(String title, String body, String branch, String base) {
        return github.write(() -> opened(BOT, branch, false, branches.get(branch)).number);
    }

    @Override
    public void close(int number) {
        github.write(() -> {
            var pull = pulls.get(number);
            if (pull.isOpen()) {
                pull.state = State.CLOSED;
                github.look(number).open = false;
                changed(pull);
            }
            return pull;
        });
    }

    @Override
    public void merge(int number, String head, String message) {
        github.write(() -> {
            var pull = pulls.get(number);
            if (!pull.isOpen()) {
                throw new GitHubRefusedException(405, "Pull Request is not mergeable");
            }
            if (!pull.head.equals(head)) {
                throw new GitHubRefusedException(409, "Head branch was modified");
            }
            merged(BOT, pull);
            return pull;
        });
    }

    @Override
    public List<StatusSnapshot> statuses(String commit) {
        github.readMayFail();
        return List.copyOf(statuses.getOrDefault(commit, Map.of()).values());
    }

    @Override
    public void status(String commit, String context, StatusState state, String description, @Nullable String url) {
        github.write(() -> statuses.computeIfAbsent(commit, _ -> new TreeMap<>())
                        .put(context, new StatusSnapshot(context, state, description))
                == null);
    }
}
