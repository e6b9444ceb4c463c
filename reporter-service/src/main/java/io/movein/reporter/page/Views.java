package io.movein.reporter.page;

import io.movein.contract.MigrationId;
import io.movein.contract.issue.StatusText;
import io.movein.migration.MigrationSnapshot;
import io.movein.model.PoolFacts;
import io.movein.model.Resources;
import io.movein.model.Run;
import io.movein.model.State;
import io.movein.model.WaitCause;
import io.movein.reporter.text.Figures;
import io.movein.reporter.text.LogLinks;
import io.movein.reporter.text.Words;
import io.movein.runtime.status.ServiceHealth;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The pages as HTML; everything that a template prints is escaped. Pure, but for the table that it reads. */
final class Views {
    private static final Comparator<Row> NEWEST =
            Comparator.comparing(Row::since).reversed();

    private final PebbleEngine engine = engine();
    private final MigrationTable table;
    private final Supplier<Reading> reading;
    private final PageSettings settings;
    private final LogLinks logs;

    Views(MigrationTable table, Supplier<Reading> reading, PageSettings settings, LogLinks logs) {
        this.table = table;
        this.reading = reading;
        this.settings = settings;
        this.logs = logs;
    }

    private static PebbleEngine engine() {
        var loader = new ClasspathLoader(Views.class.getClassLoader());
        loader.setPrefix("io/movein/reporter/page");
        loader.setSuffix(".html.peb");
        return new PebbleEngine.Builder().loader(loader).strictVariables(true).build();
    }

    /** A line of the table as it is shown. */
    record Line(
            String id,
            String href,
            String issue,
            String title,
            String tenant,
            String owner,
            String state,
            String stateName,
            String age,
            int run,
            String progress,
            int percent,
            String eta,
            String waitsFor,
            String place) {}

    record Choice(String value, String words) {}

    /** Something that an operator has to do. */
    record Task(String what, String todo, String age, Line line) {}

    /** Something that cannot be finished. */
    record Hitch(String migration, String service, String age, String where, String why) {}

    String index(Filter filter, List<ServiceHealth> services, Instant now) {
        var places = places();
        var found = table.rows().stream().filter(filter::shows).sorted(NEWEST).toList();
        var lines = Part.page(found, filter.page(), row -> line(row, places, now));
        var model = model("Migrations", now);
        model.put("tasks", Part.first(due(now), due -> task(due, places, now)));
        model.put("services", services.stream().map(ServiceHealth::name).toList());
        model.put("unwell", services.stream().filter(it -> !it.isWell()).toList());
        model.put("hitches", hitches(services, now));
        model.put("filter", filter);
        model.put("states", states());
        model.put("tenants", tenants());
        model.put("lines", lines);
        pages(model, lines, filter::at);
        return render("index", model);
    }

    /** A list on pages of its own. */
    private String list(String title, String table, Part<?> part, Map<String, ?> more, Instant now) {
        var model = model(title, now);
        model.put("part", "part/" + table);
        model.put(table, part);
        model.putAll(more);
        pages(model, part, page -> "?page=" + page);
        return render("list", model);
    }

    private static void pages(Map<String, Object> model, Part<?> part, IntFunction<String> at) {
        model.put("count", Figures.number(part.all()));
        model.put("page", part.page());
        model.put("pages", part.pages());
        model.put("before", part.page() > 1 ? at.apply(part.page() - 1) : "");
        model.put("after", part.page() < part.pages() ? at.apply(part.page() + 1) : "");
    }

    private static List<Hitch> hitches(List<ServiceHealth> services, Instant now) {
        return Stuck.of(services).stream()
                .map(thing -> new Hitch(
                        thing.what().migration(),
                        thing.service(),
                        age(thing.what().since(), now),
                        thing.what().where(),
                        thing.what().why()))
                .toList();
    }

    private record Due(Row row, Turn turn) {
        Instant since() {
            return turn.since(row);
        }
    }

    /** The oldest first. */
    private List<Due> due(Instant now) {
        return table.rows().stream()
                .flatMap(row -> Turn.of(row, now).map(turn -> new Due(row, turn)).stream())
                .sorted(Comparator.comparing(Due::since))
                .toList();
    }

    private Task task(Due due, Map<MigrationId, Integer> places, Instant now) {
        return new Task(due.turn().what, due.turn().todo, age(due.since(), now), line(due.row(), places, now));
    }

    String tasks(int page, Instant now) {
        var places = places();
        return list("Waits for you", "tasks", Part.page(due(now), page, due -> task(due, places, now)), Map.of(), now);
    }

    private Map<MigrationId, Integer> places() {
        var places = new HashMap<MigrationId, Integer>();
        table.queue().forEach(row -> places.put(row.id(), places.size() + 1));
        return places;
    }

    private Line line(Row row, Map<MigrationId, Integer> places, Instant now) {
        var progress = row.progress();
        var place = places.get(row.id());
        return new Line(
                row.id().toString(),
                href(row.id()),
                settings.issue(row.id()),
                row.title(),
                row.tenant(),
                row.owner(),
                StatusText.headline(row.state()),
                Filter.nameOf(row.state()),
                age(row.since(), now),
                row.run(),
                progress == null ? "" : Figures.progress(progress),
                progress == null || progress.getTotal() == null || progress.getTotal() <= 0
                        ? -1
                        : (int) Math.clamp(100 * (double) progress.getDone() / progress.getTotal(), 0, 100),
                progress == null || progress.getEtaSeconds() == null
                        ? ""
                        : Figures.duration(Duration.ofSeconds(progress.getEtaSeconds())),
                waitsFor(row),
                place == null ? "" : place.toString());
    }

    private String waitsFor(Row row) {
        var waitsFor = Objects.requireNonNullElse(row.waitsFor(), "");
        return row.cause() != WaitCause.TENANT
                ? waitsFor
                : table.activeIn(row.tenant())
                        .map(active -> waitsFor + ": run " + active.run() + " of " + active.id())
                        .orElse(waitsFor);
    }

    private static String href(MigrationId id) {
        return "/migrations/" + id.toString().replace('#', '/');
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
        var model = model("Capacity", now);
        var holders = holders();
        var places = places();
        table.pool().ifPresentOrElse(pool -> model.put("pool", pool(pool)), () -> model.put("pool", ""));
        model.put(
                "held",
                amounts(holders.stream()
                        .map(Row::holds)
                        .filter(Objects::nonNull)
                        .toList()));
        model.put("holders", Part.first(holders, row -> holder(row, now)));
        model.put("queue", Part.first(table.queue(), row -> line(row, places, now)));
        return render("capacity", model);
    }

    String holders(int page, Instant now) {
        return list(
                "Who holds the pool", "holders", Part.page(holders(), page, row -> holder(row, now)), Map.of(), now);
    }

    String queue(int page, Instant now) {
        var places = places();
        return list("Who waits", "queue", Part.page(table.queue(), page, row -> line(row, places, now)), Map.of(), now);
    }

    private List<Row> holders() {
        return table.rows().stream()
                .filter(row -> row.holds() != null)
                .sorted(NEWEST)
                .toList();
    }

    private Map<String, Object> holder(Row row, Instant now) {
        return Map.of(
                "line", line(row, Map.of(), now),
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
        var model = model("Friction", now);
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
        return render("friction", model);
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

    String migration(Row row, MigrationSnapshot snapshot, Instant now) {
        var status = snapshot.getStatus();
        var model = model(status.getTitle(), now);
        model.put("line", line(row, places(), now));
        model.put("status", status);
        model.put(
                "turn",
                Turn.of(row, now).map(turn -> turn.what + ": " + turn.todo).orElse(""));
        model.put("timeline", Timeline.of(snapshot));
        model.put(
                "runs",
                status.getRuns().reversed().stream()
                        .map(run -> run(row, snapshot, run))
                        .toList());
        model.put(
                "dashboard",
                settings.dashboard()
                        .map(url -> url.replace("{tenant}", encoded(row.tenant()))
                                .replace("{migration}", encoded(row.id().toString())))
                        .orElse(""));
        model.put("friction", Cost.of(row.tenant(), List.of(row)));
        return render("migration", model);
    }

    private Map<String, Object> run(Row row, MigrationSnapshot snapshot, Run run) {
        var conclusion = Optional.ofNullable(run.getResult()).map(result -> result.getConclusion());
        var model = new HashMap<String, Object>();
        model.put("number", run.getNumber());
        model.put("mode", Words.of(run.getMode()));
        model.put(
                "outcome",
                run.getResult() == null ? "under way" : Words.of(run.getResult().getOutcome()));
        model.put("detail", run.getResult() == null ? "" : run.getResult().getDetail());
        model.put("started", run.getStartedAt() == null ? "" : Figures.time(run.getStartedAt()));
        model.put("took", Objects.requireNonNullElse(Figures.took(run), ""));
        model.put("checks", conclusion.map(it -> it.getChecks()).orElse(List.of()));
        model.put(
                "evidence",
                conclusion
                        .map(it -> it.getEvidence())
                        .map(it -> it.getLocation())
                        .orElse(""));
        model.put("alarms", run.getAlarms());
        model.put("log", logs.of(row.id(), snapshot.getStatus(), run).orElse(""));
        model.put(
                "logCommand", logs.command(row.id(), snapshot.getStatus(), run).orElse(""));
        return model;
    }

    String message(String title, String text, Instant now) {
        var model = model(title, now);
        model.put("text", text);
        return render("message", model);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String age(Instant since, Instant now) {
        return Figures.duration(Duration.between(since, now));
    }

    private Map<String, Object> model(String title, Instant now) {
        return new HashMap<>(
                Map.of("title", title, "caveat", reading.get().caveat(now).orElse("")));
    }

    private String render(String template, Map<String, Object> model) {
        var out = new StringWriter();
        try {
            engine.getTemplate(template).evaluate(out, model, Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
