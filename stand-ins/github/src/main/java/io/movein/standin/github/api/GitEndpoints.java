package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.movein.standin.github.model.CommitStatus;
import io.movein.standin.github.model.GitCommit;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.GitRepository;
import io.movein.standin.github.model.TreeEntry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Branches, commits, trees, blobs, statuses, and who pushed what. */
final class GitEndpoints {

    private static final String HEADS = "refs/heads/";

    private final GitRepository git;
    private final GitRendering rendering;
    private final Supplier<URI> base;

    GitEndpoints(GitHubModel model, Rendering rendering, Supplier<URI> base) {
        this.git = model.git();
        this.rendering = rendering.git();
        this.base = base;
    }

    void addTo(RoutesConfig routes, Gate gate) {
        var repository = "/repos/{owner}/{repo}";
        routes.get(repository + "/git/refs/heads/<branch>", gate.repository(this::ref));
        routes.get(repository + "/git/ref/heads/<branch>", gate.repository(this::ref));
        routes.post(repository + "/git/refs", gate.repository(this::createRef));
        routes.patch(repository + "/git/refs/heads/<branch>", gate.repository(this::moveRef));
        routes.delete(repository + "/git/refs/heads/<branch>", gate.repository(call -> {
            git.deleteBranch(call.actor(), git.own(call.path("branch")));
            return Answer.nothing();
        }));
        routes.get(
                repository + "/branches",
                gate.repository(call -> Paging.page(
                        call,
                        base.get().toString(),
                        new ArrayList<>(git.branches().entrySet()),
                        rendering::branch)));
        routes.get(repository + "/branches/<branch>", gate.repository(this::branch));
        routes.get(repository + "/git/blobs/{sha}", gate.repository(this::blob));
        routes.post(repository + "/git/blobs", gate.repository(this::createBlob));
        routes.get(repository + "/git/trees/<sha>", gate.repository(this::tree));
        routes.post(repository + "/git/trees", gate.repository(this::createTree));
        routes.get(
                repository + "/git/commits/{sha}",
                gate.repository(call -> Answer.ok(rendering.gitCommit(git.commit(call.path("sha"))))));
        routes.post(repository + "/git/commits", gate.repository(this::createCommit));
        routes.get(
                repository + "/commits",
                gate.repository(call -> Paging.page(
                        call,
                        base.get().toString(),
                        git.history(call.query("sha", GitRepository.MAIN)),
                        rendering::commit)));
        routes.get(repository + "/commits/{sha}/status", gate.repository(this::combined));
        routes.get(
                repository + "/commits/{sha}/statuses",
                gate.repository(
                        call -> statuses(call, git.commit(call.path("sha")).sha())));
        routes.get(repository + "/statuses/{sha}", gate.repository(call -> statuses(call, call.path("sha"))));
        routes.post(repository + "/statuses/{sha}", gate.repository(this::createStatus));
        routes.get(
                repository + "/commits/<sha>",
                gate.repository(call -> Answer.ok(rendering.commit(git.commit(call.path("sha"))))));
        routes.get(repository + "/activity", gate.repository(this::activity));
    }

    private Answer ref(Call call) {
        var branch = call.path("branch");
        return git.head(git.own(branch))
                .map(sha -> Answer.ok(rendering.ref(branch, sha)))
                .orElseGet(() -> Answer.error(404, "Not Found"));
    }

    private Answer createRef(Call call) {
        var ref = Call.required(call.body(), "ref");
        if (!ref.startsWith(HEADS)) {
            throw new Call.BadRequest(422, "Reference name must start with 'refs/heads/' here.");
        }
        var branch = ref.substring(HEADS.length());
        var sha = Call.required(call.body(), "sha");
        git.createBranch(call.actor(), git.own(branch), sha);
        return Answer.created(rendering.ref(branch, sha));
    }

    private Answer moveRef(Call call) {
        var sha = Call.required(call.body(), "sha");
        git.moveBranch(
                call.actor(),
                git.own(call.path("branch")),
                sha,
                call.body().path("force").asBoolean());
        return Answer.ok(rendering.ref(call.path("branch"), sha));
    }

    private Answer branch(Call call) {
        return git.branches().entrySet().stream()
                .filter(branch -> branch.getKey().equals(call.path("branch")))
                .findFirst()
                .map(branch -> Answer.ok(rendering.branch(branch)))
                .orElseGet(() -> Answer.error(404, "Branch not found"));
    }

    private Answer blob(Call call) {
        var sha = call.path("sha");
        var contents = git.blob(sha);
        return Answer.ok(JsonNodeFactory.instance
                .objectNode()
                .put("sha", sha)
                .put("size", contents.length)
                .put("encoding", "base64")
                .put("content", Base64.getMimeEncoder(60, new byte[] {'\n'}).encodeToString(contents))
                .put("url", rendering.api("/git/blobs/" + sha)));
    }

    private Answer createBlob(Call call) {
        var content = Call.required(call.body(), "content");
        var bytes = call.body().path("encoding").asText().equals("base64")
                ? Base64.getMimeDecoder().decode(content)
                : content.getBytes(StandardCharsets.UTF_8);
        var sha = git.storeBlob(call.actor(), bytes);
        return Answer.created(
                JsonNodeFactory.instance.objectNode().put("sha", sha).put("url", rendering.api("/git/blobs/" + sha)));
    }

    private Answer tree(Call call) {
        var sha = call.path("sha");
        return Answer.ok(rendering.tree(
                git.treeSha(sha), git.files(sha), !call.query("recursive", "").isEmpty()));
    }

    private Answer createTree(Call call) {
        var body = call.body();
        var base = Call.text(body, "base_tree");
        var files = new TreeMap<>(base == null ? new TreeMap<String, TreeEntry>() : git.files(base));
        body.path("tree").forEach(entry -> put(call, files, entry));
        var sha = git.storeTree(call.actor(), files);
        return Answer.created(rendering.tree(sha, files, false));
    }

    private void put(Call call, TreeMap<String, TreeEntry> files, JsonNode entry) {
        var path = Call.required(entry, "path");
        if (entry.path("sha").isNull()) {
            files.remove(path);
            return;
        }
        var content = Call.text(entry, "content");
        var sha = content == null
                ? Call.required(entry, "sha")
                : git.storeBlob(call.actor(), content.getBytes(StandardCharsets.UTF_8));
        files.put(path, new TreeEntry(Call.required(entry, "mode"), sha, git.blob(sha).length));
    }

    private Answer createCommit(Call call) {
        var body = call.body();
        var parents = new ArrayList<String>();
        body.path("parents").forEach(parent -> parents.add(parent.asText()));
        var commit = git.storeCommit(
                call.actor(),
                Call.required(body, "tree"),
                parents,
                Call.required(body, "message"),
                person(body.path("author")),
                person(body.path("committer")));
        return Answer.created(rendering.gitCommit(commit));
    }

    private GitCommit.@Nullable Person person(JsonNode person) {
        return person.isObject()
                ? new GitCommit.Person(
                        Call.required(person, "name"),
                        Call.required(person, "email"),
                        Instant.parse(Objects.requireNonNullElse(Call.text(person, "date"), Instant.EPOCH.toString())))
                : null;
    }

    private Answer createStatus(Call call) {
        var body = call.body();
        var state = Call.required(body, "state");
        if (!List.of("pending", "success", "failure", "error").contains(state)) {
            throw new Call.BadRequest(422, "Validation Failed: state '" + state + "' is not included in the list");
        }
        return Answer.created(rendering.status(git.status(
                call.actor(),
                call.path("sha"),
                state,
                Objects.requireNonNullElse(Call.text(body, "context"), "default"),
                Objects.requireNonNullElse(Call.text(body, "description"), ""),
                Call.text(body, "target_url"))));
    }

    private Answer statuses(Call call, String sha) {
        return Paging.page(call, base.get().toString(), git.statuses(sha), rendering::status);
    }

    /** The newest of each context; failed if one is, good if all are. */
    private Answer combined(Call call) {
        var sha = git.commit(call.path("sha")).sha();
        var newest = new LinkedHashMap<String, CommitStatus>();
        git.statuses(sha).forEach(status -> newest.putIfAbsent(status.context(), status));
        var json = JsonNodeFactory.instance.objectNode();
        json.put(
                        "state",
                        combined(newest.values().stream()
                                .map(CommitStatus::state)
                                .toList()))
                .put("sha", sha)
                .put("total_count", newest.size());
        return Answer.ok((ObjectNode) json.set("statuses", Rendering.list(newest.values(), rendering::status)));
    }

    private static String combined(List<String> states) {
        if (states.contains("failure") || states.contains("error")) {
            return "failure";
        }
        return states.isEmpty() || states.contains("pending") ? "pending" : "success";
    }

    private Answer activity(Call call) {
        var ref = call.query("ref", "").replaceFirst("^refs/heads/", "");
        var pushes = git.pushes().stream()
                .filter(push -> ref.isEmpty() || push.branch().equals(git.own(ref)))
                .filter(push -> push.branch().startsWith(git.own("")))
                .toList();
        var shown = call.query("direction", "desc").equals("asc") ? pushes.reversed() : pushes;
        return Paging.page(call, base.get().toString(), shown, rendering::activity);
    }
}
