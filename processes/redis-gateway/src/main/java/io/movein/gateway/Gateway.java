package io.movein.gateway;

import io.movein.process.ConfigurationFailure;
import io.movein.process.Secrets;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Where tenants' clients connect. Whose a connection is follows from the user that it logs in as; before that, and for users of no
 * tenant, it is passed on to a server of its own. Which server a tenant belongs to is kept in a file before anything is sent there.
 */
public final class Gateway implements AutoCloseable {

    private static final int CONNECT_MILLISECONDS = 5_000;

    /** Together less than the half minute that Kubernetes gives a container. */
    private static final long LONGEST_ANSWERS_MILLISECONDS = 10_000;

    private static final long LONGEST_FAREWELL_MILLISECONDS = 5_000;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory());
    private final Map<String, Tenant> tenants = new HashMap<>();
    private final Map<String, Tenant> byUser = new HashMap<>();
    private final Tenant others;
    private final Routes routes;
    private final AtomicReference<@Nullable SslContext> tls = new AtomicReference<>();
    private final Channel listening;

    private Gateway(GatewayConfig config, @Nullable ClientTls clientTls, Routes routes) {
        this.routes = routes;
        others = new Tenant("", Address.parse(config.otherwise()), false, Duration.ZERO, 0);
        for (var settings : config.tenants()) {
            var tenant = new Tenant(
                    settings.name(),
                    routes.of(settings.name()).orElseGet(() -> Address.parse(settings.server())),
                    settings.redirect().mode() == GatewayConfig.RedirectMode.AUTOMATIC,
                    settings.redirect().timeout(),
                    settings.opsPerSecond());
            tenants.put(settings.name(), tenant);
            settings.users().forEach(user -> byUser.put(user, tenant));
        }
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        if (clientTls != null) {
                            client.pipeline().addLast(clientTls.handler(client.alloc()));
                        }
                        client.pipeline().addLast(new Session(Gateway.this, client, others));
                    }
                })
                .bind(config.host(), config.port())
                .syncUninterruptibly()
                .channel();
    }

    /** @throws ConfigurationFailure if the certificate or its key cannot be used */
    public static Gateway start(GatewayConfig config, Secrets secrets, Routes routes) {
        var tls = config.tls();
        return new Gateway(config, tls == null ? null : new ClientTls(tls, secrets), routes);
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** @param now whose the session is; it stays so where the user is none that is known, or none is named */
    Tenant tenantOf(String user, Tenant now) {
        return user.isEmpty() ? now : byUser.getOrDefault(user, others);
    }

    CompletableFuture<Backend> connect(Session session, EventLoop loop, Address to) {
        var connected = new CompletableFuture<Backend>();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLISECONDS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel server) throws SSLException {
                        if (to.tls()) {
                            server.pipeline().addLast(tls().newHandler(server.alloc(), to.host(), to.port()));
                        }
                        var backend = new Backend(session, to, server);
                        server.pipeline().addLast("backend", backend);
                    }
                })
                .connect(to.host(), to.port())
                .addListener((io.netty.channel.ChannelFutureListener) done -> {
                    if (done.isSuccess()) {
                        connected.complete((Backend) done.channel().pipeline().get("backend"));
                    } else {
                        connected.completeExceptionally(done.cause());
                    }
                });
        return connected;
    }

    private SslContext tls() throws SSLException {
        var known = tls.get();
        if (known == null) {
            known = SslContextBuilder.forClient()
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
            tls.set(known);
        }
        return known;
    }

    /** Makes a later {@link #release} to the server quick. */
    public CompletableFuture<Void> prepare(String tenant, Address next) {
        return of(tenant).prepare(next);
    }

    /**
     * Passes nothing on for the tenant any more.
     *
     * @param longest after it the tenant is released to where it is, should nobody have said anything by then
     * @return done when everything that was sent is answered, but for what waits for something that may be long in coming
     */
    public CompletableFuture<Void> hold(String tenant, Duration longest) {
        var held = of(tenant);
        var done = held.hold();
        var hold = held.holds();
        var _ = loops.schedule(
                () -> {
                    if (held.isHeld() && held.holds() == hold) {
                        var _ = held.release(held.server());
                    }
                },
                longest.toMillis(),
                TimeUnit.MILLISECONDS);
        return done;
    }

    /** What is held and what comes from now on goes to the server, which is kept first. */
    public CompletableFuture<Void> release(String tenant, Address to) {
        var released = of(tenant);
        if (!to.equals(released.server())) {
            routes.put(tenant, to);
        }
        return released.release(to);
    }

    /** @param opsPerSecond 0: as many as come */
    public void throttle(String tenant, long opsPerSecond) {
        of(tenant).throttle(opsPerSecond);
    }

    public TenantFigures figures(String tenant) {
        return of(tenant).figures();
    }

    public Collection<TenantFigures> figures() {
        return List.copyOf(tenants.values()).stream().map(Tenant::figures).toList();
    }

    private Tenant of(String name) {
        return Optional.ofNullable(tenants.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no tenant '%s' (expected one of %s)".formatted(name, tenants.keySet())));
    }

    /** What was sent is answered first, so that no client is left with a write of which it does not know; then all are closed. */
    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        awaitAll(Tenant::hold, LONGEST_ANSWERS_MILLISECONDS);
        awaitAll(Tenant::end, LONGEST_FAREWELL_MILLISECONDS);
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void awaitAll(Function<Tenant, CompletableFuture<Void>> step, long longestMilliseconds) {
        var _ = CompletableFuture.allOf(Stream.concat(tenants.values().stream(), Stream.of(others))
                        .map(step)
                        .toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, longestMilliseconds, TimeUnit.MILLISECONDS)
                .join();
    }
}
