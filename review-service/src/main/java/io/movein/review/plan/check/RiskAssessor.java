package io.movein.review.plan.check;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactProblem;
import io.movein.model.Stage;
import io.movein.review.plan.artifact.ArtifactEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every kind of risk was thought of, each risk is about something that there is, and everything moves after what it depends on.
 * Whoever moves a service before its store moves it twice.
 */
public final class RiskAssessor implements StageCheck {
    static final String KIND_MISSING = "risk-assessor.kind-missing";
    static final String UNKNOWN_ITEM = "risk-assessor.unknown-item";
    static final String CYCLE = "risk-assessor.cycle";
    static final String NOT_ORDERED = "risk-assessor.not-ordered";
    static final String ORDERED_TWICE = "risk-assessor.ordered-twice";
    static final String BEFORE_ITS_DEPENDENCY = "risk-assessor.before-its-dependency";
    private static final List<String> KINDS =
            List.of("loss-vector", "downtime-window", "compatibility-gap", "blast-radius");

    @Override
    public Stage stage() {
        return Stage.ASSESSMENT;
    }

    @Override
    public Set<String> codes() {
        return Set.of(KIND_MISSING, UNKNOWN_ITEM, CYCLE, NOT_ORDERED, ORDERED_TWICE, BEFORE_ITS_DEPENDENCY);
    }

    @Override
    public Set<StageArtifact> needs() {
        return Set.of(StageArtifact.INVENTORY, StageArtifact.RISKS);
    }

    @Override
    public List<ArtifactProblem> check(StageCase theCase) {
        var problems = new ArrayList<ArtifactProblem>();
        var inventory = new Inventory(theCase.entry(StageArtifact.INVENTORY));
        var risks = theCase.entry(StageArtifact.RISKS);
        Kinds.missing(KINDS, risks, "risks", KIND_MISSING, problems);
        risks.list("risks").forEach(risk -> known(risk.list("about"), inventory, problems));
        known(risks.list("order"), inventory, problems);
        cycle(inventory, problems);
        order(risks, inventory, problems);
        return problems;
    }

    private static void known(List<ArtifactEntry> names, Inventory inventory, List<ArtifactProblem> problems) {
        for (var name : names) {
            if (inventory.item(name.text()).isEmpty()) {
                problems.add(name.problem(
                        UNKNOWN_ITEM,
                        "'" + name.text() + "' is not in the inventory",
                        "the name of an item",
                        "list it in inventory.yaml, or correct the name"));
            }
        }
    }

    /** The first one that is found; an order that follows the dependencies there is none while one lasts. */
    private static void cycle(Inventory inventory, List<ArtifactProblem> problems) {
        var done = new HashSet<String>();
        for (var item : inventory.items()) {
            var way = new LinkedHashSet<String>();
            var end = walk(item.text("name"), inventory, way, done);
            if (!end.isEmpty()) {
                problems.add(item.at("depends-on")
                        .problem(
                                CYCLE,
                                end + " depends on itself, through " + String.join(", ", way),
                                "no cycle",
                                "remove one dependency, or move them together as one item"));
                return;
            }
        }
    }

    private static String walk(String name, Inventory inventory, Set<String> way, Set<String> done) {
        if (done.contains(name)) {
            return "";
        }
        if (!way.add(name)) {
            return name;
        }
        var dependencies =
                inventory.item(name).map(item -> item.texts("depends-on")).orElse(List.of());
        for (var dependency : dependencies) {
            var end = walk(dependency, inventory, way, done);
            if (!end.isEmpty()) {
                return end;
            }
        }
        way.remove(name);
        done.add(name);
        return "";
    }

    private static void order(ArtifactEntry risks, Inventory inventory, List<ArtifactProblem> problems) {
        var places = new HashMap<String, Integer>();
        for (var name : risks.list("order")) {
            if (places.putIfAbsent(name.text(), places.size()) != null) {
                problems.add(
                        name.problem(ORDERED_TWICE, "'" + name.text() + "' moves twice", "once", "remove one of them"));
            }
        }
        for (var item : inventory.items()) {
            var place = places.get(item.text("name"));
            if (place == null) {
                problems.add(risks.at("order")
                        .problem(
                                NOT_ORDERED,
                                "'" + item.text("name") + "' has no place in the order",
                                "every item of the inventory",
                                "add it after what it depends on"));
            } else {
                late(risks, item, place, places, problems);
            }
        }
    }

    private static void late(
            ArtifactEntry risks,
            ArtifactEntry item,
            int place,
            Map<String, Integer> places,
            List<ArtifactProblem> problems) {
        for (var dependency : item.texts("depends-on")) {
            var its = places.getOrDefault(dependency, -1);
            if (its > place) {
                problems.add(risks.list("order")
                        .get(place)
                        .problem(
                                BEFORE_ITS_DEPENDENCY,
                                "'" + item.text("name") + "' moves before '" + dependency + "', which it depends on",
                                "the other way round",
                                "move '" + dependency + "' up"));
            }
        }
    }
}
