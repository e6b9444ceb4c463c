package io.movein.live.configuration;

import io.movein.live.configuration.LivePlan.Operation;
import io.movein.live.configuration.LivePlan.Part;
import io.movein.live.configuration.LivePlan.TransferMode;
import io.movein.process.ConfigurationProblem;
import java.util.ArrayList;
import java.util.List;

/**
 * A part moves by itself, and its users with it: so each key is of at most one part, and each user of exactly one. That every key is of a
 * part only the source can say.
 */
final class PartProblems {

    private final LivePlan plan;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    private PartProblems(LivePlan plan) {
        this.plan = plan;
    }

    static List<ConfigurationProblem> of(LivePlan plan) {
        var found = new PartProblems(plan);
        found.mode();
        for (var i = 0; i < plan.tenant().parts().size(); i++) {
            found.part(plan.tenant().parts().get(i));
            found.others(i);
        }
        found.plan.tenant().users().forEach(found::user);
        return found.problems;
    }

    private void mode() {
        var parts = plan.tenant().parts();
        var incremental = plan.mode() == TransferMode.INCREMENTAL;
        if (plan.operation() == Operation.MIGRATE && incremental == parts.isEmpty()) {
            add(
                    "tenant.parts",
                    "%d parts in mode '%s'".formatted(parts.size(), plan.mode()),
                    "parts in mode 'incremental', and in no other");
        }
        if (incremental && plan.cutover().dns() != null) {
            add(
                    "cutover.dns",
                    "a name in mode 'incremental'",
                    "none: the name would point to the target with the first part");
        }
        if (incremental && !plan.cutover().wayBack().isZero()) {
            add(
                    "cutover.wayBack",
                    plan.cutover().wayBack() + " in mode 'incremental'",
                    "0s: a part that has moved goes back by a migration in the other direction");
        }
    }

    private void part(Part part) {
        if (!part.prefix().startsWith(plan.tenant().prefix())) {
            add(
                    "tenant.parts",
                    "'%s' of part '%s'".formatted(part.prefix(), part.name()),
                    "a prefix that begins with '%s'".formatted(plan.tenant().prefix()));
        }
        for (var user : part.users()) {
            if (!plan.tenant().users().contains(user)) {
                add(
                        "tenant.parts",
                        "'%s' of part '%s'".formatted(user, part.name()),
                        "one of tenant.users " + plan.tenant().users());
            }
        }
    }

    private void others(int index) {
        var parts = plan.tenant().parts();
        var part = parts.get(index);
        for (var i = 0; i < parts.size(); i++) {
            var other = parts.get(i);
            if (i != index && part.prefix().startsWith(other.prefix())) {
                add(
                        "tenant.parts",
                        "the keys of part '%s' also belong to part '%s'".formatted(part.name(), other.name()),
                        "prefixes of which none begins with another");
            }
            if (i < index && part.name().equals(other.name())) {
                add("tenant.parts", "two parts '%s'".formatted(part.name()), "each with a name of its own");
            }
        }
    }

    private void user(String user) {
        var of = plan.tenant().parts().stream()
                .filter(part -> part.users().contains(user))
                .map(Part::name)
                .toList();
        if (!plan.tenant().parts().isEmpty() && of.size() != 1) {
            add(
                    "tenant.users",
                    "'%s' belongs to the parts %s".formatted(user, of),
                    "exactly one: its writes move with it");
        }
    }

    private void add(String path, String found, String expected) {
        problems.add(ConfigurationProblem.of(path, found, expected));
    }
}
