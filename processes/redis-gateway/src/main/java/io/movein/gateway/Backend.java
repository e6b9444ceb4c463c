package io.movein.gateway;

import io.movein.gateway.Expected.Answer;
import io.movein.gateway.Expected.Blocking;
import io.movein.gateway.Expected.Kept;
import io.movein.gateway.Expected.Plain;
import io.movein.gateway.Expected.Replaced;
import io.movein.gateway.Expected.Subscription;
import io.movein.gateway.Expected.Told;
import io.movein.gateway.resp.ProtocolFailure;
import io.movein.gateway.resp.ReplyScanner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A session's connection to a server: knows which replies are still to come, and passes them on. Used by one event loop only. */
final class Backend extends ChannelInboundHandlerAdapter {

    /** A reply of which more is here is passed on before its end has come. */
    private static final int STREAM_FROM = 64 * 1024;

    private static final int SHOWN = 512;
    private static final Set<String> MESSAGES = Set.of("message", "pmessage", "smessage");
    private static final Set<String> CONFIRMATIONS =
            Set.of("subscribe", "psubscribe", "ssubscribe", "unsubscribe", "punsubscribe", "sunsubscribe");

    private final Session session;
    private final Address server;
    private final Channel channel;
    private final ArrayDeque<Expected> pending = new ArrayDeque<>();
    private final ReplyScanner scanner = new ReplyScanner();
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private boolean current;
    private int version = -1;

    Backend(Session session, Address server, Channel channel) {
        this.session = session;
        this.server = server;
        this.channel = channel;
    }

    Address server() {
        return server;
    }

    boolean isAlive() {
        return channel.isActive();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** From now on what comes is the client's. */
    void becomeCurrent() {
        current = true;
    }

    /** Which state of the session the server was told. */
    int version() {
        return version;
    }

    void expect(Expected reply) {
        pending.add(reply);
    }

    void write(ByteBuf bytes) {
        var _ = channel.write(bytes, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    void autoRead(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** Whether what was sent last has to be answered before anything else is sent. */
    boolean isGated() {
        return switch (pending.peekLast()) {
            case Told _, Blocking _, Subscription _ -> true;
            case null, default -> false;
        };
    }

    boolean isIdle() {
        return pending.isEmpty();
    }

    boolean isBlocked() {
        return pending.size() == 1 && pending.peekFirst() instanceof Blocking;
    }

    /**
     * Asks by itself; the client sees nothing of it.
     *
     * @param told the state of the session that this tells
     * @return done when all are answered, exceptionally if one is refused
     */
    CompletableFuture<Void> ask(List<byte[]> commands, int told) {
        var done = new CompletableFuture<Void>();
        version = told;
        if (commands.isEmpty()) {
            done.complete(null);
            return done;
        }
        var left = new int[] {commands.size()};
        for (var command : commands) {
            ask(command, answer -> {
                if (!answer.error().isEmpty()) {
                    done.completeExceptionally(new IllegalStateException(answer.error()));
                } else if (--left[0] == 0) {
                    done.complete(null);
                }
            });
        }
        flush();
        return done;
    }

    void ask(byte[] command, java.util.function.Consumer<Answer> then) {
        expect(new Kept(then));
        write(Unpooled.wrappedBuffer(command));
    }

    /** Sent where the server answers nothing. */
    void say(byte[] command) {
        write(Unpooled.wrappedBuffer(command));
        flush();
    }

    void close() {
        var _ = channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), in, (ByteBuf) message);
        try {
            replies();
        } catch (ProtocolFailure failure) {
            session.fail("the server at %s does not speak Redis' protocol: %s".formatted(server, failure.getMessage()));
        }
    }

    private void replies() {
        var done = false;
        while (scanner.next(in)) {
            done = true;
            if (!isAside()) {
                var expected = pending.poll();
                switch (expected) {
                    case null -> {}
                    case Plain _ -> {}
                    case Subscription subscription -> confirmed(subscription);
                    case Told told -> {
                        pass(scanner.end());
                        told.done().accept(!scanner.isError());
                    }
                    case Kept kept -> {
                        pass(scanner.start());
                        kept.then().accept(take());
                    }
                    case Replaced replaced -> {
                        pass(scanner.start());
                        take();
                        session.answer(replaced.by());
                    }
                    case Blocking blocking -> blocked(blocking);
                }
            } else if (!current) {
                take();
            }
        }
        pass(scanner.end());
        if (in.readableBytes() > STREAM_FROM && isPassed(pending.peekFirst())) {
            pass(scanner.scanned());
        }
        session.replied(done);
    }

    /** Messages, and confirmations that nobody waits for. */
    private boolean isAside() {
        var confirms = CONFIRMATIONS.contains(scanner.head());
        if (scanner.type() == '>' || (scanner.type() == '*' && session.getsMessagesAsReplies())) {
            return confirms
                    ? !(pending.peekFirst() instanceof Subscription || pending.peekFirst() instanceof Kept)
                    : scanner.type() == '>' || MESSAGES.contains(scanner.head());
        }
        return false;
    }

    private static boolean isPassed(@Nullable Expected expected) {
        return expected == null || expected instanceof Plain || expected instanceof Told;
    }

    private void blocked(Blocking blocking) {
        // while the tenant is held either is the mover's doing; a refusal says that the command came too late
        if (session.handover().isHeld() && scanner.isError() && isAnswerToAMove(scanner.head())) {
            pass(scanner.start());
            take();
            session.handover().waitAgain(blocking);
        }
    }

    private void confirmed(Subscription subscription) {
        if (!scanner.isError() && subscription.confirmations() > 1) {
            pending.addFirst(new Subscription(subscription.confirmations() - 1));
        }
    }

    private static boolean isAnswerToAMove(String error) {
        return error.startsWith("NOPERM") || error.startsWith("UNBLOCKED");
    }

    private Answer take() {
        pass(scanner.start());
        var bytes = in.readSlice(scanner.end());
        var answer = new Answer(
                scanner.isError() ? scanner.head() : "",
                bytes.toString(bytes.readerIndex(), Math.min(SHOWN, bytes.readableBytes()), StandardCharsets.UTF_8));
        scanner.consumed(bytes.readableBytes());
        return answer;
    }

    /** What comes before this place goes to the client. */
    private void pass(int bytes) {
        if (bytes > 0) {
            var slice = in.readRetainedSlice(bytes);
            scanner.consumed(bytes);
            if (current) {
                session.write(slice);
            } else {
                slice.release();
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        session.pump();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        in.release();
        in = Unpooled.EMPTY_BUFFER;
        session.lost(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
