package io.movein.standin.github.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the App may do with the token of its installation, in GitHub's names: {@code issues: write} and the like. Everything else is
 * refused, as it is at GitHub.
 */
public final class AppPermissions {
    /** As deploy/github/app-manifest.json asks for them. */
    public static final Map<String, String> OF_THE_MANIFEST = Map.of(
            "contents", "write",
            "issues", "write",
            "pull_requests", "write",
            "statuses", "write",
            "metadata", "read",
            "members", "read");

    private static final String WRITE = "write";
    private static final String READ = "read";
    private static final String REPOSITORY = "/repos/[^/]+/[^/]+";

    private record Rule(Pattern path, String permission) {
        static Rule of(String path, String permission) {
            return new Rule(Pattern.compile(path), permission);
        }
    }

    /** The first that fits. What is at none of these is for people only, as {@code /user} is. */
    private static final List<Rule> RULES = List.of(
            Rule.of("/graphql", "issues"),
            Rule.of(REPOSITORY, "metadata"),
            Rule.of(REPOSITORY + "/(issues|labels)(/.*)?", "issues"),
            Rule.of(REPOSITORY + "/pulls/[^/]+/merge", "contents"),
            Rule.of(REPOSITORY + "/pulls(/.*)?", "pull_requests"),
            Rule.of(REPOSITORY + "/commits/[^/]+/pulls", "pull_requests"),
            Rule.of(REPOSITORY + "/(statuses/.*|commits/[^/]+/status(es)?)", "statuses"),
            Rule.of(REPOSITORY + "/(git|contents|branches|compare|commits|activity)(/.*)?", "contents"),
            Rule.of("/(orgs/[^/]+/teams|organizations/[^/]+/team)(/.*)?", "members"),
            Rule.of("/(orgs|users)/[^/]+", "metadata"));

    private final Set<String> used = new TreeSet<>();
    private final Set<String> refused = new TreeSet<>();
    private Map<String, String> granted = OF_THE_MANIFEST;

    /** As somebody does in the App's settings. */
    public synchronized void grant(Map<String, String> permissions) {
        granted = Map.copyOf(permissions);
    }

    /** What it needed so far and had, {@code issues: write} each. */
    public synchronized Set<String> used() {
        return Set.copyOf(used);
    }

    /** What it was refused so far: method, path, and what it lacked. */
    public synchronized Set<String> refused() {
        return Set.copyOf(refused);
    }

    /** @return the answer in place of what was asked for, where that is not allowed */
    synchronized Optional<Answer> refusal(String method, String path) {
        var permission = RULES.stream()
                .filter(rule -> rule.path().matcher(path).matches())
                .map(Rule::permission)
                .findFirst()
                .orElse("none that an App can have");
        var reads = method.equals("GET") || method.equals("HEAD") || path.equals("/graphql");
        var access = granted.getOrDefault(permission, "");
        if (access.equals(WRITE) || reads && access.equals(READ)) {
            used.add(permission + ": " + (reads ? READ : WRITE));
            return Optional.empty();
        }
        var needs = permission + "=" + (reads ? READ : WRITE);
        refused.add(method + " " + path + " " + needs);
        var error = Answer.error(403, "Resource not accessible by integration");
        return Optional.of(new Answer(403, error.body(), Map.of("X-Accepted-GitHub-Permissions", needs), null));
    }
}
