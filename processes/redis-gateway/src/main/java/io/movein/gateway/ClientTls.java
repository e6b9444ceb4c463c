package io.movein.gateway;

import io.movein.gateway.GatewayConfig.Tls;
import io.movein.process.ConfigurationFailure;
import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretValue;
import io.movein.process.Secrets;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that clients see. It is looked at again once a minute, so that one that was renewed is used without a restart; one that
 * cannot be used is told in the log, and the one before stays.
 */
final class ClientTls {

    private static final Logger LOG = LoggerFactory.getLogger(ClientTls.class);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private record Pair(SecretValue certificate, SecretValue key) {}

    private final Tls settings;
    private final Secrets secrets;
    private Pair used;
    private SslContext context;
    private long lookedAt = System.nanoTime();

    /** @throws ConfigurationFailure if they cannot be read or used */
    ClientTls(Tls settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
        var problems = secrets.problems(List.of(settings.certificate(), settings.key()));
        if (!problems.isEmpty()) {
            throw new ConfigurationFailure("the certificate cannot be read", problems);
        }
        used = read();
        try {
            context = context(used);
        } catch (SSLException | IllegalArgumentException e) {
            throw new ConfigurationFailure(
                    "the certificate cannot be used",
                    List.of(ConfigurationProblem.of(
                            "tls",
                            String.valueOf(e.getMessage()),
                            "a certificate and its key in PEM, the key as PKCS #8")));
        }
    }

    private Pair read() {
        return new Pair(secrets.read(settings.certificate()), secrets.read(settings.key()));
    }

    private static SslContext context(Pair pair) throws SSLException {
        return SslContextBuilder.forServer(
                        new ByteArrayInputStream(pair.certificate().bytes()),
                        new ByteArrayInputStream(pair.key().bytes()))
                .build();
    }

    synchronized SslHandler handler(ByteBufAllocator allocator) {
        if (System.nanoTime() - lookedAt > LOOK_AGAIN_NANOS) {
            lookedAt = System.nanoTime();
            reload();
        }
        return context.newHandler(allocator);
    }

    private void reload() {
        try {
            var found = read();
            if (!found.equals(used)) {
                context = context(found);
                used = found;
                LOG.info("uses the renewed certificate");
            }
        } catch (SSLException | RuntimeException e) {
            LOG.warn("the new certificate cannot be used ({}); keeping the previous one", e.getMessage());
        }
    }
}
