package io.movein.gateway;

import io.movein.gateway.Expected.Blocking;
import io.movein.gateway.resp.CommandWords;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a session is held and goes from one server to another: the new one is told what the old one knew, and a command that waited goes
 * on waiting there. Called from any thread where it returns a future, else by the session's event loop only.
 */
final class Handover {

    private static final long LOOK_AGAIN_MILLISECONDS = 1;

    private final Session session;
    private final SessionState state;
    private final Commands commands;
    private final EventLoop loop;
    private @Nullable Backend prepared;
    private @Nullable Blocking again;
    private @Nullable CompletableFuture<Void> drained;
    private @Nullable CompletableFuture<Void> settled;
    private boolean held;
    private boolean moving;

    Handover(Session session, SessionState state, Commands commands, EventLoop loop) {
        this.session = session;
        this.state = state;
        this.commands = commands;
        this.loop = loop;
    }

    boolean isHeld() {
        return held;
    }

    void heldAs(Tenant tenant) {
        held = tenant.isHeld();
    }

    /** Whether the server is still being told what the one before knew. */
    boolean isMoving() {
        return moving;
    }

    /** The command's reply was the mover's doing. */
    void waitAgain(Blocking command) {
        again = command;
    }

    void connect() {
        moving = true;
        var ready = prepared;
        prepared = null;
        var to = session.tenant().server();
        if (ready != null && ready.isAlive() && ready.server().equals(to)) {
            arrive(ready);
            return;
        }
        var _ = session.gateway().connect(session, loop, to).whenComplete((connected, failure) -> {
            if (failure == null) {
                arrive(connected);
            } else {
                session.fail("cannot reach %s: %s".formatted(to, failure.getMessage()));
            }
        });
    }

    private void arrive(Backend next) {
        if (session.hasEnded()) {
            next.close();
            return;
        }
        var told = new ArrayList<byte[]>(next.version() == state.version() ? List.of() : state.settings());
        state.moved();
        told.addAll(state.transaction());
        told.addAll(state.subscriptions());
        var waits = again;
        again = null;
        session.at(next);
        next.becomeCurrent();
        var _ = next.ask(told, state.version()).whenComplete((_, failure) -> {
            if (failure != null) {
                session.fail("%s did not take over the session: %s".formatted(next.server(), failure.getMessage()));
            } else {
                goOnAt(next, waits);
            }
        });
    }

    private void goOnAt(Backend server, @Nullable Blocking waits) {
        if (state.isSilent()) {
            server.say(CommandWords.of("CLIENT", "REPLY", "OFF").bytes());
        }
        if (waits == null) {
            moving = false;
            settled();
            session.pump();
            return;
        }
        moving = true;
        var _ = LastIds.resolve(waits, server).thenAccept(words -> {
            server.expect(new Blocking(words, System.nanoTime()));
            server.write(Unpooled.wrappedBuffer(words.bytes()));
            server.flush();
            moving = false;
            settled();
            session.pump();
        });
    }

    /**
     * Goes on at the tenant's server with a reader of a stream's end, also with one that came while the tenant was held: it has to know
     * where the end is before anybody else writes. The session is still held.
     */
    CompletableFuture<Void> settle() {
        return inLoop(done -> {
            settled = done;
            settleNow();
        });
    }

    private void settleNow() {
        var connection = session.server();
        var to = session.tenant().server();
        if (session.hasEnded() || session.isRedirected() || settled == null) {
            settled();
        } else if (connection != null && !connection.isIdle()) {
            var _ = loop.schedule(this::settleNow, LOOK_AGAIN_MILLISECONDS, TimeUnit.MILLISECONDS);
        } else {
            if (again == null) {
                again = session.takeReaderOfTheEnd();
            }
            if (again == null || !LastIds.matter(again.words())) {
                settled();
            } else if (connection != null && connection.server().equals(to)) {
                stay(connection);
            } else {
                leave(connection, to);
            }
        }
    }

    private void settled() {
        if (settled != null) {
            settled.complete(null);
            settled = null;
        }
    }

    /** Opens a connection to where the tenant will be. */
    CompletableFuture<Void> prepare(Address next, boolean withScripts) {
        return inLoop(done -> {
            if (session.hasEnded() || state.version() == 0) {
                done.complete(null);
                return;
            }
            var _ = session.gateway().connect(session, loop, next).whenComplete((connected, failure) -> {
                if (failure != null) {
                    done.completeExceptionally(failure);
                } else {
                    prepared(connected, withScripts, done);
                }
            });
        });
    }

    private void prepared(Backend connected, boolean withScripts, CompletableFuture<Void> done) {
        var told = new ArrayList<>(state.settings());
        if (withScripts) {
            told.addAll(session.tenant().scripts());
        }
        closePrepared();
        prepared = connected;
        // what the server refuses it refuses again at the move, where it is told
        var _ = connected.ask(told, state.version()).whenComplete((_, _) -> done.complete(null));
    }

    void closePrepared() {
        if (prepared != null) {
            prepared.close();
            prepared = null;
        }
    }

    /** @return whether it was only a connection that nobody used yet */
    boolean lost(Backend connection) {
        if (connection == prepared) {
            prepared = null;
            return true;
        }
        return false;
    }

    /** Nothing further is passed on. Done when what was is answered, but for a command that waits. */
    CompletableFuture<Void> hold() {
        return inLoop(done -> {
            held = true;
            drained = done;
            var connection = session.server();
            if (connection != null && !session.hasEnded()) {
                commands.barrier(connection);
            }
            checkDrained();
        });
    }

    void checkDrained() {
        var connection = session.server();
        if (session.hasEnded()
                || (!session.isStreaming() && (connection == null || connection.isIdle() || connection.isBlocked()))) {
            drained();
        }
    }

    void drained() {
        if (drained != null) {
            drained.complete(null);
            drained = null;
        }
    }

    /** Goes on at the server where the tenant is. Done when it does, or when it is clear that somebody is still waited for. */
    CompletableFuture<Void> release() {
        return inLoop(done -> {
            releaseNow();
            done.complete(null);
        });
    }

    /** The client's connection is closed when what was written to it has gone. */
    CompletableFuture<Void> end() {
        return inLoop(session::end);
    }

    private interface Step {
        void of(CompletableFuture<Void> done);
    }

    private CompletableFuture<Void> inLoop(Step step) {
        var done = new CompletableFuture<Void>();
        loop.execute(() -> step.of(done));
        return done;
    }

    private void releaseNow() {
        var connection = session.server();
        var to = session.tenant().server();
        if (session.hasEnded()) {
            return;
        }
        if (connection != null && !connection.isIdle() && !connection.server().equals(to)) {
            // a client that waits is answered in a moment, by what came last or by the one who moves the tenant
            var _ = loop.schedule(this::releaseNow, LOOK_AGAIN_MILLISECONDS, TimeUnit.MILLISECONDS);
            return;
        }
        held = false;
        drained();
        if (connection != null && connection.server().equals(to) && connection.isAlive()) {
            stay(connection);
        } else {
            leave(connection, to);
        }
    }

    private void stay(Backend connection) {
        closePrepared();
        var waits = again;
        again = null;
        goOnAt(connection, waits);
    }

    private void leave(@Nullable Backend connection, Address to) {
        if (connection != null) {
            if (state.cannotMove() != null) {
                session.fail("%s has moved to %s: %s; connect again"
                        .formatted(session.tenant().name(), to, state.cannotMove()));
                return;
            }
            session.at(null);
            connection.close();
        }
        if (session.isRedirected()) {
            state.leaveTransaction();
            if (again != null) {
                again = null;
                session.answer(session.tenant().redirection());
            }
        } else if (again != null || state.isInTransaction() || state.isSubscribed()) {
            connect();
        }
        session.pump();
    }
}
