package io.movein.review.plan.template;

import io.movein.contract.plan.StageArtifact;
import io.movein.review.plan.check.Inventory;
import io.movein.review.plan.check.StageCase;

/** Every field of the inventory with a rule to fill in. */
final class MappingTemplate {
    private MappingTemplate() {}

    static String of(StageCase known) {
        var page = new StringBuilder("""
                # Schema mapper: what becomes of every field. Each rule is one of
                #
                #   - {source: id, target: id, rule: rename, reason: the same}
                #   - {source: total, target: total, rule: cast, to-type: bigint, reason: cents}
                #   - {target: name, rule: derive, from-fields: [first, last], expression: "first + ' ' + last", reason: one field now}
                #   - {target: tenant, rule: default, value: acme, reason: a single tenant}
                #   - {source: legacy_flag, rule: drop, reason: nobody reads it}
                #
                # to-nullable: false and to-unique: true say what the target demands.
                """);
        var document = known.artifacts().get(StageArtifact.INVENTORY);
        if (document == null) {
            page.append("entities: []\n");
        } else {
            entities(page, new Inventory(document.entry()));
        }
        return page.append("""

                        # Compatibility reviewer: concepts of the same name that are not the same. [] says that there is none.
                        #   - {source: account, target: account, difference: "a person there, a company here", resolution: one company each}
                        concepts: null

                        # What the checks find and somebody can live with, one by one; the finding says what to write here.
                        #   - {finding: lossy-cast, entity: orders-db/orders, field: total, by: "@octocat", because: no amount is that large}
                        acknowledged: []
                        """).toString();
    }

    private static void entities(StringBuilder page, Inventory inventory) {
        page.append(inventory.entities().isEmpty() ? "entities: []\n" : "entities:\n");
        for (var entity : inventory.entities()) {
            page.append("  - source: ").append(Yaml.text(entity.name())).append('\n');
            page.append("    target: ")
                    .append(Yaml.text(entity.entity().text("name")))
                    .append('\n');
            page.append("    fields:\n");
            for (var field : entity.entity().list("fields")) {
                var name = Yaml.text(field.text("name"));
                page.append("      - {source: ")
                        .append(name)
                        .append(", target: ")
                        .append(name)
                        .append(", rule: , reason: }  # ")
                        .append(Yaml.comment(field.text("type")))
                        .append('\n');
            }
        }
    }
}
