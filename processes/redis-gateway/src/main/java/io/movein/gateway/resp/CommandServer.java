package io.movein.gateway.resp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.redis.RedisArrayAggregator;
import io.netty.handler.codec.redis.RedisBulkStringAggregator;
import io.netty.handler.codec.redis.RedisDecoder;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server of commands of one's own, for {@code redis-cli} and every client of Redis. What clients ask when they connect is answered
 * here: AUTH, HELLO, PING, CLIENT, COMMAND, SELECT 0, QUIT.
 */
public final class CommandServer implements AutoCloseable {

    /** Carries out one command. Is called by a thread of the connection's own, one command after the other. */
    public interface Commands {

        /**
         * @param command whose first word is none of those that the server answers itself
         * @return as {@link CommandReply} writes it
         * @throws IllegalArgumentException answered as {@code ERR} with its message
         */
        @Nullable
        Object carryOut(CommandWords command, String user) throws Exception;
    }

    /** Who may come in. */
    public interface Accounts {

        /** Whether commands need no login. */
        boolean isOpen();

        boolean admits(String user, String password);

        /** Whether the user may give this command. */
        boolean allows(String user, CommandWords command);
    }

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listening;

    public CommandServer(String host, int port, Accounts accounts, Commands commands) {
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        client.pipeline()
                                .addLast(new RedisDecoder(true))
                                .addLast(new RedisBulkStringAggregator())
                                .addLast(new RedisArrayAggregator())
                                .addLast(new CommandSession(accounts, commands));
                    }
                })
                .bind(host, port)
                .syncUninterruptibly()
                .channel();
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
