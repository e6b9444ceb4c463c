package io.movein.reporter.page;

import io.movein.contract.issue.StatusText;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.PoolFacts;
import io.movein.model.Resources;
import io.movein.model.State;
import io.movein.reporter.text.Figures;
import io.movein.reporter.text.LogLinks;
import io.movein.runtime.status.ServiceHealth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The pages as HTML. Pure, but for the table that they read. */
final class Views {
    private static final Comparator<Row> NEWEST =
            Comparator.comparing(Row::since).reversed();

    private final Templates templates;
    private final MigrationView migration;
    private final MigrationTable table;
    private final PageSettings settings;

    Views(MigrationTable table, Supplier<Reading> reading, PageSettings settings, LogLinks logs) {
        this.table = table;
        this.settings = settings;
        this.templates = new Templates(reading);
        this.migration = new MigrationView(table, templates, settings, logs);
    }

    record Choice(String value, String words) {}

    /** Something that an operator has to do. */
    record Task(
            String id, String title, String issue, String href, String what, String todo, String tenant, String age) {}

    /** Something that cannot be finished. */
    record Hitch(String migration, String service, String age, String where, String why) {}

    String index(Filter filter, List<ServiceHealth> services, Instant now) {
        var lines = lines(now);
        var found = table.rows().stream().filter(filter::shows).sorted(NEWEST).toList();
        var page = Part.page(found, filter.page(), lines::of);
        var model = templates.model("Migrations", now);
        model.put("tasks", Part.first(due(lines, now), Due::shown));
        model.put("services", services.stream().map(ServiceHealth::name).toList());
        model.put("unwell", services.stream().filter(it -> !it.isWell()).toList());
        model.put("hitches", hitches(services, lines));
        model.put("filter", filter);
        model.put("states", states());
        model.put("tenants", tenants());
        model.put("lines", page);
        pages(model, page, filter::at);
        return templates.render("index", model);
    }

    /** A list on pages of its own. */
    private String list(String title, String table, Part<?> part, Map<String, ?> more, Instant now) {
        var model = templates.model(title, now);
        model.put("part", "part/" + table);
        model.put(table, part);
        model.putAll(more);
        pages(model, part, page -> "?page=" + page);
        return templates.render("list", model);
    }

    private static void pages(Map<String, Object> model, Part<?> part, IntFunction<String> at) {
        model.put("count", Figures.number(part.all()));
        model.put("page", part.page());
        model.put("pages", part.pages());
        model.put("before", part.page() > 1 ? at.apply(part.page() - 1) : "");
        model.put("after", part.page() < part.pages() ? at.apply(part.page() + 1) : "");
    }

    private static List<Hitch> hitches(List<ServiceHealth> services, Lines lines) {
        return Stuck.of(services).stream()
                .map(thing -> new Hitch(
                        thing.what().migration(),
                        thing.service(),
                        lines.age(thing.what().since()),
                        thing.what().where(),
                        thing.what().why()))
                .toList();
    }

    /** What waits since when; made to be shown only where it is. */
    private record Due(Instant since, Supplier<Task> task) {
        Task shown() {
            return task.get();
        }
    }

    /** The oldest first. */
    private List<Due> due(Lines lines, Instant now) {
        var plans = plans(lines);
        var gates = plans.asking().stream()
                .map(plan -> new Due(Objects.requireNonNull(plan.asks()).getSince(), () -> plans.task(plan)));
        var migrations = table.rows().stream()
                .flatMap(row ->
                        Turn.of(row, now).map(turn -> new Due(turn.since(row), () -> task(row, turn, lines))).stream());
        return Stream.concat(gates, migrations)
                .sorted(Comparator.comparing(Due::since))
                .toList();
    }

    private static Task task(Row row, Turn turn, Lines lines) {
        var line = lines.of(row);
        return new Task(
                line.id(),
                line.title(),
                line.issue(),
                line.href(),
                turn.what,
                turn.todo,
                line.tenant(),
                lines.age(turn.since(row)));
    }

    String tasks(int page, Instant now) {
        var lines = lines(now);
        return list("Waits for you", "tasks", Part.page(due(lines, now), page, Due::shown), Map.of(), now);
    }

    private static List<Choice> states() {
        var states = new ArrayList<>(List.of(new Choice("open", "All that are open"), new Choice("all", "All")));
        Arrays.stream(State.values())
                .filter(state -> state != State.UNKNOWN)
                .forEach(state -> states.add(new Choice(Filter.nameOf(state), StatusText.headline(state))));
        return states;
    }

    private List<String> tenants() {
        return table.rows().stream()
                .map(Row::tenant)
                .filter(tenant -> !tenant.isEmpty())
                .distinct()
                .sorted()
                .limit(1_000)
                .toList();
    }

    String capacity(Instant now) {
        var model = templates.model("Capacity", now);
        var holders = holders();
        var lines = lines(now);
        table.pool().ifPresentOrElse(pool -> model.put("pool", pool(pool)), () -> model.put("pool", ""));
        model.put(
                "held",
                amounts(holders.stream()
                        .map(Row::holds)
                        .filter(Objects::nonNull)
                        .toList()));
        model.put("holders", Part.first(holders, row -> holder(row, lines)));
        model.put("queue", Part.first(table.queue(), lines::of));
        return templates.render("capacity", model);
    }

    String holders(int page, Instant now) {
        var lines = lines(now);
        return list(
                "Who holds the pool", "holders", Part.page(holders(), page, row -> holder(row, lines)), Map.of(), now);
    }

    String queue(int page, Instant now) {
        var lines = lines(now);
        return list("Who waits", "queue", Part.page(table.queue(), page, lines::of), Map.of(), now);
    }

    private List<Row> holders() {
        return table.rows().stream()
                .filter(row -> row.holds() != null)
                .sorted(NEWEST)
                .toList();
    }

    private static Map<String, Object> holder(Row row, Lines lines) {
        return Map.of(
                "line", lines.of(row),
                "amounts", amounts(List.of(Objects.requireNonNull(row.holds()))));
    }

    private static Map<String, Object> pool(PoolFacts pool) {
        return Map.of("nodes", pool.getNodes(), "total", amounts(List.of(pool.getTotal())));
    }

    private static Map<String, String> amounts(List<Resources> resources) {
        return Map.of(
                "cpu",
                        Figures.cpu(resources.stream()
                                .mapToLong(Resources::getCpuMillis)
                                .sum()),
                "memory",
                        Figures.size(resources.stream()
                                .mapToLong(Resources::getMemoryBytes)
                                .sum()),
                "storage",
                        Figures.size(resources.stream()
                                .mapToLong(Resources::getStorageBytes)
                                .sum()));
    }

    String friction(Instant now) {
        var model = templates.model("Friction", now);
        model.put(
                "groups",
                List.of(
                        Map.of(
                                "who",
                                "Tenant",
                                "href",
                                "/friction/tenants",
                                "costs",
                                Part.first(tenantCosts(), cost -> cost)),
                        Map.of(
                                "who",
                                "Owner",
                                "href",
                                "/friction/owners",
                                "costs",
                                Part.first(ownerCosts(), cost -> cost))));
        return templates.render("friction", model);
    }

    String frictionOfTenants(int page, Instant now) {
        var costs = Part.page(tenantCosts(), page, cost -> cost);
        return list("Friction by tenant", "costs", costs, Map.of("who", "Tenant"), now);
    }

    String frictionOfOwners(int page, Instant now) {
        var costs = Part.page(ownerCosts(), page, cost -> cost);
        return list("Friction by owner", "costs", costs, Map.of("who", "Owner"), now);
    }

    private List<Cost> tenantCosts() {
        return Cost.by(Row::tenant, table.rows());
    }

    private List<Cost> ownerCosts() {
        return Cost.by(Row::owner, table.rows());
    }

    String plans(int page, Instant now) {
        var plans = plans(lines(now));
        var counts = plans.counts();
        var part = Part.page(
                plans.all(),
                page,
                plan -> plans.line(plan, counts.getOrDefault(plan.id().toString(), Map.of())));
        return list("Plans", "plans", part, Map.of(), now);
    }

    /** One of them. */
    String plan(PlanRow plan, int page, Instant now) {
        var lines = lines(now);
        var plans = plans(lines);
        var model = templates.model(plan.title(), now);
        var migrations = Part.page(plans.migrations(plan), page, lines::of);
        model.put("plan", plans.line(plan, Map.of()));
        model.put("turn", plan.asks() == null ? "" : plans.task(plan));
        model.put("requested", Figures.time(plan.requestedAt()));
        model.put(
                "stages",
                plan.stages().stream().map(stage -> plans.stage(plan, stage)).toList());
        model.put("migrations", migrations);
        pages(model, migrations, other -> "?page=" + other);
        return templates.render("plan", model);
    }

    private PlanViews plans(Lines lines) {
        return new PlanViews(table, settings, lines);
    }

    String migration(Row row, MigrationSnapshot snapshot, Instant now) {
        return migration.html(row, snapshot, lines(now), now);
    }

    private Lines lines(Instant now) {
        return new Lines(table, settings, now);
    }

    String message(String title, String text, Instant now) {
        var model = templates.model(title, now);
        model.put("text", text);
        return templates.render("message", model);
    }
}
