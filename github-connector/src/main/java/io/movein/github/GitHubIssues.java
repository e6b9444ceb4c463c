package io.movein.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.github.IssueSnapshot.WithHistory;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHException;
import org.kohsuke.github.GHUser;
import org.kohsuke.github.GitHub;

/** {@link Issues} with one request for each: reading by GraphQL, writing by REST, and people by way of hub4j. */
final class GitHubIssues implements Issues {

    /** Like {@link java.util.concurrent.Callable}, for the one kind of checked exception that hub4j declares. */
    interface Call<T> {
        T get() throws IOException;
    }

    private static final int PAGE = 100;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final IssueQueries queries;
    private final ActivityQueries activity;
    private final RestCalls rest;
    private final GitHub hub;
    private final Call<Long> me;
    private final Runnable unreadable;
    private volatile @Nullable Long myId;

    /** @param unreadable told when an answer could not be read, so that it is not remembered */
    GitHubIssues(GraphQl graphql, RestCalls rest, GitHub hub, Call<Long> me, Runnable unreadable) {
        this.queries = new IssueQueries(graphql);
        this.activity = new ActivityQueries(graphql);
        this.rest = rest;
        this.hub = hub;
        this.me = me;
        this.unreadable = unreadable;
    }

    @Override
    public Optional<IssueSnapshot> issue(int number) {
        return queries.issue(number);
    }

    @Override
    public Optional<WithHistory> read(int number, int linked) {
        return queries.read(number, linked);
    }

    @Override
    public List<ChangedIssue> openWith(String label) {
        return activity.openWith(label, myId());
    }

    @Override
    public List<ChangedIssue> changedSince(Instant since) {
        return activity.since(since, myId());
    }

    @Override
    public Comment comment(int number, String body) {
        return comment(rest.send("POST", "/issues/" + number + "/comments", text(body)), body);
    }

    @Override
    public Comment editComment(int number, long commentId, String body) {
        return comment(rest.send("PATCH", "/issues/comments/" + commentId, text(body)), body);
    }

    @Override
    public void deleteComment(int number, long commentId) {
        ifThere(() -> rest.send("DELETE", "/issues/comments/" + commentId, null));
    }

    @Override
    public void addLabel(int number, String label) {
        rest.send("POST", "/issues/" + number + "/labels", labels(List.of(label)));
    }

    @Override
    public void removeLabel(int number, String label) {
        ifThere(() -> rest.send("DELETE", "/issues/" + number + "/labels/" + RestCalls.encoded(label), null));
    }

    @Override
    public void setLabels(int number, Set<String> labels) {
        rest.send("PUT", "/issues/" + number + "/labels", labels(labels));
    }

    @Override
    public void close(int number, CloseReason reason, @Nullable Set<String> labels) {
        var body = labels == null ? JSON.objectNode() : labels(labels);
        body.put("state", "closed").put("state_reason", reason.name().toLowerCase(Locale.ROOT));
        rest.send("PATCH", "/issues/" + number, body);
    }

    @Override
    public void reopen(int number) {
        rest.send("PATCH", "/issues/" + number, JSON.objectNode().put("state", "open"));
    }

    @Override
    public long myId() {
        var known = myId;
        if (known != null) {
            return known;
        }
        long found = call(me);
        myId = found;
        return found;
    }

    Optional<Long> knownId() {
        return Optional.ofNullable(myId);
    }

    @Override
    public Optional<Long> userId(String login) {
        hub.refreshCache();
        return ifThere(() -> call(() -> hub.getUser(login).getId()));
    }

    @Override
    public Set<Long> teamMembers(String team) {
        var parts = team.split("/");
        return call(() ->
                hub.getOrganization(parts[0]).getTeamBySlug(parts[1]).listMembers().withPageSize(PAGE).toList().stream()
                        .map(GHUser::getId)
                        .collect(Collectors.toSet()));
    }

    private static ObjectNode text(String body) {
        return JSON.objectNode().put("body", body);
    }

    private static ObjectNode labels(Collection<String> names) {
        var body = JSON.objectNode();
        var array = body.putArray("labels");
        names.stream().sorted().forEach(array::add);
        return body;
    }

    private static Comment comment(JsonNode written, String body) {
        var user = written.path("user");
        return new Comment(
                written.path("id").asLong(),
                user.isObject() ? user.path("id").asLong() : null,
                user.path("login").asText(null),
                body,
                IssueQueries.time(written, "created_at"),
                IssueQueries.time(written, "updated_at"),
                written.path("html_url").asText());
    }

    /** Empty: what was asked for is not there. */
    private static <T> Optional<T> ifThere(Supplier<T> call) {
        try {
            return Optional.ofNullable(call.get());
        } catch (GitHubRefusedException e) {
            if (e.isGone()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The connector throws our own exceptions; an IOException is then an answer that hub4j could not read. */
    private <T> T call(Call<T> call) {
        try {
            return call.get();
        } catch (IOException | GHException e) {
            unreadable.run();
            throw new GitHubUnavailableException("GitHub's answer could not be read: " + e.getMessage(), e);
        }
    }
}
