package io.movein.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.movein.contract.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running service: it has waited for Kafka and its topics, for as long as that took, its workers run, and it answers on /health,
 * /health/readiness, /health/liveness and /prometheus. Beans of type {@link Worker} start after the HTTP server and stop before it.
 */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    /** As in sysexits.h: a configuration error. */
    private static final int EXIT_CONFIG = 78;

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final Workers workers;

    private Service(ApplicationContext context, EmbeddedServer server, Workers workers) {
        this.context = context;
        this.server = server;
        this.workers = workers;
    }

    /** A service's main: starts it from the environment, stops it on SIGTERM. A wrong setting ends it with 78, anything else with 1. */
    public static void main(Class<?> application, Function<Map<String, String>, Service> starter) {
        try {
            var service = starter.apply(System.getenv());
            Thread.setDefaultUncaughtExceptionHandler(
                    OwnFaults.ofThreads(service.context.getBean(MeterRegistry.class)));
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
            LOG.info("{} is up at {}", application.getSimpleName(), service.url());
        } catch (SettingsException e) {
            System.err.println(application.getSimpleName() + " does not start: " + e.getMessage());
            System.exit(EXIT_CONFIG);
        } catch (RuntimeException | Error e) {
            LOG.error("{} does not start", application.getSimpleName(), e);
            System.exit(1);
        }
    }

    /** @param beans what the service's own beans are given: its settings, or a test's stand-ins */
    public static Service start(Class<?> application, ServiceSettings settings, Object... beans) {
        return start(application, settings, Map.of(), beans);
    }

    public static Service start(
            Class<?> application, ServiceSettings settings, Map<String, Object> properties, Object... beans) {
        if (settings.endsWithInput()) {
            endWithInput();
        }
        var context = ApplicationContext.builder(application)
                .banner(false)
                .deduceEnvironment(false)
                .properties(all(application, settings, properties))
                .singletons(all(settings, beans).toArray())
                .start();
        return start(context, settings.kafka(), writesPublicTopics(application.getSimpleName()));
    }

    /** What they read names its schema; only who writes needs the registry's numbers. */
    static boolean writesPublicTopics(String application) {
        return Arrays.stream(Topic.values())
                .anyMatch(topic -> topic.isPublic() && application.equalsIgnoreCase(topic.writer() + "Service"));
    }

    /** It answers on its health at once, and tells there what it waits for. */
    private static Service start(ApplicationContext context, KafkaSettings kafka, boolean needsRegistry) {
        try {
            var server = context.getBean(EmbeddedServer.class).start();
            var workers = context.getBean(Workers.class);
            context.getBean(Kafka.class).note(Topics.await(kafka, workers::waitFor));
            if (needsRegistry) {
                context.getBean(Kafka.class).awaitRegistry(workers::waitFor);
            }
            workers.start(List.copyOf(context.getBeansOfType(Worker.class)));
            return new Service(context, server, workers);
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    private static Collection<Object> all(ServiceSettings settings, Object[] beans) {
        var all = new ArrayList<Object>(List.of(settings, settings.kafka()));
        all.addAll(Arrays.asList(beans));
        return all;
    }

    private static Map<String, Object> all(
            Class<?> application, ServiceSettings settings, Map<String, Object> properties) {
        var all = new HashMap<String, Object>(Map.of(
                "micronaut.application.name", application.getSimpleName(),
                "micronaut.server.port", settings.port() == 0 ? -1 : settings.port(),
                "endpoints.all.enabled", false,
                "endpoints.health.enabled", true,
                "endpoints.health.sensitive", false,
                "endpoints.health.details-visible", "ANONYMOUS",
                "endpoints.health.disk-space.enabled", false,
                "endpoints.prometheus.enabled", true,
                "endpoints.prometheus.sensitive", false,
                "micronaut.metrics.export.prometheus.descriptions", false));
        if (settings.host() != null) {
            all.put("micronaut.server.host", settings.host());
        }
        all.putAll(properties);
        return all;
    }

    private static void endWithInput() {
        Thread.ofPlatform().daemon().name("end-with-input").start(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                LOG.debug("standard input failed", e);
            }
            LOG.info("parent process exited, shutting down");
            System.exit(0);
        });
    }

    public ApplicationContext context() {
        return context;
    }

    public int port() {
        return server.getPort();
    }

    public String url() {
        return "http://" + server.getHost() + ":" + server.getPort();
    }

    @Override
    public void close() {
        workers.stop();
        context.close();
    }
}
