package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.github.model.CommitStatus;
import io.movein.standin.github.model.GitCommit;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.GitRepository;
import io.movein.standin.github.model.Push;
import io.movein.standin.github.model.TreeEntry;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** GitHub's JSON for files, commits, branches and statuses. */
public final class GitRendering {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final GitHubModel model;
    private final Rendering rendering;
    private final Supplier<String> base;

    GitRendering(GitHubModel model, Rendering rendering, Supplier<String> base) {
        this.model = model;
        this.rendering = rendering;
        this.base = base;
    }

    ObjectNode ref(String branch, String sha) {
        return JSON.objectNode()
                .put("ref", "refs/heads/" + branch)
                .put("node_id", "REF_" + branch)
                .put("url", api("/git/refs/heads/" + branch))
                .set("object", object("commit", sha));
    }

    ObjectNode branch(Map.Entry<String, String> branch) {
        return JSON.objectNode()
                .put("name", branch.getKey())
                .put("protected", model.git().protection(branch.getKey()).isPresent())
                .set(
                        "commit",
                        JSON.objectNode()
                                .put("sha", branch.getValue())
                                .put("url", api("/commits/" + branch.getValue())));
    }

    /** As {@code git/commits} shows it. */
    ObjectNode gitCommit(GitCommit commit) {
        var json = JSON.objectNode()
                .put("sha", commit.sha())
                .put("node_id", "C_" + commit.sha())
                .put("url", api("/git/commits/" + commit.sha()))
                .put("html_url", base.get() + "/" + model.repository() + "/commit/" + commit.sha());
        json.set("author", person(commit.author()));
        json.set("committer", person(commit.committer()));
        json.put("message", commit.message());
        json.set("tree", tree(commit));
        json.set("parents", parents(commit));
        return json.set("verification", JSON.objectNode().put("verified", false).put("reason", "unsigned"));
    }

    /** With the accounts. */
    ObjectNode commit(GitCommit commit) {
        var inner = JSON.objectNode();
        inner.set("author", person(commit.author()));
        inner.set("committer", person(commit.committer()));
        inner.put("message", commit.message()).put("comment_count", 0).put("url", api("/git/commits/" + commit.sha()));
        inner.set("tree", tree(commit));
        var json = JSON.objectNode()
                .put("sha", commit.sha())
                .put("node_id", "C_" + commit.sha())
                .put("url", api("/commits/" + commit.sha()))
                .put("html_url", base.get() + "/" + model.repository() + "/commit/" + commit.sha());
        json.set("commit", inner);
        json.set("author", account(commit.author()));
        json.set("committer", account(commit.committer()));
        return json.set("parents", parents(commit));
    }

    /** @param recursive whether folders are gone through */
    ObjectNode tree(String sha, SortedMap<String, TreeEntry> files, boolean recursive) {
        var json = JSON.objectNode().put("sha", sha).put("url", api("/git/trees/" + sha));
        entries(json.putArray("tree"), "", files, recursive);
        return json.put("truncated", false);
    }

    private void entries(ArrayNode list, String prefix, SortedMap<String, TreeEntry> files, boolean recursive) {
        GitRepository.folders(files).forEach((folder, inside) -> {
            var sha = GitRepository.shaOf(inside);
            list.addObject()
                    .put("path", prefix + folder)
                    .put("mode", "040000")
                    .put("type", "tree")
                    .put("sha", sha)
                    .put("url", api("/git/trees/" + sha));
            if (recursive) {
                entries(list, prefix + folder + "/", inside, true);
            }
        });
        files.forEach((path, entry) -> {
            if (!path.contains("/")) {
                entry(list, prefix + path, entry);
            }
        });
    }

    ObjectNode status(CommitStatus status) {
        var json = JSON.objectNode()
                .put("url", api("/statuses/" + status.sha()))
                .put("id", status.id())
                .put("node_id", "SC_" + status.id())
                .put("state", status.state())
                .put("description", status.description())
                .put("target_url", status.targetUrl())
                .put("context", status.context())
                .put("created_at", status.at().toString())
                .put("updated_at", status.at().toString());
        return json.set("creator", rendering.login(status.creator()));
    }

    /** As the repository's activity shows it. */
    ObjectNode activity(Push push) {
        var kind = push.from() == null
                ? "branch_creation"
                : push.to() == null ? "branch_deletion" : push.forced() ? "force_push" : "push";
        var json = JSON.objectNode()
                .put("id", push.id())
                .put("node_id", "PSH_" + push.id())
                .put("before", sha(push.from()))
                .put("after", sha(push.to()))
                .put(
                        "ref",
                        "refs/heads/" + push.branch().substring(push.branch().indexOf(':') + 1))
                .put("timestamp", push.at().toString())
                .put("activity_type", kind);
        return json.set("actor", rendering.login(push.actor()));
    }

    /** What a webhook tells of it. */
    public ObjectNode push(Push push) {
        var json = JSON.objectNode()
                .put(
                        "ref",
                        "refs/heads/" + push.branch().substring(push.branch().indexOf(':') + 1))
                .put("before", sha(push.from()))
                .put("after", sha(push.to()))
                .put("created", push.from() == null)
                .put("deleted", push.to() == null)
                .put("forced", push.forced());
        json.set("repository", rendering.repository());
        json.set("pusher", JSON.objectNode().put("name", push.actor()));
        return json.set("sender", rendering.sender(push.actor()));
    }

    /** What a webhook tells of it. */
    public ObjectNode statusEvent(CommitStatus status) {
        var json = status(status);
        json.put("sha", status.sha()).put("name", model.repository().toString());
        json.set("commit", commit(model.git().commit(status.sha())));
        json.set("repository", rendering.repository());
        return json.set("sender", rendering.sender(status.creator()));
    }

    private static void entry(ArrayNode list, String path, TreeEntry entry) {
        var json = list.addObject()
                .put("path", path)
                .put("mode", entry.mode())
                .put("type", entry.mode().equals(TreeEntry.SUBMODULE) ? "commit" : "blob")
                .put("sha", entry.sha());
        if (!entry.mode().equals(TreeEntry.SUBMODULE)) {
            json.put("size", entry.size());
        }
    }

    private @Nullable ObjectNode account(GitCommit.Person person) {
        return model.git().account(person).map(rendering::user).orElse(null);
    }

    private static ObjectNode person(GitCommit.Person person) {
        return JSON.objectNode()
                .put("name", person.name())
                .put("email", person.email())
                .put("date", person.date().toString());
    }

    private ObjectNode tree(GitCommit commit) {
        return JSON.objectNode().put("sha", commit.tree()).put("url", api("/git/trees/" + commit.tree()));
    }

    private ArrayNode parents(GitCommit commit) {
        return Rendering.list(
                commit.parents(), parent -> JSON.objectNode().put("sha", parent).put("url", api("/commits/" + parent)));
    }

    private ObjectNode object(String type, String sha) {
        return JSON.objectNode().put("type", type).put("sha", sha).put("url", api("/git/commits/" + sha));
    }

    private static String sha(@Nullable String sha) {
        return sha == null ? "0".repeat(40) : sha;
    }

    String api(String path) {
        return base.get() + "/repos/" + model.repository() + path;
    }
}
