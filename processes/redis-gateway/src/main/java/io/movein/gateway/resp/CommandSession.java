package io.movein.gateway.resp;

import io.movein.gateway.resp.CommandReply.Failure;
import io.movein.gateway.resp.CommandReply.Simple;
import io.movein.gateway.resp.CommandServer.Accounts;
import io.movein.gateway.resp.CommandServer.Commands;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.redis.ArrayRedisMessage;
import io.netty.handler.codec.redis.FullBulkStringRedisMessage;
import io.netty.handler.codec.redis.InlineCommandRedisMessage;
import io.netty.handler.codec.redis.RedisMessage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** One connection to a {@link CommandServer}; its commands are carried out in their order. */
final class CommandSession extends SimpleChannelInboundHandler<RedisMessage> {

    private static final Failure NO_LOGIN = new Failure("NOAUTH", "Authentication required.");
    private static final Failure WRONG =
            new Failure("WRONGPASS", "invalid username-password pair or user is disabled.");

    private final Accounts accounts;
    private final Commands commands;
    private final ExecutorService inOrder =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private volatile boolean resp3;
    private volatile @Nullable String user;

    CommandSession(Accounts accounts, Commands commands) {
        this.accounts = accounts;
        this.commands = commands;
        this.user = accounts.isOpen() ? "default" : null;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, RedisMessage message) {
        var words = words(message);
        if (words.size() > 0) {
            inOrder.execute(() -> answer(context, words));
        }
    }

    private static CommandWords words(RedisMessage message) {
        return switch (message) {
            case ArrayRedisMessage array
            when !array.isNull() ->
                new CommandWords(array.children().stream()
                        .map(child -> child instanceof FullBulkStringRedisMessage bulk
                                ? ByteBufUtil.getBytes(bulk.content())
                                : new byte[0])
                        .toList());
            case InlineCommandRedisMessage inline ->
                CommandWords.of((Object[]) inline.content().strip().split("\\s+"));
            default -> new CommandWords(List.of());
        };
    }

    private void answer(ChannelHandlerContext context, CommandWords words) {
        var reply = reply(words);
        var sent = context.writeAndFlush(Unpooled.wrappedBuffer(CommandReply.bytes(reply, resp3)));
        if (words.upper(0).equals("QUIT")) {
            var _ = sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private @Nullable Object reply(CommandWords words) {
        return switch (words.upper(0)) {
            case "AUTH" -> login(words.size() > 2 ? words.text(1) : "default", words.text(words.size() - 1));
            case "HELLO" -> hello(words);
            case "QUIT", "CLIENT" -> clientOf(words);
            case "PING" -> words.size() > 1 ? words.text(1) : new Simple("PONG");
            case "SELECT" -> words.upper(1).equals("0") ? Simple.OK : new Failure("ERR", "there is only database 0");
            case "COMMAND" -> List.of();
            default -> own(words);
        };
    }

    private Object clientOf(CommandWords words) {
        return words.upper(1).equals("ID") ? 1L : Simple.OK;
    }

    private Object login(String name, String password) {
        if (!accounts.admits(name, password)) {
            return WRONG;
        }
        user = name;
        return Simple.OK;
    }

    private Object hello(CommandWords words) {
        var version = words.upper(1);
        if (!version.isEmpty() && !version.equals("2") && !version.equals("3")) {
            return new Failure("NOPROTO", "unsupported protocol version '%s' (expected 2 or 3)".formatted(version));
        }
        for (var i = 2; i + 2 < words.size(); i++) {
            if (words.upper(i).equals("AUTH") && WRONG.equals(login(words.text(i + 1), words.text(i + 2)))) {
                return WRONG;
            }
        }
        if (user == null) {
            return NO_LOGIN;
        }
        resp3 = version.isEmpty() ? resp3 : version.equals("3");
        return new TreeMap<>(Map.of(
                "server",
                "movein",
                "version",
                "7.0.0",
                "proto",
                resp3 ? 3L : 2L,
                "mode",
                "standalone",
                "role",
                "master"));
    }

    private @Nullable Object own(CommandWords words) {
        var who = user;
        if (who == null) {
            return NO_LOGIN;
        }
        if (!accounts.allows(who, words)) {
            return new Failure("NOPERM", "user '%s' has no permission to run '%s'".formatted(who, words.upper(0)));
        }
        try {
            return commands.carryOut(words, who);
        } catch (IllegalArgumentException e) {
            return new Failure("ERR", String.valueOf(e.getMessage()));
        } catch (Exception e) {
            return new Failure("FAILED", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        inOrder.shutdown();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
