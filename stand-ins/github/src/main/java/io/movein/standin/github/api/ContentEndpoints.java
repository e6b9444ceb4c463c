package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.movein.standin.github.model.GitHubModel;
import io.movein.standin.github.model.GitRepository;
import io.movein.standin.github.model.TreeEntry;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Files by their path. A link to a file is followed, as GitHub does; more than 1 MB comes without its contents. */
final class ContentEndpoints {

    private static final int SHOWN = 1_000_000;

    private final GitRepository git;
    private final GitRendering rendering;

    ContentEndpoints(GitHubModel model, Rendering rendering) {
        this.git = model.git();
        this.rendering = rendering.git();
    }

    void addTo(RoutesConfig routes, Gate gate) {
        var contents = "/repos/{owner}/{repo}/contents/<path>";
        routes.get(contents, gate.repository(this::show));
        routes.put(contents, gate.repository(this::write));
        routes.delete(contents, gate.repository(this::delete));
    }

    private Answer show(Call call) {
        var path = call.path("path");
        var ref = call.query("ref", GitRepository.MAIN);
        var files = git.files(ref);
        var entry = files.get(path);
        if (entry != null) {
            return Answer.ok(file(files, ref, path, entry));
        }
        var inside = new TreeMap<String, ObjectNode>();
        files.forEach((name, file) -> {
            if (name.startsWith(path + "/")) {
                var rest = name.substring(path.length() + 1);
                var child = path + "/" + rest.replaceFirst("/.*", "");
                inside.putIfAbsent(
                        child,
                        rest.contains("/") ? described("dir", ref, child, file) : described("file", ref, child, file));
            }
        });
        return inside.isEmpty()
                ? Answer.error(404, "Not Found")
                : new Answer(200, Rendering.list(inside.values(), json -> json), Map.of(), null);
    }

    private ObjectNode file(Map<String, TreeEntry> files, String ref, String path, TreeEntry entry) {
        var shown = entry;
        if (entry.mode().equals(TreeEntry.SYMLINK)) {
            var target = new String(git.blob(entry.sha()), StandardCharsets.UTF_8);
            var linked = files.get(target);
            if (linked == null) {
                return described("symlink", ref, path, entry).put("target", target);
            }
            shown = linked;
        }
        var contents = git.blob(shown.sha());
        var whole = contents.length <= SHOWN;
        return described("file", ref, path, shown)
                .put("encoding", whole ? "base64" : "none")
                .put(
                        "content",
                        whole ? Base64.getMimeEncoder(60, new byte[] {'\n'}).encodeToString(contents) : "");
    }

    private ObjectNode described(String type, String ref, String path, TreeEntry entry) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("name", path.substring(path.lastIndexOf('/') + 1))
                .put("path", path)
                .put("sha", entry.sha())
                .put("size", type.equals("dir") ? 0 : entry.size())
                .put("url", rendering.api("/contents/" + path + "?ref=" + ref))
                .put("git_url", rendering.api("/git/blobs/" + entry.sha()));
    }

    private Answer write(Call call) {
        var path = call.path("path");
        var branch = branch(call);
        var known = git.files(branch).get(path);
        checkSha(Call.text(call.body(), "sha"), path, known);
        var contents = Base64.getMimeDecoder().decode(Call.required(call.body(), "content"));
        var commit =
                git.write(call.actor(), git.own(branch), Call.required(call.body(), "message"), Map.of(path, contents));
        var json = JsonNodeFactory.instance.objectNode();
        json.set(
                "content",
                described(
                        "file",
                        branch,
                        path,
                        Objects.requireNonNull(git.files(commit.sha()).get(path))));
        json.set("commit", rendering.gitCommit(commit));
        return known == null ? Answer.created(json) : Answer.ok(json);
    }

    private Answer delete(Call call) {
        var path = call.path("path");
        var branch = branch(call);
        var known = git.files(branch).get(path);
        if (known == null) {
            return Answer.error(404, "Not Found");
        }
        checkSha(parameter(call, "sha"), path, known);
        var commit = git.write(
                call.actor(),
                git.own(branch),
                Objects.requireNonNullElse(parameter(call, "message"), "Delete " + path),
                Collections.singletonMap(path, null));
        var json = JsonNodeFactory.instance.objectNode().putNull("content");
        return Answer.ok((ObjectNode) json.set("commit", rendering.gitCommit(commit)));
    }

    /** Whoever changes a file says which one they saw. */
    private static void checkSha(@Nullable String sha, String path, @Nullable TreeEntry known) {
        if (known != null && sha == null) {
            throw new Call.BadRequest(422, "Invalid request.\n\n\"sha\" wasn't supplied.");
        }
        if (known != null && !known.sha().equals(sha)) {
            throw new Call.BadRequest(409, path + " does not match " + sha);
        }
    }

    private static String branch(Call call) {
        return Objects.requireNonNullElse(parameter(call, "branch"), GitRepository.MAIN);
    }

    /** Of a request that removes: in its body, or in its query, as some clients send it. */
    private static @Nullable String parameter(Call call, String name) {
        var inBody = Call.text(call.body(), name);
        return inBody != null ? inBody : call.http().queryParam(name);
    }
}
