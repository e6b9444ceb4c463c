package io.movein.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.gateway.GatewayConfig.RedirectMode;
import io.movein.gateway.GatewayConfig.Tls;
import io.movein.process.ConfigurationFailure;
import io.movein.process.SecretReference;
import io.movein.process.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Clients that speak to the gateway by TLS. */
@Timeout(60)
class TlsIT {

    private static final Tls TLS =
            new Tls(SecretReference.parse("gateway-tls/tls.crt"), SecretReference.parse("gateway-tls/tls.key"));

    @TempDir
    Path folder;

    private static Jedis client(Bridge bridge, Certificate certificate) {
        return new Jedis(
                new HostAndPort("127.0.0.1", bridge.gateway.port()),
                DefaultJedisClientConfig.builder()
                        .user("acme")
                        .password("secret")
                        .sslOptions(certificate.trusting())
                        .timeoutMillis(20_000)
                        .build());
    }

    @Test
    void goOnUnnoticedWhenTheirTenantMoves() throws Exception {
        var certificate = Certificate.into(folder.resolve("gateway-tls"));
        try (var bridge = new Bridge(folder, RedirectMode.NONE, TLS);
                var client = client(bridge, certificate);
                var worker = client(bridge, certificate)) {
            var value = "x".repeat(1 << 20);
            client.set("large", value);
            var job = CompletableFuture.supplyAsync(() -> worker.blpop(0, "jobs"), Thread::startVirtualThread);
            while (bridge.gateway.figures(Bridge.TENANT).blocked() == 0) {
                LockSupport.parkNanos(2_000_000);
            }

            bridge.move();

            assertThat(client.get("large")).isEqualTo(value);
            client.rpush("jobs", "job");
            assertThat(job.get(10, TimeUnit.SECONDS)).containsExactly("jobs", "job");
            assertThat(bridge.owner().llen("jobs")).isZero();
        }
    }

    @Test
    void whoSpeaksInTheClearIsTurnedAway() throws Exception {
        Certificate.into(folder.resolve("gateway-tls"));
        try (var bridge = new Bridge(folder, RedirectMode.NONE, TLS)) {
            assertThatThrownBy(() -> {
                        try (var plain = bridge.client()) {
                            plain.ping();
                        }
                    })
                    .isInstanceOf(JedisException.class);
        }
    }

    @Test
    void aCertificateThatCannotBeUsedIsTold() throws Exception {
        Certificate.into(folder.resolve("gateway-tls"));
        Files.writeString(folder.resolve("gateway-tls/tls.key"), "no key");

        assertThatThrownBy(() -> new ClientTls(TLS, new Secrets(folder)))
                .isInstanceOf(ConfigurationFailure.class)
                .hasMessageContaining("PKCS #8");
    }
}
