package io.movein.gateway;

import io.movein.gateway.Expected.Blocking;
import io.movein.gateway.Expected.Plain;
import io.movein.gateway.Expected.Replaced;
import io.movein.gateway.Expected.Subscription;
import io.movein.gateway.Expected.Told;
import io.movein.gateway.resp.CommandWords;

/** What the gateway does about the few commands that change what a connection is. */
final class Commands {

    private final Session session;
    private final SessionState state;
    private boolean skipOne;

    Commands(Session session, SessionState state) {
        this.session = session;
        this.state = state;
    }

    /** Whether the server answers nothing to the next command. */
    boolean isUnanswered() {
        var skipped = skipOne;
        skipOne = false;
        return skipped || state.isSilent();
    }

    /** @return false if it has to wait */
    boolean take(Special special, CommandWords words, Backend connection) {
        if (special == Special.LOGIN && !session.become(session.gateway().tenantOf(user(words), session.tenant()))) {
            return false;
        }
        if (state.isInTransaction()
                && special != Special.EXEC
                && special != Special.DISCARD
                && special != Special.RESET) {
            state.queue(words.bytes());
            session.expect(Plain.REPLY);
            return true;
        }
        switch (special) {
            case LOGIN -> told(() -> login(words));
            case SELECT -> told(() -> state.set("SELECT", words));
            case CLIENT -> client(words);
            case RESET -> told(state::reset);
            case EXEC, DISCARD -> endTransaction(connection);
            case SUBSCRIPTION -> {
                session.expect(new Subscription(
                        state.confirmations(words.upper(0), words.from(1).size())));
                state.subscribe(words.upper(0), words.from(1));
            }
            case BLOCKING ->
                session.expect(Special.timeoutAt(words) < 0 ? Plain.REPLY : new Blocking(words, System.nanoTime()));
            default -> plain(special, words);
        }
        return true;
    }

    private void plain(Special special, CommandWords words) {
        session.expect(Plain.REPLY);
        switch (special) {
            case MULTI -> state.begin();
            case WATCH -> state.watch();
            case UNWATCH -> state.unwatch();
            case ENDLESS -> state.cannotMove("a connection in %s cannot be moved".formatted(words.upper(0)));
            case SCRIPT -> script(words);
            default -> throw new IllegalStateException(special.toString());
        }
    }

    private void login(CommandWords words) {
        // HELLO alone asks, and changes nothing
        if (words.size() > 1) {
            state.set(words.upper(0), words);
        }
    }

    private void told(Runnable change) {
        if (state.isSilent()) {
            change.run();
        }
        session.expect(new Told(done -> {
            if (done) {
                change.run();
            }
        }));
    }

    private void client(CommandWords words) {
        var name = words.upper(1);
        switch (name) {
            case "SETNAME", "NO-EVICT", "NO-TOUCH" -> told(() -> state.set("CLIENT " + name, words));
            case "SETINFO" -> told(() -> state.set("CLIENT SETINFO " + words.upper(2), words));
            case "TRACKING" -> {
                session.expect(Plain.REPLY);
                state.cannotMove(
                        "a client that tracks changes by others cannot be moved, as it would miss some of them");
            }
            case "REPLY" -> reply(words.upper(2));
            default -> session.expect(Plain.REPLY);
        }
    }

    private void reply(String how) {
        switch (how) {
            case "OFF" -> state.silent(true);
            case "SKIP" -> skipOne = true;
            default -> {
                state.silent(false);
                session.expect(Plain.REPLY);
            }
        }
    }

    /** EXEC is answered here if the server does not know all that it is about. */
    private void endTransaction(Backend connection) {
        var abort = state.abort();
        if (abort == null || !state.isInTransaction()) {
            session.expect(Plain.REPLY);
        } else {
            session.expect(new Replaced(abort));
            session.replace(CommandWords.of("DISCARD").bytes(), connection);
        }
        state.leaveTransaction();
    }

    private void script(CommandWords words) {
        if (words.upper(0).startsWith("EVAL") && words.size() > 1) {
            session.tenant().remember(words.all().get(1));
        } else if (words.upper(1).equals("LOAD") && words.size() > 2) {
            session.tenant().remember(words.all().get(2));
        }
    }

    private static String user(CommandWords words) {
        if (words.upper(0).equals("AUTH")) {
            return words.size() > 2 ? words.text(1) : "default";
        }
        for (var i = 2; i + 2 < words.size(); i++) {
            if (words.upper(i).equals("AUTH")) {
                return words.text(i + 1);
            }
        }
        return "";
    }

    /** When the reply to this is there, everything that the server has sent before it is there as well. */
    void barrier(Backend connection) {
        if (state.isSilent()) {
            connection.ask(CommandWords.of("CLIENT", "REPLY", "ON").bytes(), _ -> {});
        } else if (state.isSubscribed()) {
            connection.ask(CommandWords.of("PING").bytes(), _ -> {});
        }
        connection.flush();
    }
}
