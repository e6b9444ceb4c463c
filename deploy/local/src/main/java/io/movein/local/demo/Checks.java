package io.movein.local.demo;

import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.model.Conclusion;
import io.movein.model.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a demo finds at its end, without the services. */
final class Checks {
    private record Check(String what, boolean holds, String seen) {}

    private final List<Check> checks = new ArrayList<>();

    void add(String what, boolean holds, String seen) {
        checks.add(new Check(what, holds, seen));
    }

    /** That a migration leaves nothing behind: neither on the cluster nor an open issue. */
    void addEnd(LocalStack stack, String namespace, GitHubUser.Issue issue) {
        var left = new Leftovers(stack.client()).in(namespace);
        add(
                "nothing of the runs is left on the cluster",
                left.isEmpty(),
                left.isEmpty() ? "nothing" : String.join(", ", left));
        var states = issue.labels().stream()
                .filter(label -> label.startsWith("state:") || label.startsWith("operator:"))
                .toList();
        add(
                "the issue is closed as completed, with one state label",
                issue.state().equals("closed")
                        && "completed".equals(issue.stateReason())
                        && states.equals(List.of("state:closed")),
                issue.state() + " as " + issue.stateReason() + ", " + String.join(", ", issue.labels()));
    }

    /** What the process said at its end; one without words if it said nothing. */
    static Conclusion conclusion(RunResult result) {
        return result.getConclusion() == null
                ? Conclusion.newBuilder().setChecks(List.of()).build()
                : result.getConclusion();
    }

    static String summary(RunResult result) {
        return Objects.requireNonNullElse(conclusion(result).getSummary(), "");
    }

    /** Whether all of them hold. */
    boolean show(Screen screen) {
        screen.heading("Checked");
        checks.forEach(check -> screen.found(check.holds(), check.what(), check.seen()));
        screen.line("");
        return checks.stream().allMatch(Check::holds);
    }
}
