package io.movein.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.github.IssueSnapshot.WithHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads issues by GraphQL: one request brings an issue with all that hangs on it, a hundred of each kind. */
final class IssueQueries {

    static final String WHO = """
            fragment Who on Actor {
              login
              kind: __typename
              ... on User { databaseId }
              ... on Bot { databaseId }
              ... on Mannequin { databaseId }
              ... on Organization { databaseId }
            }
            """;
    private static final String FRAGMENTS = WHO + """
            fragment Snapshot on Issue {
              number title body state stateReason createdAt updatedAt
              author { ...Who }
              labels(first: 100) { nodes { name } }
            }
            """;
    /** Labels before comments: a label is seen only with every comment that precedes it. */
    private static final String READ = """
            query($owner: String!, $name: String!, $number: Int!, $linked: Int!, $withLinked: Boolean!,
                  $events: Boolean!, $eventsAfter: String, $comments: Boolean!, $commentsAfter: String) {
              repository(owner: $owner, name: $name, followRenames: false) {
                issue(number: $number) {
                  ...Snapshot
                  timelineItems(first: 100, after: $eventsAfter,
                                itemTypes: [LABELED_EVENT, UNLABELED_EVENT, CLOSED_EVENT, REOPENED_EVENT]) @include(if: $events) {
                    nodes {
                      kind: __typename
                      ... on LabeledEvent { id createdAt actor { ...Who } label { name updatedAt } }
                      ... on UnlabeledEvent { id createdAt actor { ...Who } label { name } }
                      ... on ClosedEvent { id createdAt actor { ...Who } }
                      ... on ReopenedEvent { id createdAt actor { ...Who } }
                    }
                    pageInfo { hasNextPage endCursor }
                  }
                  comments(first: 100, after: $commentsAfter) @include(if: $comments) {
                    nodes { fullDatabaseId body url createdAt updatedAt lastEditedAt author { ...Who } editor { ...Who } }
                    pageInfo { hasNextPage endCursor }
                  }
                }
                linked: issue(number: $linked) @include(if: $withLinked) { ...Snapshot }
              }
            }
            """ + FRAGMENTS;

    private static final String ONE = """
            query($owner: String!, $name: String!, $number: Int!) {
              repository(owner: $owner, name: $name, followRenames: false) { issue(number: $number) { ...Snapshot } }
            }
            """ + FRAGMENTS;

    private final GraphQl graphql;

    IssueQueries(GraphQl graphql) {
        this.graphql = graphql;
    }

    Optional<IssueSnapshot> issue(int number) {
        return snapshot(graphql.repository(ONE, graphql.variables().put("number", number))
                .path("issue"));
    }

    /** @param linked another issue to be shown beside it; 0: none */
    Optional<WithHistory> read(int number, int linked) {
        var pages = new Pages();
        var variables = graphql.variables()
                .put("number", number)
                .put("linked", linked)
                .put("withLinked", linked > 0)
                .put("events", true)
                .put("comments", true);
        var first = graphql.repository(READ, variables);
        var issue = snapshot(first.path("issue"));
        if (issue.isEmpty()) {
            return Optional.empty();
        }
        pages.add(first.path("issue"));
        variables.put("withLinked", false);
        while (pages.wantMore(variables)) {
            pages.add(rest(variables, number));
        }
        return Optional.of(new WithHistory(
                issue.get(),
                pages.comments,
                pages.labels,
                pages.states,
                pages.edited,
                pages.editedByOthers,
                linked > 0 ? snapshot(first.path("linked")) : Optional.empty()));
    }

    /** The issue was there a moment ago: nothing may be concluded from a part of it that cannot be found. */
    private JsonNode rest(ObjectNode variables, int number) {
        var issue = graphql.repository(READ, variables).path("issue");
        if (!issue.isObject()) {
            throw new GitHubUnavailableException(
                    "issue #" + number + " cannot be read whole; it may be on its way elsewhere");
        }
        return issue;
    }

    /** What was read so far, and from where on to go on. */
    private static final class Pages {
        final List<Comment> comments = new ArrayList<>();
        final List<LabelEvent> labels = new ArrayList<>();
        final List<StateEvent> states = new ArrayList<>();
        final Set<Long> edited = new HashSet<>();
        final Set<Long> editedByOthers = new HashSet<>();
        private JsonNode last = MissingNode.getInstance();

        void add(JsonNode issue) {
            last = issue;
            nodes(issue.path("timelineItems")).forEach(this::event);
            nodes(issue.path("comments")).forEach(this::comment);
        }

        boolean wantMore(ObjectNode variables) {
            var events = last.at("/timelineItems/pageInfo");
            var more = last.at("/comments/pageInfo");
            variables
                    .put("events", events.path("hasNextPage").asBoolean())
                    .put("eventsAfter", events.path("endCursor").asText(null))
                    .put("comments", more.path("hasNextPage").asBoolean())
                    .put("commentsAfter", more.path("endCursor").asText(null));
            return events.path("hasNextPage").asBoolean()
                    || more.path("hasNextPage").asBoolean();
        }

        private void comment(JsonNode node) {
            var author = Who.of(node.path("author"));
            var id = node.path("fullDatabaseId").asLong();
            comments.add(new Comment(
                    id,
                    author.id(),
                    author.login(),
                    node.path("body").asText(),
                    time(node, "createdAt"),
                    time(node, "updatedAt"),
                    node.path("url").asText()));
            if (node.path("lastEditedAt").isNull()) {
                return;
            }
            edited.add(id);
            // an editor whose account is gone is nobody's author
            var editor = Who.of(node.path("editor")).id();
            if (editor == null || !editor.equals(author.id())) {
                editedByOthers.add(id);
            }
        }

        private void event(JsonNode node) {
            var actor = Who.of(node.path("actor"));
            var id = node.path("id").asText();
            var at = time(node, "createdAt");
            var kind = node.path("kind").asText();
            switch (kind) {
                case "LabeledEvent", "UnlabeledEvent" ->
                    labels.add(new LabelEvent(
                            id,
                            node.at("/label/name").asText(),
                            kind.equals("LabeledEvent"),
                            actor.id(),
                            actor.login(),
                            at,
                            isAfter(node.at("/label/updatedAt"), at)));
                case "ClosedEvent", "ReopenedEvent" ->
                    states.add(new StateEvent(id, kind.equals("ReopenedEvent"), actor.id(), actor.login(), at));
                default ->
                    throw new GitHubUnavailableException("an event of the kind '" + kind + "' was not asked for");
            }
        }
    }

    private static boolean isAfter(JsonNode time, Instant other) {
        return time.isTextual() && Instant.parse(time.asText()).isAfter(other);
    }

    /** An account; both null: it is gone. */
    record Who(@Nullable Long id, @Nullable String login) {
        /** REST, and people with it, name a bot with brackets. */
        static Who of(JsonNode actor) {
            if (!actor.isObject()) {
                return new Who(null, null);
            }
            var login = actor.path("login").asText();
            var isBot = actor.path("kind").asText().equals("Bot");
            var id = actor.path("databaseId");
            return new Who(id.isIntegralNumber() ? id.asLong() : null, isBot ? login + "[bot]" : login);
        }
    }

    private static Optional<IssueSnapshot> snapshot(JsonNode issue) {
        if (!issue.isObject()) {
            return Optional.empty();
        }
        var author = Who.of(issue.path("author"));
        var reason = issue.path("stateReason");
        return Optional.of(new IssueSnapshot(
                issue.path("number").asInt(),
                issue.path("title").asText(),
                issue.path("body").asText(),
                author.id(),
                author.login(),
                nodes(issue.path("labels")).stream()
                        .map(label -> label.path("name").asText())
                        .collect(Collectors.toSet()),
                issue.path("state").asText().equals("OPEN") ? IssueSnapshot.State.OPEN : IssueSnapshot.State.CLOSED,
                reason.isTextual() ? reason.asText().toLowerCase(Locale.ROOT) : null,
                time(issue, "createdAt"),
                time(issue, "updatedAt")));
    }

    /** A node is null where GitHub could not show it. */
    static List<JsonNode> nodes(JsonNode connection) {
        return StreamSupport.stream(connection.path("nodes").spliterator(), false)
                .filter(JsonNode::isObject)
                .toList();
    }

    static Instant time(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }
}
