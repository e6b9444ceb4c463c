package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.github.model.Comment;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Refused;
import java.util.List;

/** The one question that GraphQL is understood for here: who edited which comment of an issue, a hundred at a time. */
final class EditHistory {

    private static final int PAGE = 100;

    private final GitHubModel model;

    EditHistory(GitHubModel model) {
        this.model = model;
    }

    Answer answer(Call call) {
        var body = call.body();
        if (!body.path("query").asText().contains("lastEditedAt"))
            return error("only the edit history of an issue's comments can be asked for here");
        var variables = body.path("variables");
        var asked =
                variables.path("owner").asText() + "/" + variables.path("name").asText();
        if (!asked.equalsIgnoreCase(model.repository().toString()))
            return error("Could not resolve to a Repository with the name '" + asked + "'.");
        try {
            return Answer.ok(page(model.comments(variables.path("number").asInt()), from(variables.path("after"))));
        } catch (Refused refused) {
            return error("Could not resolve to an Issue with the number of " + variables.path("number") + ".");
        }
    }

    private static int from(JsonNode after) {
        return after.isTextual() ? Integer.parseInt(after.asText()) : 0;
    }

    private static ObjectNode page(List<Comment> comments, int from) {
        var until = Math.min(comments.size(), from + PAGE);
        var json = JsonNodeFactory.instance.objectNode();
        var connection = json.putObject("data")
                .putObject("repository")
                .putObject("issue")
                .putObject("comments");
        var nodes = connection.putArray("nodes");
        comments.subList(Math.min(from, until), until).forEach(comment -> describe(nodes.addObject(), comment));
        connection
                .putObject("pageInfo")
                .put("hasNextPage", until < comments.size())
                .put("endCursor", String.valueOf(until));
        return json;
    }

    private static void describe(ObjectNode node, Comment comment) {
        node.put("databaseId", comment.id());
        if (comment.editor() == null) {
            node.putNull("lastEditedAt").putNull("editor");
        } else {
            node.put("lastEditedAt", comment.updatedAt().toString());
            node.putObject("editor").put("login", comment.editor());
        }
    }

    private static Answer error(String message) {
        var json = JsonNodeFactory.instance.objectNode().putNull("data");
        json.putArray("errors").addObject().put("message", message);
        return Answer.ok(json);
    }
}
