package io.movein.review.platform;

import inet.ipaddr.IPAddressString;
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

/**
 * Asks the name service, with patience that ends for all names together, and with a number of threads that a request cannot
 * raise. A name that has no answer has no address: that denies a request, and it is looked at again later, should only the
 * name service have been at fault.
 */
final class HostResolver {
    private static final int AT_ONCE = 16;

    interface Lookup {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    /** Lookups block in native code, which would hold the carrier of a virtual thread. */
    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().daemon().name("resolve-", 0).factory());

    private final Lookup lookup;
    private final Duration timeout;

    HostResolver(Lookup lookup, Duration timeout) {
        this.lookup = lookup;
        this.timeout = timeout;
    }

    List<ResolvedHost> resolve(List<String> hosts) {
        record Asked(String host, Future<InetAddress[]> answer) {}
        var until = System.nanoTime() + timeout.toNanos();
        var asked = hosts.stream()
                .map(host -> new Asked(host, threads.submit(() -> lookup.all(host))))
                .toList();
        return asked.stream()
                .map(it -> ResolvedHost.newBuilder()
                        .setHost(it.host())
                        .setAddresses(addresses(it.answer(), until - System.nanoTime()))
                        .build())
                .toList();
    }

    /** Short ({@code 2001:db8::7}), and without a zone, which means something on one machine only. */
    private static String text(InetAddress address) {
        return new IPAddressString(address.getHostAddress().replaceAll("%.*", ""))
                .getAddress()
                .toCanonicalString();
    }

    private static List<String> addresses(Future<InetAddress[]> answer, long nanos) {
        try {
            return Arrays.stream(answer.get(Math.max(0, nanos), TimeUnit.NANOSECONDS))
                    .map(HostResolver::text)
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
