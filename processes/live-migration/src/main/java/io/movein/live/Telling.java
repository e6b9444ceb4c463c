package io.movein.live;

import io.movein.live.configuration.LivePlan;
import io.movein.process.items.Blame;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.report.CheckOutcome;
import io.movein.process.run.ProcessRun;
import io.movein.store.redis.Comparison;
import io.movein.store.redis.Sum;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happens to the migration, as the run's checks, evidence and progress have it. */
final class Telling implements MigrationListener {

    private final ProcessRun<LivePlan> run;
    private final String tenant;

    /** @param tenant or a part of it, as checks name it */
    Telling(ProcessRun<LivePlan> run, String tenant) {
        this.run = run;
        this.tenant = tenant;
    }

    @Override
    public void phase(Phase next) {
        run.progress().log("phase " + next);
    }

    @Override
    public void told(String line) {
        run.progress().log(run.secrets().redact(line));
    }

    @Override
    public void compared(Comparison.Result result) {
        var of = "tenant '%s' at offset %d".formatted(tenant, result.offset());
        for (var check : List.of(
                counts(of, result),
                CheckOutcome.exact(
                        "checksum of content",
                        of,
                        result.source().hex(),
                        result.target().hex()),
                sample(of, result))) {
            run.checks().replace(check);
        }
        run.figures().put("keysExpiredMeanwhile", result.source().expired());
    }

    private static CheckOutcome counts(String of, Comparison.Result result) {
        return CheckOutcome.exact(
                "keys alive", of, result.source().alive(), result.target().alive());
    }

    private CheckOutcome sample(String of, Comparison.Result result) {
        var there = new HashMap<String, String>();
        result.target().sample().forEach(key -> there.put(key.key().toString(), key.content()));
        var equal = result.source().sample().stream()
                .filter(key -> key.content().equals(there.get(key.key().toString())))
                .count();
        if (result.source().sample().isEmpty()) {
            return CheckOutcome.notMade(
                    "sampled keys, each by itself", of, "the plan asks for no sample, or there is no key");
        }
        run.figures()
                .put(
                        "sample",
                        result.source().sample().stream().map(Telling::row).toList());
        return CheckOutcome.exact(
                "sampled keys, each by itself", of, result.source().sample().size(), equal);
    }

    private static Map<String, String> row(Sum.Sampled sampled) {
        return Map.of("key", sampled.key().toString(), "sha256", sampled.content());
    }

    @Override
    public void refused(String key, String why) {
        var journal = run.journal();
        journal.add(List.of(PlannedItem.of(key, -1)).iterator());
        for (var item : journal.claim(1)) {
            journal.record(item, Outcome.failed(Blame.DESTINATION, "refused-by-target", why));
        }
    }

    @Override
    public void moved(MigrationListener.Moved moved) {
        run.figures().put("downtimeMillis" + part(), moved.pause().toNanos() / 1e6);
        run.figures().put("cutoverOffset" + part(), moved.offset());
        run.figures().put("clientsClosed" + part(), moved.clients());
        run.checks()
                .replace(CheckOutcome.exact(
                        "drained to its end",
                        "source's stream" + part(),
                        "offset " + moved.offset(),
                        "offset " + moved.applied()));
        run.checks()
                .replace(CheckOutcome.exact(
                        "writes refused", "source, every node" + part(), "yes", moved.sourceShut() ? "yes" : "no"));
    }

    @Override
    public void named(MigrationListener.Named named) {
        MigrationListener.super.named(named);
        run.figures().put("oldRecordKnownSeconds", named.ttl().toSeconds());
        run.checks()
                .replace(CheckOutcome.exact(
                        "name resolves to the target", named.name(), named.expected(), named.found()));
    }

    private String part() {
        return run.configuration().tenant().parts().isEmpty() ? "" : " of " + tenant;
    }
}
