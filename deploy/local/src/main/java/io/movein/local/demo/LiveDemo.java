package io.movein.local.demo;

import io.movein.local.redis.Load;
import io.movein.local.redis.Neighbour;
import io.movein.local.redis.RedisTenant;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.store.redis.RedisCommand;
import io.movein.store.redis.Reply;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Moves a Redis tenant under load and then checks, without the services, that no write was lost or done twice. */
public record LiveDemo(LocalStack stack, RedisTenant tenant, int writesPerSecond, Screen screen) {
    private static final int SECONDS_BEFORE = 3;

    /** 0 if everything went well and every check holds. */
    public int run() throws InterruptedException {
        return CheckedJourney.run(stack, screen, this::travel);
    }

    private Checks travel() throws InterruptedException {
        try (var load = Load.start(tenant.redis(), writesPerSecond);
                var neighbour = Neighbour.start(tenant.redis())) {
            TimeUnit.SECONDS.sleep(SECONDS_BEFORE);
            var before = neighbour.latencies();
            var outcome = new LiveJourney(stack, tenant, neighbour, screen).travel();
            var checks = new Checks();
            checkRuns(outcome, checks);
            checkWrites(load, checks);
            checkNeighbours(before, outcome.during(), neighbour.error(), checks);
            checks.addEnd(stack, tenant.namespace(), outcome.issue());
            screen.did("demo", "took " + Narrator.seconds(screen.elapsed()) + " in all");
            return checks;
        }
    }

    private void checkRuns(LiveJourney.Outcome outcome, Checks checks) {
        var rehearsal = Checks.summary(outcome.rehearsal());
        checks.add(
                "the dry-run counted the keys",
                rehearsal.contains("would be copied"),
                rehearsal.split(";")[0]);
        var live = Checks.summary(outcome.live());
        var pause = live.replaceAll("(?s).*writes were held for ([0-9.]+ ms).*", "$1");
        checks.add("the live run moved the tenant", live.contains("writes were held for"), live.split(";")[0]);
        checks.add(
                "writes were held for",
                pause.endsWith(" ms"),
                "%s (by the gateway %.1f ms)"
                        .formatted(pause, tenant.redis().figures().lastHoldMillis()));
    }

    private void checkWrites(Load load, Checks checks) throws InterruptedException {
        List<String> different;
        try (var there = tenant.redis().admin(false)) {
            different = load.differences(there);
        }
        checks.add(
                "each acknowledged write is at the target, once",
                different.isEmpty() && load.acknowledged() > 0,
                different.isEmpty()
                        ? "%,d writes to %d counters".formatted(load.acknowledged(), load.counters())
                        : different.size() + " counters differ: " + different.getFirst());
        checks.add(
                "no client of the tenant saw an error",
                load.errors().isEmpty(),
                load.errors().isEmpty()
                        ? "slowest answer %.1f ms".formatted(load.slowestMillis())
                        : load.errors().getFirst());
        var here = tenant.redis().keys(true);
        var there = tenant.redis().keys(false);
        checks.add("every key is at both sides", here == there, "%,d here, %,d there".formatted(here, there));
        try (var old = tenant.redis().tenantAtShared()) {
            var refused = old.send(List.of(RedisCommand.of("SET", "acme-corp:late", "1")))
                    .getFirst();
            checks.add(
                    "the shared server refuses the tenant's writes",
                    refused instanceof Reply.Refused,
                    refused instanceof Reply.Refused(var message) ? message : "it accepted one");
        }
    }

    private void checkNeighbours(Histogram before, Histogram during, String error, Checks checks) {
        checks.add("another tenant's answers before", before.getTotalCount() > 0, Neighbour.words(before));
        checks.add(
                "and during the migration",
                during.getTotalCount() > 0 && error.isEmpty(),
                error.isEmpty() ? Neighbour.words(during) : error);
    }
}
