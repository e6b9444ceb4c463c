package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.Issue;
import io.movein.standin.github.model.IssueEvent;
import io.movein.standin.github.model.Label;
import io.movein.standin.github.model.StoredComment;
import io.movein.standin.github.model.User;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** GitHub's JSON for what is in the model; the same in answers and in webhook payloads. Node ids are plain. */
public final class Rendering {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final long REPOSITORY_ID = 400_001;
    private static final long OWNER_ID = 300_001;
    private static final long TEAM_ID = 500_001;

    private final GitHubModel model;
    private final Supplier<URI> base;
    private final GitRendering git;
    private final PullRendering pulls;

    public Rendering(GitHubModel model, Supplier<URI> base) {
        this.model = model;
        this.base = base;
        this.git = new GitRendering(model, this, () -> base.get().toString());
        this.pulls = new PullRendering(model, this);
    }

    public GitRendering git() {
        return git;
    }

    public PullRendering pulls() {
        return pulls;
    }

    public ObjectNode repository() {
        var name = model.repository();
        var open = model.openIssues();
        return JSON.objectNode()
                .put("id", REPOSITORY_ID)
                .put("node_id", "R_" + REPOSITORY_ID)
                .put("name", name.name())
                .put("full_name", name.toString())
                .put("private", false)
                .<ObjectNode>set("owner", organization())
                .put("html_url", page(""))
                .putNull("description")
                .put("fork", false)
                .put("url", api(""))
                .put("default_branch", "main")
                .put("has_issues", true)
                .put("archived", false)
                .put("disabled", false)
                .put("visibility", "public")
                .put("open_issues_count", open)
                .put("open_issues", open);
    }

    public ObjectNode repositoryFor(User viewer) {
        var permissions = JSON.objectNode()
                .put("admin", false)
                .put("maintain", false)
                .put("push", viewer.writes())
                .put("triage", viewer.writes())
                .put("pull", true);
        return repository().set("permissions", permissions);
    }

    /** As it is shown by itself, and not as the owner of something. */
    ObjectNode ownPage() {
        var json = organization();
        json.remove(List.of("gravatar_id", "site_admin"));
        return json;
    }

    public ObjectNode organization() {
        var login = model.repository().owner();
        return JSON.objectNode()
                .put("login", login)
                .put("id", OWNER_ID)
                .put("node_id", "O_" + OWNER_ID)
                .put("avatar_url", "")
                .put("gravatar_id", "")
                .put("url", root() + "/users/" + login)
                .put("html_url", root() + "/" + login)
                .put("type", "Organization")
                .put("site_admin", false);
    }

    public ObjectNode user(User user) {
        var path = user.login().replace("[", "%5B").replace("]", "%5D");
        return JSON.objectNode()
                .put("login", user.login())
                .put("id", user.id())
                .put("node_id", "U_" + user.id())
                .put("avatar_url", "")
                .put("gravatar_id", "")
                .put("url", root() + "/users/" + path)
                .put("html_url", root() + "/" + (user.bot() ? "apps/" : "") + path)
                .put("type", user.bot() ? "Bot" : "User")
                .put("site_admin", false);
    }

    /** Null in the JSON where the account is gone. */
    @Nullable
    ObjectNode login(@Nullable String login) {
        return login == null ? null : model.user(login).map(this::user).orElse(null);
    }

    public ObjectNode sender(String login) {
        var sender = login(login);
        return sender == null
                ? JSON.objectNode().put("login", "ghost").put("id", 10_137).put("type", "User")
                : sender;
    }

    public ObjectNode issue(Issue issue) {
        var pull = model.pulls().isOne(issue.number());
        var place = (pull ? "/pull/" : "/issues/") + issue.number();
        var json = JSON.objectNode()
                .put("url", api("/issues/" + issue.number()))
                .put("repository_url", api(""))
                .put("labels_url", api("/issues/" + issue.number() + "/labels{/name}"))
                .put("comments_url", api("/issues/" + issue.number() + "/comments"))
                .put("events_url", api("/issues/" + issue.number() + "/events"))
                .put("html_url", page(place))
                .put("id", issue.id())
                .put("node_id", "I_" + issue.id())
                .put("number", issue.number())
                .put("title", issue.title());
        json.set("user", login(issue.author()));
        json.set("labels", list(issue.labels().stream().map(model::label).toList(), this::label));
        json.put("state", issue.open() ? "open" : "closed")
                .put("locked", false)
                .putNull("assignee")
                .putNull("milestone")
                .put("comments", issue.comments())
                .put("created_at", issue.createdAt().toString())
                .put("updated_at", issue.updatedAt().toString())
                .put(
                        "closed_at",
                        issue.closedAt() == null ? null : issue.closedAt().toString())
                .put("author_association", association(issue.author()))
                .putNull("active_lock_reason")
                .put("body", issue.body())
                .put("state_reason", issue.stateReason());
        if (pull) {
            json.putObject("pull_request")
                    .put("url", api("/pulls/" + issue.number()))
                    .put("html_url", page(place));
        }
        json.set("assignees", JSON.arrayNode());
        json.set("closed_by", login(issue.closedBy()));
        return json.set("reactions", reactions(api("/issues/" + issue.number() + "/reactions")));
    }

    public ObjectNode comment(StoredComment comment) {
        var json = JSON.objectNode()
                .put("url", api("/issues/comments/" + comment.id()))
                .put(
                        "html_url",
                        page((model.pulls().isOne(comment.issue()) ? "/pull/" : "/issues/") + comment.issue()
                                + "#issuecomment-" + comment.id()))
                .put("issue_url", api("/issues/" + comment.issue()))
                .put("id", comment.id())
                .put("node_id", "IC_" + comment.id());
        json.set("user", login(comment.author()));
        json.put("created_at", comment.createdAt().toString())
                .put("updated_at", comment.updatedAt().toString())
                .put("author_association", association(comment.author()))
                .put("body", comment.body())
                .putNull("performed_via_github_app");
        return json.set("reactions", reactions(api("/issues/comments/" + comment.id() + "/reactions")));
    }

    public ObjectNode label(Label label) {
        return JSON.objectNode()
                .put("id", label.id())
                .put("node_id", "LA_" + label.id())
                .put("url", api("/labels/" + label.name().replace(" ", "%20").replace("/", "%2F")))
                .put("name", label.name())
                .put("color", label.color())
                .put("default", false)
                .put("description", label.description());
    }

    ObjectNode event(IssueEvent event) {
        var json = JSON.objectNode()
                .put("id", event.id())
                .put("node_id", "E_" + event.id())
                .put("url", api("/issues/events/" + event.id()));
        json.set("actor", login(event.actor()));
        json.put("event", event.kind().name().toLowerCase(Locale.ROOT))
                .putNull("commit_id")
                .putNull("commit_url")
                .put("created_at", event.createdAt().toString())
                .putNull("performed_via_github_app");
        switch (event.kind()) {
            case LABELED, UNLABELED ->
                json.set(
                        "label",
                        JSON.objectNode()
                                .put("name", event.label())
                                .put(
                                        "color",
                                        model.label(String.valueOf(event.label()))
                                                .color()));
            case RENAMED ->
                json.set("rename", JSON.objectNode().put("from", event.from()).put("to", event.to()));
            case CLOSED, REOPENED -> json.put("state_reason", event.stateReason());
        }
        return json;
    }

    ObjectNode team(String slug) {
        var path = root() + "/orgs/" + model.repository().owner() + "/teams/" + slug;
        return JSON.objectNode()
                .put("id", teamId(slug))
                .put("node_id", "T_" + teamId(slug))
                .put("name", slug)
                .put("slug", slug)
                .put("description", "")
                .put("privacy", "closed")
                .put("permission", "push")
                .put("url", path)
                .put("html_url", path)
                .put("members_url", path + "/members{/member}")
                .put("members_count", model.members(slug).size())
                .set("organization", ownPage());
    }

    long teamId(String slug) {
        return TEAM_ID + model.teams().indexOf(slug);
    }

    boolean isOrganization(String text) {
        return text.equals(String.valueOf(OWNER_ID))
                || text.equalsIgnoreCase(model.repository().owner());
    }

    static <T> ArrayNode list(Iterable<T> items, Function<T, ObjectNode> rendering) {
        var array = JSON.arrayNode();
        items.forEach(item -> array.add(rendering.apply(item)));
        return array;
    }

    private String association(String login) {
        return model.mayWrite(login) ? "MEMBER" : "NONE";
    }

    private ObjectNode reactions(String url) {
        var json = JSON.objectNode().put("url", url).put("total_count", 0);
        for (var kind : new String[] {"+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"}) {
            json.put(kind, 0);
        }
        return json;
    }

    private String root() {
        return base.get().toString();
    }

    private String api(String path) {
        return root() + "/repos/" + model.repository() + path;
    }

    String page(String path) {
        return root() + "/" + model.repository() + path;
    }
}
