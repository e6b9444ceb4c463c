package io.movein.standin.github.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The repository's files, commits and branches, with those of its forks, which share its objects as on GitHub. A branch is named by
 * its label, {@code owner:branch}. Everything goes through the {@link GitHubModel}: its rules, its journal, its listeners.
 */
public final class GitRepository {

    public static final String MAIN = "main";

    private final GitHubModel model;

    GitRepository(GitHubModel model) {
        this.model = model;
    }

    // what is there

    /** The label of one of the repository's own branches. */
    public String own(String branch) {
        return model.repository().owner() + ":" + branch;
    }

    /** SHAs by name, without those of forks. */
    public Map<String, String> branches() {
        synchronized (model) {
            var found = new TreeMap<String, String>();
            git().branches.forEach((label, sha) -> {
                if (label.startsWith(own(""))) {
                    found.put(label.substring(own("").length()), sha);
                }
            });
            return found;
        }
    }

    public Optional<String> head(String label) {
        synchronized (model) {
            return Optional.ofNullable(git().branches.get(label));
        }
    }

    /** A commit by its SHA, or by the branch or pull request that points to it. */
    public GitCommit commit(String name) {
        synchronized (model) {
            var known = git().commits.get(name);
            if (known != null) {
                return known;
            }
            var simple = name.replaceFirst("^refs/", "").replaceFirst("^heads/", "");
            var sha = simple.matches("pull/\\d+/head")
                    ? model.pulls().get(Integer.parseInt(simple.split("/")[1])).headSha()
                    : git().branches.get(own(simple));
            if (sha == null) {
                throw Refused.notFound();
            }
            return git().commit(sha);
        }
    }

    /** Newest first. */
    public List<GitCommit> history(String name) {
        synchronized (model) {
            return git().history(commit(name).sha()).stream().map(git()::commit).toList();
        }
    }

    /** Files by their whole path: of a tree, or of what {@link #commit} takes. */
    public SortedMap<String, TreeEntry> files(String name) {
        synchronized (model) {
            var tree = git().trees.get(name);
            return tree != null ? tree : git().files(commit(name).sha());
        }
    }

    public String treeSha(String name) {
        synchronized (model) {
            return git().trees.containsKey(name) ? name : commit(name).tree();
        }
    }

    public byte[] blob(String sha) {
        synchronized (model) {
            var blob = git().blobs.get(sha);
            if (blob == null) {
                throw Refused.notFound();
            }
            return blob;
        }
    }

    /** Newest first. */
    public List<Push> pushes() {
        synchronized (model) {
            return List.copyOf(git().pushes).reversed();
        }
    }

    public Optional<Protection> protection(String branch) {
        synchronized (model) {
            return Optional.ofNullable(git().protections.get(branch));
        }
    }

    /** Newest first. */
    public List<CommitStatus> statuses(String sha) {
        synchronized (model) {
            return List.copyOf(git().statuses.getOrDefault(sha, List.of())).reversed();
        }
    }

    /** The account of an author or committer; empty: its address is none of an account here. */
    public Optional<User> account(GitCommit.Person person) {
        return model.users().stream()
                .filter(user -> person.email().startsWith(user.id() + "+"))
                .findFirst();
    }

    // what people do

    public String storeBlob(String actor, byte[] contents) {
        synchronized (model) {
            var sha = Sha.of("blob", contents);
            if (!git().blobs.containsKey(sha)) {
                model.record(new IssueChange.BlobStored(model.now(), actor, contents.clone()));
            }
            return sha;
        }
    }

    /** With the trees of its folders. */
    public String storeTree(String actor, SortedMap<String, TreeEntry> files) {
        synchronized (model) {
            folders(files).values().forEach(folder -> storeTree(actor, folder));
            var sha = shaOf(files);
            if (!git().trees.containsKey(sha)) {
                model.record(new IssueChange.TreeStored(model.now(), actor, sha, files));
            }
            return sha;
        }
    }

    public static String shaOf(SortedMap<String, TreeEntry> files) {
        var text = new StringBuilder();
        files.forEach((path, entry) -> text.append(entry.mode() + " " + path + "\0" + entry.sha() + "\n"));
        return Sha.of("tree", text.toString());
    }

    /** What lies in each folder at the top, by the folder's name. */
    public static Map<String, SortedMap<String, TreeEntry>> folders(SortedMap<String, TreeEntry> files) {
        var folders = new TreeMap<String, SortedMap<String, TreeEntry>>();
        files.forEach((path, entry) -> {
            var slash = path.indexOf('/');
            if (slash > 0) {
                folders.computeIfAbsent(path.substring(0, slash), _ -> new TreeMap<>())
                        .put(path.substring(slash + 1), entry);
            }
        });
        return folders;
    }

    /** @param author null: the actor; {@code committer} likewise */
    public GitCommit storeCommit(
            String actor,
            String tree,
            List<String> parents,
            String message,
            GitCommit.@Nullable Person author,
            GitCommit.@Nullable Person committer) {
        synchronized (model) {
            var self = GitCommit.Person.of(model.user(actor).orElseThrow(Refused::forbidden), model.now());
            parents.forEach(this::commit);
            files(tree);
            var commit = GitCommit.of(
                    tree, parents, message, author == null ? self : author, committer == null ? self : committer);
            if (!git().commits.containsKey(commit.sha())) {
                model.record(new IssueChange.CommitStored(model.now(), actor, commit));
            }
            return commit;
        }
    }

    public void createBranch(String actor, String label, String sha) {
        synchronized (model) {
            requirePusher(actor, label);
            if (git().branches.containsKey(label)) {
                throw Refused.invalid("ref", "Reference already exists");
            }
            known(sha);
            move(actor, label, null, sha);
        }
    }

    public void moveBranch(String actor, String label, String sha, boolean force) {
        synchronized (model) {
            requirePusher(actor, label);
            requireUnprotected(422, label);
            var from = git().branches.get(label);
            if (from == null) {
                throw Refused.invalid("ref", "Reference does not exist");
            }
            known(sha);
            if (!force && !git().history(sha).contains(from)) {
                throw Refused.invalid("ref", "Update is not a fast forward");
            }
            move(actor, label, from, sha);
        }
    }

    public void deleteBranch(String actor, String label) {
        synchronized (model) {
            requirePusher(actor, label);
            requireUnprotected(422, label);
            var from = git().branches.get(label);
            if (from == null) {
                throw Refused.invalid("ref", "Reference does not exist");
            }
            move(actor, label, from, null);
        }
    }

    /** One commit on top of a branch. Null contents: the file is removed. */
    public GitCommit write(String actor, String label, String message, Map<String, byte @Nullable []> contents) {
        return write(actor, label, message, contents, TreeEntry.FILE, GitCommit.Person.of(user(actor), model.now()));
    }

    /** As the pages do: the committer is GitHub. */
    public GitCommit writeByHand(String actor, String label, String message, String path, String text) {
        var contents = Map.of(path, text.getBytes(StandardCharsets.UTF_8));
        return write(actor, label, message, contents, TreeEntry.FILE, GitCommit.Person.gitHub(model.now()));
    }

    /** A link instead of a file. */
    public GitCommit link(String actor, String label, String message, String path, String target) {
        var contents = Map.of(path, target.getBytes(StandardCharsets.UTF_8));
        return write(actor, label, message, contents, TreeEntry.SYMLINK, GitCommit.Person.of(user(actor), model.now()));
    }

    private GitCommit write(
            String actor,
            String label,
            String message,
            Map<String, byte @Nullable []> contents,
            String mode,
            GitCommit.Person committer) {
        synchronized (model) {
            requirePusher(actor, label);
            requireUnprotected(409, label);
            var from = head(label).orElseThrow(Refused::notFound);
            var files = new TreeMap<>(git().files(from));
            contents.forEach((path, bytes) -> {
                if (bytes == null) {
                    files.remove(path);
                } else {
                    files.put(path, new TreeEntry(mode, storeBlob(actor, bytes), bytes.length));
                }
            });
            var commit = storeCommit(actor, storeTree(actor, files), List.of(from), message, null, committer);
            move(actor, label, from, commit.sha());
            return commit;
        }
    }

    /** Null: from now on it is not. */
    public void protect(String actor, String branch, @Nullable Protection protection) {
        synchronized (model) {
            model.requireWriter(actor);
            model.record(new IssueChange.BranchProtected(model.now(), actor, branch, protection));
        }
    }

    public CommitStatus status(
            String actor, String sha, String state, String context, String description, @Nullable String targetUrl) {
        synchronized (model) {
            model.requireWriter(actor);
            known(sha);
            if (description.length() > 140) {
                throw Refused.invalid("description", "description is too long (maximum is 140 characters)");
            }
            var status =
                    new CommitStatus(model.nextId(), sha, actor, state, context, description, targetUrl, model.now());
            model.record(new IssueChange.StatusCreated(model.now(), actor, status));
            return status;
        }
    }

    /** The first commit, where there is none. */
    public void begin(String actor) {
        synchronized (model) {
            if (git().branches.containsKey(own(MAIN))) {
                return;
            }
            var readme = ("# " + model.repository().name() + "\n").getBytes(StandardCharsets.UTF_8);
            var files = new TreeMap<String, TreeEntry>();
            files.put("README.md", new TreeEntry(TreeEntry.FILE, storeBlob(actor, readme), readme.length));
            var tree = storeTree(actor, files);
            move(
                    actor,
                    own(MAIN),
                    null,
                    storeCommit(actor, tree, List.of(), "Initial commit", null, null)
                            .sha());
        }
    }

    void move(String actor, String label, @Nullable String from, @Nullable String to) {
        var forced = from != null && to != null && !git().history(to).contains(from);
        var push = new Push(model.nextId(), model.now(), actor, label, from, to, forced);
        model.record(new IssueChange.BranchMoved(model.now(), actor, push));
        model.pulls().afterPush(actor, push);
    }

    private GitState git() {
        return model.state.git;
    }

    private void known(String sha) {
        if (!git().commits.containsKey(sha)) {
            throw Refused.invalid("sha", "No commit found for SHA: " + sha);
        }
    }

    private User user(String login) {
        return model.user(login).orElseThrow(Refused::forbidden);
    }

    /** A fork is its owner's. */
    private void requirePusher(String actor, String label) {
        if (!label.startsWith(actor + ":")) {
            model.requireWriter(actor);
        }
    }

    private void requireUnprotected(int status, String label) {
        if (label.startsWith(own("")) && git().protections.containsKey(label.substring(own("").length()))) {
            throw new Refused(status, "Changes must be made through a pull request.", "");
        }
    }
}
