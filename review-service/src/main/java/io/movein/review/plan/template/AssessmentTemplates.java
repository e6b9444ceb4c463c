package io.movein.review.plan.template;

/** Nothing is known yet. */
final class AssessmentTemplates {
    private AssessmentTemplates() {}

    static String inventory() {
        return """
                # Migration analyst: everything that there is. What is not listed is not moved.
                # Each item:
                #
                #   - name: orders-db
                #     kind: store                # schema, store, service, integration, job or configuration
                #     size: 120GiB               # an estimate
                #     owner: "@octocat"
                #     depends-on: [accounts-db]  # names of other items; [] for none
                #     entities:                  # of a schema or store: what holds the data
                #       - name: orders
                #         fields:
                #           - {name: id, type: bigint, nullable: false, unique: true}
                #           - {name: total, type: "decimal(12,2)"}
                items: []

                # Each of the six kinds at least once, or why there is none.
                # none:
                #   integration: nobody outside talks to it
                """;
    }

    static String risks() {
        return """
                # Risk assessor: what can go wrong, and what is done about it. Each of the four kinds at least once, or why there is none.
                # Each risk:
                #
                #   - name: writes during the copy
                #     kind: loss-vector          # loss-vector, downtime-window, compatibility-gap or blast-radius
                #     about: [orders-db]
                #     severity: high             # low, medium, high or critical
                #     likelihood: medium         # low, medium or high
                #     mitigation: the source is read-only from the first step on
                risks: []
                # none:
                #   compatibility-gap: the same version on both sides

                # The order of moving: every item of the inventory once, each after what it depends on.
                order: []
                """;
    }
}
