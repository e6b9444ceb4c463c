package io.movein.local.demo;

import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.local.tier.TierLoad;
import io.movein.local.tier.TierTenant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Moves a tenant to servers of its own under load and then checks, without the services, that no write was lost or done twice. */
public record TierDemo(LocalStack stack, TierTenant tenant, Screen screen) {
    /** 0 if everything went well and every check holds. */
    public int run() throws InterruptedException {
        return CheckedJourney.run(stack, screen, this::travel);
    }

    private Checks travel() throws InterruptedException {
        var others = tenant.application().others();
        try (var load = TierLoad.start(tenant.application())) {
            var outcome = new TierJourney(stack, tenant, load, screen).travel();
            load.endWriting();
            IssueSteps.await(
                    "the reader of the application's records", "", load::read, read -> read >= load.acknowledged());
            load.end();
            var checks = new Checks();
            checkRuns(outcome, checks);
            checkWrites(load, checks);
            checkStores(load, checks);
            checkSides(others, checks);
            checks.addEnd(stack, tenant.namespace(), outcome.issue());
            screen.did("demo", "took " + Narrator.seconds(screen.elapsed()) + " in all");
            return checks;
        } catch (ExecutionException e) {
            throw new StepFailed("demo", "Kafka: " + e.getCause(), "");
        }
    }

    private static void checkRuns(TierJourney.Outcome outcome, Checks checks) {
        var rehearsal = Checks.summary(outcome.rehearsal());
        checks.add(
                "the dry-run counted rows, records, objects and documents",
                Stream.of("would be copied", " rows in ", " records in ", " objects of ", " documents in ")
                        .allMatch(rehearsal::contains),
                rehearsal.split(";")[0]);
        var damaged = Checks.summary(outcome.damaged());
        checks.add(
                "the damaged row was found, its table told",
                damaged.startsWith("not proven to be equal: checksum of rows of public.orders"),
                damaged.split(";")[0]);
        checks.add(
                "and rolled back: the shared side went on",
                damaged.contains("what was copied is dropped") && outcome.back().equals("shared"),
                "the tenant was at: " + outcome.back());
        checks.add(
                "and no topic, object or index was left beside it",
                outcome.beside().isEmpty(),
                outcome.beside().isEmpty() ? "none" : String.join(", ", outcome.beside()));
        var live = Checks.summary(outcome.live());
        checks.add("the next run moved the tenant", live.contains("is at 'dedicated'"), live.split(";")[0]);
        var pause = live.replaceAll("(?s).*could not write for ([0-9.]+ s).*", "$1");
        checks.add("the tenant could not write for", pause.endsWith(" s") && pause.length() < 10, pause);
    }

    private void checkWrites(TierLoad load, Checks checks) {
        accounted(
                "each acknowledged write is there, once",
                load.differences(tenant.application().side(true)),
                "%,d writes".formatted(load.acknowledged()),
                checks);
        accounted(
                "and its record, once and in order",
                load.differencesOfRecords(),
                "%,d records".formatted(load.records()),
                checks);
        accounted(
                "and its receipt, with its content",
                load.differencesOfObjects(),
                "%,d objects".formatted(load.objects()),
                checks);
        accounted(
                "and its document, found by the name that moved",
                load.differencesOfDocuments(),
                "%,d documents".formatted(load.documents()),
                checks);
        checks.add(
                "the dedicated side has taken writes since the switch",
                load.acknowledgedByTheDedicated() > 0,
                "%,d".formatted(load.acknowledgedByTheDedicated()));
        checks.add(
                "no client of the tenant saw an error",
                load.errors().isEmpty(),
                load.errors().isEmpty() ? "none" : load.errors().getFirst());
    }

    private static void accounted(String what, List<String> different, String all, Checks checks) {
        checks.add(
                what,
                different.isEmpty(),
                different.isEmpty()
                        ? all
                        : "%d differences: %s"
                                .formatted(
                                        different.size(),
                                        String.join("; ", different.subList(0, Math.min(3, different.size())))));
    }

    private static void checkStores(TierLoad load, Checks checks) {
        accounted(
                "their reader took each once, across the switch",
                load.differencesOfReading(),
                "%,d records".formatted(load.records()),
                checks);
        checks.add(
                "the new cache was warm, and not older than the data",
                load.warm() == TierLoad.CLIENTS && load.stale().isEmpty(),
                load.stale().isEmpty()
                        ? "%d of %d clients found their newest write in it".formatted(load.warm(), TierLoad.CLIENTS)
                        : load.stale().getFirst());
    }

    private void checkSides(String others, Checks checks) {
        var application = tenant.application();
        var foreign = application.ask(
                application.side(true), "select count(*) from public.orders where tenant_id <> 'acme-corp'");
        checks.add("no row of another tenant came along", foreign.equals("0"), foreign);
        checks.add(
                "every row of the other tenants is as it was",
                application.others().equals(others),
                application.ask(application.side(false), "select count(*) from public.orders")
                        + " orders at the shared server");
        var left = application.replication();
        checks.add(
                "no slot, publication or subscription is left",
                left.isEmpty(),
                left.isEmpty() ? "none" : left.toString());
    }
}
