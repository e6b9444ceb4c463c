package io.movein.standin.github.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Files, commits and branches, and what a pull request adds to its issue. Objects are named by their contents and never go. */
final class GitState {

    final Map<String, byte[]> blobs = new HashMap<>();
    /** Whole paths to files, by the SHA of the tree. */
    final Map<String, SortedMap<String, TreeEntry>> trees = new HashMap<>();

    final Map<String, GitCommit> commits = new HashMap<>();
    /** By label, such as {@code acme:main}. */
    final TreeMap<String, String> branches = new TreeMap<>();

    final Map<String, Protection> protections = new HashMap<>();
    final List<Push> pushes = new ArrayList<>();
    final Map<String, List<CommitStatus>> statuses = new HashMap<>();
    final TreeMap<Integer, PullRequest> pulls = new TreeMap<>();
    final Map<Integer, List<Review>> reviews = new HashMap<>();

    /** @return the highest id there is now */
    long apply(IssueChange.GitChange change, long lastId) {
        return switch (change) {
            case IssueChange.BlobStored c -> {
                blobs.put(Sha.of("blob", c.contents()), c.contents());
                yield lastId;
            }
            case IssueChange.TreeStored c -> {
                trees.put(c.sha(), new TreeMap<>(c.files()));
                yield lastId;
            }
            case IssueChange.CommitStored c -> {
                commits.put(c.commit().sha(), c.commit());
                yield lastId;
            }
            case IssueChange.BranchMoved c -> c.push().id();
            case IssueChange.BranchProtected c -> {
                put(protections, c.branch(), c.protection());
                yield lastId;
            }
            case IssueChange.StatusCreated c -> {
                statuses.computeIfAbsent(c.status().sha(), _ -> new ArrayList<>())
                        .add(c.status());
                yield c.status().id();
            }
            case IssueChange.PullOpened c -> {
                pulls.put(c.issue(), c.pull());
                yield lastId;
            }
            case IssueChange.PullMerged c -> {
                pulls.computeIfPresent(
                        c.issue(), (_, pull) -> pull.merged(new PullRequest.Merge(c.at(), c.actor(), c.sha())));
                yield lastId;
            }
            case IssueChange.ReviewSubmitted c -> {
                reviews.computeIfAbsent(c.issue(), _ -> new ArrayList<>()).add(c.review());
                yield c.review().id();
            }
            case IssueChange.ReviewDismissed c -> {
                reviews.getOrDefault(c.issue(), List.of())
                        .replaceAll(review -> review.id() == c.id() ? review.dismissed() : review);
                yield lastId;
            }
        };
    }

    /** @return the open pull requests that have another head now */
    List<Integer> pushed(Push push, String owner, IntPredicate open) {
        pushes.add(push);
        put(branches, push.branch(), push.to());
        var to = push.to();
        if (to == null) {
            return List.of();
        }
        var moved = pulls.values().stream()
                .filter(pull -> pull.head().equals(push.branch()) && open.test(pull.number()))
                .toList();
        moved.forEach(pull -> pulls.put(
                pull.number(), pull.at(to, branches.getOrDefault(owner + ":" + pull.base(), pull.baseSha()))));
        return moved.stream().map(PullRequest::number).toList();
    }

    /** A commit and all that it came from, nearest first. */
    Set<String> history(String sha) {
        var seen = new LinkedHashSet<String>();
        var next = new ArrayDeque<>(List.of(sha));
        while (!next.isEmpty()) {
            var one = next.removeFirst();
            if (seen.add(one)) {
                next.addAll(commit(one).parents());
            }
        }
        return seen;
    }

    SortedMap<String, TreeEntry> files(String commit) {
        return tree(commit(commit).tree());
    }

    GitCommit commit(String sha) {
        return found(commits, sha);
    }

    SortedMap<String, TreeEntry> tree(String sha) {
        return found(trees, sha);
    }

    private static <V> V found(Map<String, V> objects, String sha) {
        var object = objects.get(sha);
        if (object == null) {
            throw Refused.notFound();
        }
        return object;
    }

    private static <V> void put(Map<String, V> map, String key, @Nullable V value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }
}
