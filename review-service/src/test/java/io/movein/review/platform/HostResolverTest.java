package io.movein.review.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.ResolvedHost;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HostResolverTest {

    @Test
    void givesEveryAddressOnce() {
        var resolver = new HostResolver(
                _ -> new InetAddress[] {address("203.0.113.9"), address("203.0.113.7"), address("203.0.113.9")},
                Duration.ofSeconds(1));

        assertThat(resolver.resolve(List.of("nas.example")))
                .containsExactly(new ResolvedHost("nas.example", List.of("203.0.113.7", "203.0.113.9")));
    }

    @Test
    void givesAddressesOfBothFamiliesAsPeopleWriteThem() {
        var resolver = new HostResolver(
                _ -> new InetAddress[] {address("2001:db8:0:0:0:0:0:7"), address("203.0.113.7"), address("fe80::1%1")},
                Duration.ofSeconds(1));

        assertThat(resolver.resolve(List.of("nas.example")))
                .containsExactly(new ResolvedHost("nas.example", List.of("2001:db8::7", "203.0.113.7", "fe80::1")));
    }

    @Test
    void givesNoAddressForANameThatDoesNotResolve() {
        var resolver = new HostResolver(
                host -> {
                    throw new UnknownHostException(host);
                },
                Duration.ofSeconds(1));

        assertThat(resolver.resolve(List.of("gone.example")))
                .containsExactly(new ResolvedHost("gone.example", List.of()));
    }

    @Test
    void givesUpOnANameServiceThatDoesNotAnswer() {
        var never = new CountDownLatch(1);
        var resolver = new HostResolver(
                _ -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                },
                Duration.ofMillis(20));

        assertThat(resolver.resolve(List.of("slow.example")))
                .containsExactly(new ResolvedHost("slow.example", List.of()));
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }
}
