package io.movein.tier;

import io.movein.process.JsonTrees;
import io.movein.process.report.Rows;
import io.movein.process.run.ProcessRun;
import io.movein.tier.configuration.TierPlan;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What was proven and measured, and at last the summary: in the journal before the switch is asked for, so that a process that completes
 * the run of one before it reports the same.
 */
final class KeptReport {

    private static final String FACT = "report";

    private final ProcessRun<TierPlan> run;
    private final String migration;

    KeptReport(ProcessRun<TierPlan> run) {
        this.run = run;
        this.migration = MigrationName.of(run.configuration());
    }

    /** The switch may be asked for; nothing was said yet. */
    void keep() {
        keep("");
    }

    /** @param summary of a run of which nothing is left to do but the last marks */
    void keep(String summary) {
        var report =
                JsonTrees.MAPPER.createObjectNode().put("migration", migration).put("summary", summary);
        run.checks().worstFirst().stream().map(Rows::of).forEach(report.putArray("checks")::add);
        run.figures().forEach(report.putObject("figures")::putPOJO);
        run.journal().facts().put(FACT, JsonTrees.MAPPER.writeValueAsString(report));
    }

    /** A copy is begun anew. */
    void forget() {
        run.journal().facts().put(FACT, "");
    }

    /** The summary of a run that came to its end; none of one that did not. */
    Optional<String> summary() {
        return find().map(report -> report.get("summary").asString()).filter(summary -> !summary.isEmpty());
    }

    /** Makes it this run's own. */
    void restore() {
        find().ifPresent(report -> {
            report.get("checks").valueStream().map(Rows::read).forEach(run.checks()::replace);
            report.get("figures")
                    .properties()
                    .forEach(figure -> run.figures().put(figure.getKey(), value(figure.getValue())));
        });
    }

    private static Object value(JsonNode figure) {
        return figure.isNumber() ? figure.numberValue() : figure.asString();
    }

    private Optional<JsonNode> find() {
        return run.journal()
                .facts()
                .get(FACT)
                .filter(text -> !text.isEmpty())
                .map(JsonTrees.MAPPER::readTree)
                .filter(report -> report.get("migration").asString().equals(migration));
    }
}
