package io.movein.review.plan.template;

import io.movein.contract.plan.StageArtifact;
import io.movein.model.CheckResult;
import io.movein.model.Mode;
import io.movein.model.RunOutcome;
import io.movein.review.plan.check.Inventory;
import io.movein.review.plan.check.StageCase;
import io.movein.review.plan.check.StageCase.Proven;
import java.util.stream.Collectors;

/** The programs, of which the runs so far tell something, and what their rehearsals proved. */
final class MigrateTemplates {
    private MigrateTemplates() {}

    static String artifacts(StageCase known) {
        var page = new StringBuilder("""
                # Migration engineer: the programs that move the data. Only these, with exactly this configuration, may run live.
                # Integration tester: each was tried. File a dry-run with `migrate my data`, name this plan in its form,
                # and name the run here.
                # Each artifact:
                #
                #   - name: orders
                #     image: registry.example.org/acme/orders@sha256:…
                #     configuration: |-             # exactly as in the request; leave it out where there is none
                #       batch: 500
                #     moves: [orders-db]            # items of the inventory
                #     idempotent: rows are upserted by their key
                #     logs: one line for each batch, on stdout
                #     dry-run: reads and compares everything, writes nothing
                #     rehearsals:
                #       - {migration: 17, run: 1, revision: 0123456789abcdef0123456789abcdef}
                #     edge-cases:                   # one for each cast and each derivation of mapping.yaml
                #       - {entity: orders-db/orders, field: total, case: a negative total, covered-by: "run 1 of #17"}
                """);
        var rehearsals = known.runs().stream()
                .filter(proven ->
                        proven.run().getMode() == Mode.DRY_RUN && proven.run().getOutcome() == RunOutcome.SUCCEEDED)
                .toList();
        if (!rehearsals.isEmpty()) {
            page.append("#\n# Dry-runs that succeeded so far:\n");
            rehearsals.forEach(proven -> rehearsal(page, proven));
        }
        var document = known.artifacts().get(StageArtifact.INVENTORY);
        if (document != null) {
            page.append("#\n# To be moved: ")
                    .append(new Inventory(document.entry())
                            .items().stream()
                                    .filter(Inventory::holdsData)
                                    .map(item -> Yaml.comment(item.text("name")))
                                    .collect(Collectors.joining(", ")))
                    .append('\n');
        }
        return page.append("artifacts: []\n").toString();
    }

    private static void rehearsal(StringBuilder page, Proven proven) {
        var run = proven.run();
        page.append("#   - {migration: ")
                .append(number(run.getOf()))
                .append(", run: ")
                .append(run.getRun())
                .append(", revision: ")
                .append(run.getRevision())
                .append("}  # ")
                .append(Yaml.comment(run.getImage()))
                .append('\n');
    }

    static String validation(StageCase known) {
        var page = new StringBuilder("""
                # Validator: what the rehearsals proved, filled in by Movein. Explain each difference: explained: "…". Change nothing else.
                """);
        var document = known.artifacts().get(StageArtifact.ARTIFACTS);
        var runs = new StringBuilder();
        if (document != null) {
            document.entry().list("artifacts").stream()
                    .flatMap(artifact -> artifact.list("rehearsals").stream())
                    .distinct()
                    .forEach(named -> known.run(named.number("migration"), named.number("run"))
                            .ifPresent(proven -> proven(runs, proven)));
        }
        page.append(runs.isEmpty() ? "runs: []\n" : "runs:\n" + runs);
        return page.append("""

                        # Regression tester: suites, replayed queries and compared outputs, each with its result.
                        #   - {name: checkout, kind: suite, result: passed, evidence: "412 of 412, https://…"}
                        #   - {name: top 100 queries, kind: queries, result: passed, evidence: "the same rows, p95 12 ms"}
                        #   - {name: invoices of May, kind: outputs, result: failed, evidence: "2 of 900 differ", explained: rounding, see …}
                        regression: []
                        """).toString();
    }

    private static void proven(StringBuilder page, Proven proven) {
        page.append("  - migration: ").append(number(proven.run().getOf())).append('\n');
        page.append("    run: ").append(proven.run().getRun()).append('\n');
        page.append(proven.checks().isEmpty() ? "    checks: []\n" : "    checks:\n");
        proven.checks().forEach(check -> check(page, check));
    }

    private static void check(StringBuilder page, CheckResult check) {
        page.append("      - {check: ")
                .append(Yaml.text(check.getCheck()))
                .append(", of: ")
                .append(Yaml.text(check.getOf()))
                .append(", source: ")
                .append(Yaml.text(check.getSource()))
                .append(", target: ")
                .append(Yaml.text(check.getTarget()))
                .append(", match: ")
                .append(check.getMatch())
                .append("}\n");
    }

    private static String number(String migration) {
        return migration.substring(migration.indexOf('#') + 1);
    }
}
