package io.movein.reporter.page;

import io.movein.runtime.status.ServiceHealth;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** What the services say of themselves, asked when somebody looks, and at most every few seconds however many look. */
final class Stuck {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Map<String, URI> services;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private List<ServiceHealth> known = List.of();
    private long askedAt = System.nanoTime() - FRESH.toNanos();

    Stuck(Map<String, URI> services) {
        this.services = services;
    }

    /** Something that cannot be finished, and in which service. */
    record Thing(String service, ServiceHealth.Stuck what) {}

    /** All of it, the oldest first. */
    static List<Thing> of(List<ServiceHealth> services) {
        return services.stream()
                .flatMap(service -> service.stuck().stream().map(what -> new Thing(service.name(), what)))
                .sorted(Comparator.comparing(thing -> thing.what().since()))
                .toList();
    }

    synchronized List<ServiceHealth> services() {
        if (System.nanoTime() - askedAt >= FRESH.toNanos()) {
            known = ask();
            askedAt = System.nanoTime();
        }
        return known;
    }

    private List<ServiceHealth> ask() {
        var all = new ArrayList<ServiceHealth>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var questions = services.entrySet().stream()
                    .<Callable<ServiceHealth>>map(
                            service -> () -> ServiceHealth.ask(client, service.getKey(), service.getValue()))
                    .toList();
            for (var answer : threads.invokeAll(questions)) {
                all.add(answer.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a service's health cannot be read", e);
        }
        return all;
    }
}
