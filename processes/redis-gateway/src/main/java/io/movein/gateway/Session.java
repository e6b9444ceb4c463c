package io.movein.gateway;

import io.movein.gateway.Expected.Blocking;
import io.movein.gateway.Expected.Plain;
import io.movein.gateway.resp.CommandScanner;
import io.movein.gateway.resp.ProtocolFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection. It has one of its own to the tenant's server, so that whatever a server keeps for a connection is there by
 * itself, and passes bytes on in both directions, looking at no more than where commands and replies end. While the tenant is held
 * nothing further is passed on; when it has moved, the new server is told what the old one knew. Used by one event loop only.
 */
final class Session extends ChannelInboundHandlerAdapter {

    /** A command of which more is here is passed on before its end has come. */
    private static final int STREAM_FROM = 1 << 20;

    /** What is kept for a client that is held. */
    private static final int MOST_KEPT = 1 << 20;

    /** Commands passed on at once for a tenant with a limit. */
    private static final int THROTTLED_AT_ONCE = 32;

    private final Gateway gateway;
    private final Channel client;
    private final CommandScanner scanner = new CommandScanner();
    private final SessionState state = new SessionState();
    private final Commands commands = new Commands(this, state);
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private Tenant tenant;
    private @Nullable Backend backend;
    private final Handover handover;
    private boolean delayed;
    private boolean whole;
    private boolean streaming;
    private boolean ended;
    private int sent;

    Session(Gateway gateway, Channel client, Tenant tenant) {
        this.gateway = gateway;
        this.client = client;
        this.tenant = tenant;
        this.handover = new Handover(this, state, commands, client.eventLoop());
        tenant.join(this);
    }

    private void join(Tenant next) {
        tenant.leave(this);
        tenant = next;
        next.join(this);
        handover.heldAs(next);
    }

    // ---- from the client

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var bytes = (ByteBuf) message;
        if (ended) {
            bytes.release();
            return;
        }
        tenant.bytesIn.add(bytes.readableBytes());
        in = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), in, bytes);
        pump();
    }

    /** Passes on what may be. */
    void pump() {
        if (ended) {
            return;
        }
        try {
            for (var more = true; more; ) {
                sent = 0;
                passOn();
                var wait = tenant.took(sent);
                more = sent >= THROTTLED_AT_ONCE && tenant.isThrottled() && wait == 0;
                sent = 0;
                if (wait > 0) {
                    delayed = true;
                    var _ = client.eventLoop().schedule(this::goOn, wait, TimeUnit.NANOSECONDS);
                }
            }
        } catch (ProtocolFailure failure) {
            fail("Protocol error: " + failure.getMessage());
        }
        var connection = backend;
        if (connection != null) {
            connection.flush();
            connection.autoRead(client.isWritable());
        }
        client.config().setAutoRead(in.readableBytes() < MOST_KEPT || mayTake());
    }

    private void goOn() {
        delayed = false;
        pump();
    }

    private void passOn() {
        while (mayTake()) {
            if (!whole) {
                if (!scanner.next(in)) {
                    break;
                }
                if (streaming) {
                    streaming = false;
                    sent++;
                    continue;
                }
                whole = true;
            }
            if (isRedirected()) {
                redirect();
            } else if (backend == null) {
                handover.connect();
                break;
            } else if (!takeOne(backend)) {
                break;
            }
        }
        if (backend != null) {
            forward(whole ? scanner.start() : scanner.end());
            stream(backend);
        }
    }

    private boolean takeOne(Backend connection) {
        var special = Special.of(scanner.name());
        if (special != null) {
            forward(scanner.start());
            if (!commands.take(special, scanner.words(in), connection)) {
                return false;
            }
        } else {
            if (state.isInTransaction()) {
                state.queue(
                        ByteBufUtil.getBytes(in, in.readerIndex() + scanner.start(), scanner.end() - scanner.start()));
            }
            expect(Plain.REPLY);
        }
        if (whole) {
            whole = false;
            sent++;
        }
        return true;
    }

    private boolean mayTake() {
        var connection = backend;
        return (!handover.isHeld() || streaming)
                && !handover.isMoving()
                && !delayed
                && !ended
                && (!tenant.isThrottled() || sent < THROTTLED_AT_ONCE)
                && (connection == null || (!connection.isGated() && connection.isWritable()));
    }

    void expect(Expected reply) {
        if (backend != null && !commands.isUnanswered()) {
            backend.expect(reply);
        }
    }

    private void forward(int bytes) {
        if (bytes > 0 && backend != null) {
            backend.write(in.readRetainedSlice(bytes));
            scanner.consumed(bytes);
        }
    }

    /** A command that is longer than what is kept goes on in pieces. */
    private void stream(Backend connection) {
        if (whole
                || !scanner.isWithin()
                || !connection.isWritable()
                || (!streaming && (handover.isHeld() || in.readableBytes() < STREAM_FROM))) {
            return;
        }
        if (!streaming && !connection.isGated()) {
            streaming = true;
            expect(Plain.REPLY);
            if (state.isInTransaction()) {
                state.queue(new byte[STREAM_FROM + 1]);
            }
        }
        if (streaming) {
            forward(scanner.scanned());
        }
    }

    /** Sends another command instead of the one that the client has sent. */
    void replace(byte[] command, Backend connection) {
        drop();
        connection.write(Unpooled.wrappedBuffer(command));
    }

    /** Takes the client's command away without sending it. */
    private void drop() {
        in.skipBytes(scanner.end());
        scanner.consumed(scanner.end());
        whole = false;
    }

    /** Whether the client is told to go to the server by itself. */
    boolean isRedirected() {
        return tenant.isRedirecting() && !state.isSubscribed();
    }

    /** The command that came first while the tenant was held, if it asks for what comes after its call. */
    @Nullable
    Blocking takeReaderOfTheEnd() {
        whole = !streaming && (whole || scanner.next(in));
        if (!whole || state.isInTransaction() || !scanner.name().equals("XREAD")) {
            return null;
        }
        var words = scanner.words(in);
        if (!LastIds.matter(words)) {
            return null;
        }
        drop();
        return new Blocking(words, System.nanoTime());
    }

    private void redirect() {
        var quits = scanner.name().equals("QUIT");
        state.leaveTransaction();
        answer(quits ? "+OK\r\n" : tenant.redirection());
        tenant.redirected.increment();
        drop();
        if (quits) {
            end();
        }
    }

    // ---- to the client

    void write(ByteBuf bytes) {
        tenant.bytesOut.add(bytes.readableBytes());
        var _ = client.write(bytes, client.voidPromise());
    }

    void answer(String reply) {
        var _ = client.writeAndFlush(Unpooled.copiedBuffer(reply, StandardCharsets.UTF_8));
    }

    /** The client cannot be served any further, and is told why. */
    void fail(String why) {
        if (!ended) {
            ended = true;
            var _ = client.writeAndFlush(Unpooled.copiedBuffer(
                            "-ERR gateway: %s\r\n".formatted(why.replaceAll("[\r\n]+", " ")), StandardCharsets.UTF_8))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    void end(CompletableFuture<Void> done) {
        ended = true;
        Farewell.to(client, done);
    }

    private void end() {
        ended = true;
        var _ = client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        pump();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        tenant.leave(this);
        in.release();
        in = Unpooled.EMPTY_BUFFER;
        if (backend != null) {
            backend.close();
        }
        handover.closePrepared();
        handover.drained();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }

    // ---- from the server

    /** As the older version of the protocol has it. */
    boolean getsMessagesAsReplies() {
        return state.isSubscribed() && !state.isResp3();
    }

    boolean isBlocked() {
        var connection = backend;
        return connection != null && connection.isBlocked();
    }

    /** @param wholly whether a reply has come to its end */
    void replied(boolean wholly) {
        client.flush();
        if (wholly && handover.isHeld()) {
            handover.checkDrained();
        }
        if (wholly && (whole || in.isReadable())) {
            pump();
        }
    }

    void lost(Backend connection) {
        if (handover.lost(connection) || connection != backend) {
            return;
        }
        if (handover.isHeld() && connection.isIdle() && !streaming) {
            backend = null;
            handover.checkDrained();
        } else if (connection.isIdle()) {
            end();
        } else {
            fail("the connection to %s is lost; what was sent last may have been carried out"
                    .formatted(connection.server()));
        }
    }

    // ---- to another server

    /** Another tenant's user logs in: only when everything is answered. */
    boolean become(Tenant next) {
        if (next == tenant) {
            return true;
        }
        var connection = backend;
        if (connection != null && !connection.isIdle()) {
            return false;
        }
        join(next);
        if (connection != null && !connection.server().equals(next.server())) {
            backend = null;
            connection.close();
            pumpLater();
            return false;
        }
        return !handover.isHeld();
    }

    private void pumpLater() {
        client.eventLoop().execute(this::pump);
    }

    Gateway gateway() {
        return gateway;
    }

    Tenant tenant() {
        return tenant;
    }

    Handover handover() {
        return handover;
    }

    @Nullable
    Backend server() {
        return backend;
    }

    void at(@Nullable Backend server) {
        backend = server;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isStreaming() {
        return streaming;
    }
}
