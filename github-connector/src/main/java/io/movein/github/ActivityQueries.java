package io.movein.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.github.IssueQueries.Who;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists issues with what others than we did last on each, so that nobody reads an issue again for our own writes. */
final class ActivityQueries {

    private static final String LIST = """
            query($owner: String!, $name: String!, $filter: IssueFilters!, $after: String) {
              repository(owner: $owner, name: $name, followRenames: false) {
                issues(first: 50, after: $after, filterBy: $filter, orderBy: {field: UPDATED_AT, direction: ASC}) {
                  nodes {
                    number updatedAt lastEditedAt
                    labels(first: 100) { nodes { name } }
                    comments(first: 30, orderBy: {field: UPDATED_AT, direction: DESC}) {
                      nodes { fullDatabaseId updatedAt author { ...Who } editor { ...Who } }
                    }
                    timelineItems(last: 30, itemTypes: [LABELED_EVENT, UNLABELED_EVENT, CLOSED_EVENT, REOPENED_EVENT, RENAMED_TITLE_EVENT]) {
                      nodes {
                        ... on LabeledEvent { id createdAt actor { ...Who } }
                        ... on UnlabeledEvent { id createdAt actor { ...Who } }
                        ... on ClosedEvent { id createdAt actor { ...Who } }
                        ... on ReopenedEvent { id createdAt actor { ...Who } }
                        ... on RenamedTitleEvent { id createdAt actor { ...Who } }
                      }
                    }
                  }
                  pageInfo { hasNextPage endCursor }
                }
              }
            }
            """ + IssueQueries.WHO;

    /** Something that somebody did to an issue. */
    private record Deed(String what, Instant at) {}

    private final GraphQl graphql;

    ActivityQueries(GraphQl graphql) {
        this.graphql = graphql;
    }

    List<ChangedIssue> openWith(String label, long me) {
        var variables = graphql.variables();
        variables.putObject("filter").putArray("states").add("OPEN");
        ((ObjectNode) variables.path("filter")).putArray("labels").add(label);
        return all(variables, me);
    }

    List<ChangedIssue> since(Instant since, long me) {
        var variables = graphql.variables();
        variables.putObject("filter").put("since", since.toString());
        return all(variables, me);
    }

    private List<ChangedIssue> all(ObjectNode variables, long me) {
        var found = new ArrayList<ChangedIssue>();
        JsonNode page;
        do {
            var issues = graphql.repository(LIST, variables).path("issues");
            IssueQueries.nodes(issues).forEach(issue -> found.add(activity(issue, me)));
            page = issues.path("pageInfo");
            variables.put("after", page.path("endCursor").asText(null));
        } while (page.path("hasNextPage").asBoolean());
        return found;
    }

    private static ChangedIssue activity(JsonNode issue, long me) {
        var deeds = Stream.concat(
                        IssueQueries.nodes(issue.path("comments")).stream()
                                .filter(comment -> !isMine(comment, "author", me) || isEditedByOthers(comment, me))
                                .map(comment -> new Deed(
                                        comment.path("fullDatabaseId").asText(),
                                        IssueQueries.time(comment, "updatedAt"))),
                        IssueQueries.nodes(issue.path("timelineItems")).stream()
                                .filter(event -> !isMine(event, "actor", me))
                                .map(event ->
                                        new Deed(event.path("id").asText(), IssueQueries.time(event, "createdAt"))))
                .toList();
        return new ChangedIssue(
                issue.path("number").asInt(),
                IssueQueries.nodes(issue.path("labels")).stream()
                        .map(label -> label.path("name").asText())
                        .collect(Collectors.toSet()),
                IssueQueries.time(issue, "updatedAt"),
                issue.path("lastEditedAt").asText("") + newest(deeds));
    }

    /** All of the newest second: what comes within the same second is news as well. */
    private static String newest(List<Deed> deeds) {
        var last = deeds.stream().map(Deed::at).max(Comparator.naturalOrder());
        return deeds.stream()
                .filter(deed -> last.filter(deed.at()::equals).isPresent())
                .map(deed -> " " + deed.what() + "@" + deed.at())
                .sorted()
                .collect(Collectors.joining());
    }

    private static boolean isMine(JsonNode deed, String by, long me) {
        var id = Who.of(deed.path(by)).id();
        return id != null && id == me;
    }

    private static boolean isEditedByOthers(JsonNode comment, long me) {
        return comment.path("editor").isObject() && !isMine(comment, "editor", me);
    }
}
