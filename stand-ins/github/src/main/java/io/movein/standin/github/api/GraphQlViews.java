package io.movein.standin.github.api;

import graphql.schema.DataFetchingEnvironment;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Issue;
import io.movein.standin.github.model.IssueEvent;
import io.movein.standin.github.model.IssueQuery;
import io.movein.standin.github.model.Label;
import io.movein.standin.github.model.StoredComment;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The model's things as GraphQL's objects, and their lists by pages of a hundred at most. */
final class GraphQlViews {

    private static final int MOST = 100;

    private final GitHubModel model;
    private final Rendering rendering;

    GraphQlViews(GitHubModel model, Rendering rendering) {
        this.model = model;
        this.rendering = rendering;
    }

    Map<String, Object> issue(Issue issue) {
        var view = new LinkedHashMap<String, Object>();
        view.put("number", issue.number());
        view.put("title", issue.title());
        view.put("body", Objects.requireNonNullElse(issue.body(), ""));
        view.put("author", actor(issue.author()));
        view.put("state", issue.open() ? "OPEN" : "CLOSED");
        view.put(
                "stateReason",
                issue.stateReason() == null ? null : issue.stateReason().toUpperCase(Locale.ROOT));
        view.put("createdAt", issue.createdAt());
        view.put("updatedAt", issue.updatedAt());
        view.put("lastEditedAt", model.bodyEditedAt(issue.number()));
        return view;
    }

    Map<String, Object> issues(DataFetchingEnvironment env) {
        Map<String, Object> filter = Objects.requireNonNullElse(env.getArgument("filterBy"), Map.of());
        Map<String, Object> order = Objects.requireNonNullElse(env.getArgument("orderBy"), Map.of());
        var states = strings(filter.get("states"));
        var since = filter.get("since");
        var found = model.issues(new IssueQuery(
                states.size() == 1 ? states.getFirst().toLowerCase(Locale.ROOT) : "all",
                strings(filter.get("labels")),
                since == null ? null : Instant.parse(since.toString()),
                null,
                "UPDATED_AT".equals(order.get("field")) ? "updated" : "created",
                !"DESC".equals(order.get("direction"))));
        return page(env, found.stream().map(this::issue).toList());
    }

    Map<String, Object> comments(DataFetchingEnvironment env) {
        var comments = model.comments(number(env));
        Map<String, Object> order = env.getArgument("orderBy");
        if (order != null) {
            var byUpdate = Comparator.comparing(StoredComment::updatedAt).thenComparingLong(StoredComment::id);
            comments = comments.stream()
                    .sorted("DESC".equals(order.get("direction")) ? byUpdate.reversed() : byUpdate)
                    .toList();
        }
        return page(env, comments.stream().map(this::comment).toList());
    }

    Map<String, Object> labels(DataFetchingEnvironment env) {
        return page(
                env,
                model.issue(number(env)).labels().stream()
                        .map(name -> Map.<String, Object>of("name", name))
                        .toList());
    }

    Map<String, Object> timeline(DataFetchingEnvironment env) {
        var kinds = strings(env.getArgument("itemTypes"));
        var events = model.events(number(env)).stream()
                .filter(event -> kinds.isEmpty() || kinds.contains(itemType(event)))
                .map(this::event)
                .toList();
        Integer last = env.getArgument("last");
        return last == null
                ? page(env, events)
                : page(events.subList(Math.max(0, events.size() - last), events.size()), events.size(), false);
    }

    private Map<String, Object> comment(StoredComment comment) {
        var view = new LinkedHashMap<String, Object>();
        view.put("author", actor(comment.author()));
        view.put("body", comment.body());
        view.put("createdAt", comment.createdAt());
        view.put("updatedAt", comment.updatedAt());
        // GitHub's newer ids do not fit
        view.put("databaseId", comment.id() > Integer.MAX_VALUE ? null : (int) comment.id());
        view.put("fullDatabaseId", comment.id());
        view.put("lastEditedAt", comment.editor() == null ? null : comment.updatedAt());
        view.put("editor", comment.editor() == null ? null : actor(comment.editor()));
        view.put("url", rendering.comment(comment).path("html_url").asText());
        return view;
    }

    private Map<String, Object> event(IssueEvent event) {
        var view = new LinkedHashMap<String, Object>();
        view.put("__kind", kind(event));
        view.put("id", "E_" + event.id());
        view.put("actor", actor(event.actor()));
        view.put("createdAt", event.createdAt());
        view.put("label", event.label() == null ? null : label(event.label()));
        return view;
    }

    private Map<String, Object> label(String name) {
        var view = new LinkedHashMap<String, Object>();
        view.put("name", name);
        view.put(
                "updatedAt",
                model.labels().stream()
                        .filter(label -> label.name().equalsIgnoreCase(name))
                        .map(Label::updatedAt)
                        .findFirst()
                        .orElse(null));
        return view;
    }

    private static String kind(IssueEvent event) {
        return switch (event.kind()) {
            case LABELED -> "LabeledEvent";
            case UNLABELED -> "UnlabeledEvent";
            case RENAMED -> "RenamedTitleEvent";
            case CLOSED -> "ClosedEvent";
            case REOPENED -> "ReopenedEvent";
        };
    }

    private static String itemType(IssueEvent event) {
        return event.kind() == IssueEvent.Kind.RENAMED ? "RENAMED_TITLE_EVENT" : event.kind() + "_EVENT";
    }

    /** Null: the account is gone. GraphQL names a bot without the brackets that REST adds. */
    private @Nullable Map<String, Object> actor(String login) {
        return model.user(login)
                .map(user -> Map.<String, Object>of(
                        "__kind", user.bot() ? "Bot" : "User", "login", login.replace("[bot]", ""), "databaseId", (int)
                                user.id()))
                .orElse(null);
    }

    private static int number(DataFetchingEnvironment env) {
        Map<String, Object> issue = Objects.requireNonNull(env.getSource());
        return (int) Objects.requireNonNull(issue.get("number"));
    }

    private static List<String> strings(@Nullable Object list) {
        return list instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Map<String, Object> page(DataFetchingEnvironment env, List<Map<String, Object>> all) {
        int size = Math.min(
                MOST, Optional.ofNullable(env.<Integer>getArgument("first")).orElse(MOST));
        String after = env.getArgument("after");
        int from = after == null ? 0 : Math.min(all.size(), Integer.parseInt(after));
        int until = Math.min(all.size(), from + size);
        return page(all.subList(from, until), until, until < all.size());
    }

    private static Map<String, Object> page(List<Map<String, Object>> nodes, int end, boolean more) {
        return Map.of("nodes", nodes, "pageInfo", Map.of("hasNextPage", more, "endCursor", String.valueOf(end)));
    }
}
