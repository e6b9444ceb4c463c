package io.movein.reporter.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.movein.migration.MigrationSnapshot;
import io.movein.runtime.Health;
import io.movein.runtime.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page on an address of its own, apart from the port that answers probes. It only reads. A name that is neither
 * loopback's nor allowed is refused, as a page of somebody else could lead a browser here by its own DNS.
 */
final class PageServer implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
    private static final Pattern ONE =
            Pattern.compile("/(migrations|plans)/([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)/([0-9]{1,9})");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    /** What only time changes, such as an age, is seen after it. */
    private static final Duration TICK = Duration.ofSeconds(30);

    private static final int FOLLOWERS = 100;

    private final PageSettings settings;
    private final MigrationTable table;
    private final Function<Row, Optional<MigrationSnapshot>> whole;
    private final Views views;
    private final Stuck stuck;
    private final InstantSource clock;
    private final Duration tick;
    private final Set<String> hosts;
    private final Semaphore followers = new Semaphore(FOLLOWERS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable HttpServer server;

    PageServer(
            PageSettings settings,
            MigrationTable table,
            Function<Row, Optional<MigrationSnapshot>> whole,
            Views views,
            InstantSource clock) {
        this(settings, table, whole, views, clock, TICK);
    }

    /** @param tick pages that follow are renewed after it also where nothing has changed */
    PageServer(
            PageSettings settings,
            MigrationTable table,
            Function<Row, Optional<MigrationSnapshot>> whole,
            Views views,
            InstantSource clock,
            Duration tick) {
        this.tick = tick;
        this.settings = settings;
        this.table = table;
        this.whole = whole;
        this.views = views;
        this.stuck = new Stuck(settings.services());
        this.clock = clock;
        this.hosts = Stream.concat(LOOPBACK.stream(), settings.allowedHosts().stream())
                .collect(Collectors.toSet());
    }

    @Override
    public String name() {
        return "page";
    }

    @Override
    public void start() {
        try {
            var address = new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port());
            var created = HttpServer.create(address, 0);
            created.createContext("/", this::handle);
            created.setExecutor(threads);
            created.start();
            server = created;
            LOG.info("the operator's page is at {}", url());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot serve the operator's page at " + settings.host() + ":" + settings.port()
                            + " (MOVEIN_PAGE_HOST, MOVEIN_PAGE_PORT): " + e.getMessage(),
                    e);
        }
    }

    String url() {
        return "http://" + settings.host() + ":"
                + Objects.requireNonNull(server).getAddress().getPort();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }

    @Override
    public Health health() {
        return server == null ? Health.down("does not listen") : Health.up("is at " + url());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            handleAllowed(exchange);
        }
    }

    private void handleAllowed(HttpExchange exchange) throws IOException {
        try {
            if (!isAllowed(exchange.getRequestHeaders().getFirst("Host"))) {
                send(
                        exchange,
                        421,
                        "text/plain",
                        "this page is not served under that name; MOVEIN_PAGE_ALLOWED_HOSTS names more\n");
            } else if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                send(exchange, 405, "text/plain", "this page can only be read\n");
            } else {
                answer(exchange, exchange.getRequestURI().getPath());
            }
        } catch (RuntimeException e) {
            LOG.error("{} cannot be shown", exchange.getRequestURI(), e);
            send(exchange, 500, "text/plain", "this cannot be shown; the reporter's log says why\n");
        }
    }

    private boolean isAllowed(@Nullable String host) {
        return host != null && hosts.contains(host.replaceFirst(":[0-9]+$", ""));
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        var filter = Filter.of(exchange.getRequestURI().getRawQuery());
        var now = clock.instant();
        switch (path) {
            case "/" -> page(exchange, views.index(filter, stuck.services(), now));
            case "/tasks" -> page(exchange, views.tasks(filter.page(), now));
            case "/capacity" -> page(exchange, views.capacity(now));
            case "/capacity/holders" -> page(exchange, views.holders(filter.page(), now));
            case "/capacity/queue" -> page(exchange, views.queue(filter.page(), now));
            case "/plans" -> page(exchange, views.plans(filter.page(), now));
            case "/friction" -> page(exchange, views.friction(now));
            case "/friction/tenants" -> page(exchange, views.frictionOfTenants(filter.page(), now));
            case "/friction/owners" -> page(exchange, views.frictionOfOwners(filter.page(), now));
            case "/changes" -> changes(exchange);
            case "/page.css" -> send(exchange, 200, "text/css", resource("page.css"));
            case "/changes.js" -> send(exchange, 200, "text/javascript", resource("changes.js"));
            case "/page.js" -> send(exchange, 200, "text/javascript", resource("page.js"));
            default -> one(exchange, path, filter.page());
        }
    }

    private void one(HttpExchange exchange, String path, int page) throws IOException {
        var match = ONE.matcher(path);
        var id = match.matches() ? match.group(2) + "#" + match.group(3) : "";
        var plan = path.startsWith("/plans/") ? table.plan(id) : Optional.<PlanRow>empty();
        var row = path.startsWith("/migrations/") ? table.row(id) : Optional.<Row>empty();
        if (plan.isPresent()) {
            page(exchange, views.plan(plan.get(), page, clock.instant()));
        } else if (row.isPresent()) {
            migration(exchange, row.get());
        } else {
            var text = "No migration or plan is shown at this address. It may have closed long ago.";
            send(exchange, 404, "text/html", views.message("Not here", text, clock.instant()));
        }
    }

    private void migration(HttpExchange exchange, Row row) throws IOException {
        var found = whole.apply(row);
        if (found.isEmpty()) {
            send(
                    exchange,
                    503,
                    "text/html",
                    views.message(
                            row.id().toString(),
                            "It cannot be read at the moment: it has just changed, or Kafka does not answer. Try again.",
                            clock.instant()));
        } else {
            page(exchange, views.migration(row, found.get(), clock.instant()));
        }
    }

    /** Server-sent events: that something has changed, at most twice a second, or that time has gone by; the page asks for the rest. */
    private void changes(HttpExchange exchange) throws IOException {
        if (!followers.tryAcquire()) {
            send(exchange, 503, "text/plain", "too many pages follow already\n");
            return;
        }
        try {
            var known = table.version();
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(200, 0);
            write(exchange, ": here\n\n");
            while (!Thread.currentThread().isInterrupted()) {
                known = table.awaitChange(known, tick);
                write(exchange, "event: changed\ndata: " + known + "\n\n");
                Thread.sleep(500);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            followers.release();
        }
    }

    /** How many pages follow; one that has gone counts until something is written to it. */
    int following() {
        return FOLLOWERS - followers.availablePermits();
    }

    private static void write(HttpExchange exchange, String text) throws IOException {
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private static void page(HttpExchange exchange, String html) throws IOException {
        send(exchange, 200, "text/html", html);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type + "; charset=utf-8");
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; script-src 'self'; worker-src 'self'; connect-src 'self'; form-action 'self'; "
                        + "base-uri 'none'; frame-ancestors 'none'");
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, isHead ? -1 : bytes.length);
        if (!isHead) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String resource(String name) {
        try (var in = Objects.requireNonNull(PageServer.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
