package io.movein.review.platform;

import io.movein.model.ResolvedHost;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Asks the name service, with patience that ends. A name that has no answer has no address: that denies the request, and it
 * is looked at again later, should only the name service have been at fault.
 */
final class HostResolver {
    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /** Lookups block in native code, which would hold the carrier of a virtual thread. */
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("resolve-", 0).factory());

    private final Lookup lookup;
    private final Duration timeout;

    HostResolver(Lookup lookup, Duration timeout) {
        this.lookup = lookup;
        this.timeout = timeout;
    }

    List<ResolvedHost> resolve(List<String> hosts) {
        var asked = hosts.stream()
                .map(host -> threads.submit(() -> lookup.all(host)))
                .toList();
        return IntStream.range(0, hosts.size())
                .mapToObj(i -> new ResolvedHost(hosts.get(i), addresses(asked.get(i))))
                .toList();
    }

    private List<String> addresses(Future<InetAddress[]> answer) {
        try {
            return Arrays.stream(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS))
                    .map(InetAddress::getHostAddress)
                    .distinct()
                    .sorted()
                    .toList();
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
