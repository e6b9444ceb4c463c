package io.movein.tier;

import io.movein.process.ConfigurationProblem;
import io.movein.process.ExitCode;
import io.movein.process.MigrationFailure;
import io.movein.process.configuration.FailureSettings;
import io.movein.process.items.Blame;
import io.movein.process.items.Outcome;
import io.movein.process.items.PlannedItem;
import io.movein.process.run.FailureLimits;
import io.movein.process.run.ProcessRun;
import io.movein.store.postgresql.PostgresFailure;
import io.movein.store.postgresql.PostgresServer;
import io.movein.store.search.IndexReadiness;
import io.movein.store.search.MovedIndex;
import io.movein.store.search.Rejected;
import io.movein.store.search.SearchCluster;
import io.movein.store.search.SearchFailure;
import io.movein.store.search.SearchServer;
import io.movein.store.search.TenantDocuments;
import io.movein.store.search.TenantDocuments.Reading;
import io.movein.tier.configuration.SearchPlan;
import io.movein.tier.configuration.TierPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tenant's documents, from shared indices to its own, and the names by which they are found. */
final class Documents implements TenantStore {

    private static final String SOURCE = "search source";
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** A document's failure ends nothing: the comparison does. */
    private static final FailureSettings NONE = new FailureSettings(Integer.MAX_VALUE, 100, Integer.MAX_VALUE);

    private final ProcessRun<TierPlan> run;
    private final SearchPlan plan;
    private final BooleanSupplier goBack;
    private final SearchCluster source;
    private final SearchCluster target;
    private final List<TenantDocuments> indices;
    private final DocumentChecks checks;
    private Optional<DocumentFollower> follower = Optional.empty();
    private long moved;

    Documents(ProcessRun<TierPlan> run, SearchPlan plan, BooleanSupplier goBack, Runnable fence) {
        this.run = run;
        this.plan = plan;
        this.goBack = goBack;
        this.checks = new DocumentChecks(run);
        this.source = cluster(SOURCE, plan.source(), Blame.SOURCE);
        this.target = cluster("search target", plan.target(), Blame.DESTINATION);
        var reading = new Reading(plan.slices(), plan.page(), plan.keepAlive(), run.scratch());
        var all = plan.indices().entrySet().stream()
                .map(index -> moved(index.getKey(), index.getValue()))
                .toList();
        this.indices = all.stream()
                .map(index -> new TenantDocuments(
                        source, target, index, all, reading, run.journal().facts(), fence))
                .toList();
    }

    private SearchCluster cluster(String name, SearchPlan.Server server, Blame side) {
        var headers = new HashMap<>(server.headers());
        server.secrets()
                .forEach((header, secret) ->
                        headers.put(header, run.secrets().read(secret).text()));
        return new SearchCluster(
                new SearchServer(name, server.url(), headers), run.retries(SearchFailure::classify), side);
    }

    private static MovedIndex moved(String shared, SearchPlan.Index index) {
        return new MovedIndex(
                shared,
                index.name(shared),
                index.owner().field(),
                index.owner().value(),
                Optional.ofNullable(index.filter()),
                Optional.ofNullable(index.changes().field()),
                index.aliases(),
                index.settings());
    }

    private SearchPlan.Index planned(TenantDocuments index) {
        return Objects.requireNonNull(plan.indices().get(index.plan().from()));
    }

    private boolean isEmpty(TenantDocuments index) {
        return planned(index).empty();
    }

    /** Where what was written since the copy is known from the database alone. */
    private Optional<BuiltFromRows> built(TenantDocuments index, Function<Sides, PostgresServer> side) {
        var query = planned(index).changes().rebuilt();
        return query == null
                ? Optional.empty()
                : run.configuration()
                        .database()
                        .map(database -> new BuiltFromRows(
                                side.apply(Sides.of(database, run.secrets())),
                                index.plan().from(),
                                query));
    }

    private static <T> T attempt(Work<T> work) throws InterruptedException {
        try {
            return work.make();
        } catch (SearchFailure e) {
            throw failure(e);
        }
    }

    static MigrationFailure failure(SearchFailure e) {
        return new MigrationFailure(
                e.server().equals(SOURCE) ? ExitCode.SOURCE : ExitCode.DESTINATION, String.valueOf(e.getMessage()), e);
    }

    private IndexReadiness readiness() {
        var empty = indices.stream()
                .filter(this::isEmpty)
                .map(index -> index.plan().from())
                .collect(Collectors.toSet());
        return new IndexReadiness(source, target, indices, empty);
    }

    @Override
    public String name() {
        return "search";
    }

    @Override
    public List<ConfigurationProblem> problems() throws InterruptedException {
        var problems = new ArrayList<>(readiness().check());
        indices.forEach(index -> built(index, Sides::source)
                .flatMap(built -> problem(built, isEmpty(index)))
                .ifPresent(found -> problems.add(ConfigurationProblem.of(
                        "search.indices.%s.changes.rebuilt"
                                .formatted(index.plan().from()),
                        found,
                        "a query that gives id, document and, where it has one, routing on both sides"))));
        return problems;
    }

    private static Optional<String> problem(BuiltFromRows built, boolean empty) {
        try {
            return built.problem(empty);
        } catch (PostgresFailure e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<String> size() throws InterruptedException {
        var readiness = readiness();
        readiness.check();
        return Optional.of("%d documents in %d indices".formatted(readiness.documents(), indices.size()));
    }

    @Override
    public boolean mayBeThere() {
        return indices.stream().anyMatch(TenantDocuments::mayBeThere);
    }

    @Override
    public void begin() throws InterruptedException {
        attempt(() -> {
            for (var index : indices) {
                index.make();
            }
            return true;
        });
        follower = Optional.of(DocumentFollower.start(indices, run.pace(), plan.every()));
    }

    private DocumentFollower following() {
        return follower.orElseThrow();
    }

    @Override
    public void copied() throws InterruptedException {
        while (!following().isCopied(LOOK_EVERY)) {
            mayGoOn();
        }
        run.progress()
                .log("search: %d documents are copied; %d points in time were lost meanwhile"
                        .formatted(following().documents(), following().lost()));
    }

    private void mayGoOn() throws InterruptedException {
        if (goBack.getAsBoolean()) {
            throw new InterruptedException("told to roll back");
        }
    }

    @Override
    public Optional<String> moved() {
        return Optional.of("%d documents".formatted(moved));
    }

    @Override
    public OptionalLong missing() throws InterruptedException {
        return following().last();
    }

    @Override
    public boolean isClose() throws InterruptedException {
        var missing = missing();
        return missing.isPresent() && missing.getAsLong() <= plan.maxLag();
    }

    @Override
    public void drain() throws InterruptedException {
        following().close();
        var until = System.nanoTime() + plan.limit().toNanos();
        for (var index : indices) {
            var settled = attempt(() -> settled(index));
            run.progress()
                    .log("search: %s: %d documents were copied and %d removed after the freeze"
                            .formatted(index.plan().from(), settled.brought(), settled.removed()));
            mayGoOn();
            if (System.nanoTime() - until > 0) {
                throw new MigrationFailure(
                        ExitCode.SOURCE,
                        "%s: after %s not everything that was written was at the target; try again when less is written, or with a longer search.limit"
                                .formatted(SOURCE, plan.limit()));
            }
        }
        run.figures().put("lostPointsInTime", following().lost());
        refused();
    }

    private TenantDocuments.Settled settled(TenantDocuments index) throws InterruptedException {
        var built = built(index, Sides::target);
        return built.isPresent() ? index.rebuild(built.get(), run.pace()) : index.settle(run.pace());
    }

    /** Each document that the target would not have is an item with its cause. */
    private void refused() throws InterruptedException {
        Map<String, Rejected> refused = indices.stream()
                .flatMap(index -> index.rejected().stream())
                .collect(Collectors.toMap(Rejected::key, Function.identity()));
        if (refused.isEmpty()) {
            return;
        }
        run.journal()
                .add(refused.values().stream()
                        .map(one -> new PlannedItem(one.key(), one.index(), 0, null))
                        .iterator());
        run.items(new FailureLimits(NONE)).run((item, _) -> {
            var one = refused.get(item.key());
            return one == null
                    ? Outcome.skipped("begun-anew", "taken by the attempt that came after")
                    : Outcome.failed(Blame.ITEM, one.code(), one.reason());
        });
        run.progress()
                .log("search: the target refused %d documents; each is listed among the items"
                        .formatted(refused.size()));
    }

    @Override
    public Optional<String> verifyFollowed() throws InterruptedException {
        var made = following().between(plan.limit(), () -> {
            for (var index : indices) {
                checks.make(index, () -> comparedFollowed(index));
            }
        });
        return made
                ? Optional.of("the documents at a point in time of each index")
                : AgreedPosition.none(
                        run.checks(),
                        "the documents",
                        "a pass was under way for longer than %s; if it is paused, /continue, then try again"
                                .formatted(plan.limit()));
    }

    private void comparedFollowed(TenantDocuments index) throws InterruptedException {
        var name = index.plan().from();
        if (planned(index).changes().rebuilt() != null) {
            run.progress()
                    .log("search: %s is compared once the tenant is frozen, as it is rebuilt from the database"
                            .formatted(name));
            return;
        }
        var found = index.compareFollowed(run.pace());
        run.progress()
                .log("search: %s: %d documents were copied and %d removed to reach the point in time"
                        .formatted(
                                name, found.settled().brought(), found.settled().removed()));
        checks.add(found.both(), isEmpty(index));
    }

    @Override
    public void verify() throws InterruptedException {
        moved = 0;
        for (var index : indices) {
            checks.make(index, () -> {
                var built = built(index, Sides::target);
                var both = built.isPresent() ? index.compare(built.get(), run.pace()) : index.compare(run.pace());
                moved += both.target();
                checks.add(both, isEmpty(index));
                checks.addSettings(both);
            });
        }
    }

    @Override
    public void beforeSwitch() throws InterruptedException {
        attempt(() -> {
            for (var index : indices) {
                index.switchAliases();
            }
            return true;
        });
    }

    @Override
    public void end() throws InterruptedException {
        attempt(() -> {
            for (var index : indices) {
                index.release();
            }
            return true;
        });
    }

    @Override
    public Optional<String> giveBack() throws InterruptedException {
        var given = new ArrayList<String>();
        attempt(() -> {
            for (var index : indices) {
                if (index.giveAliasesBack()) {
                    given.addAll(index.plan().aliases());
                }
            }
            return true;
        });
        return given.isEmpty() ? Optional.empty() : Optional.of("aliases %s are as before".formatted(given));
    }

    @Override
    public Optional<String> undo(boolean anew) throws InterruptedException {
        if (follower.isPresent()) {
            follower.get().close();
            follower = Optional.empty();
        }
        if (!mayBeThere()) {
            return Optional.empty();
        }
        return Optional.of(attempt(() -> {
            var removed = new ArrayList<String>();
            for (var index : indices) {
                if (index.undo(anew)) {
                    removed.add(index.plan().to());
                }
            }
            return anew ? "indices are kept for the next attempt" : "indices %s are deleted".formatted(removed);
        }));
    }
}
