package io.movein.gateway;

import io.movein.gateway.resp.CommandWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a server knows of a connection and another server would have to be told. */
final class SessionState {

    /** Bytes of the commands behind an open MULTI that are kept, to be queued again at the target. */
    private static final int MOST_QUEUED = 1 << 20;

    /** A channel's name, or a pattern of such, which is any bytes. */
    private record Channel(byte[] name) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Channel(var named) && Arrays.equals(name, named);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(name);
        }
    }

    private final Map<String, CommandWords> settings = new LinkedHashMap<>();
    private final Map<String, Set<Channel>> subscriptions = new LinkedHashMap<>();
    private final List<byte[]> queued = new ArrayList<>();
    private int queuedBytes;
    private boolean transaction;
    private boolean watched;
    private boolean silent;
    private @Nullable String abort;
    private @Nullable String cannotMove;
    private int version;

    /** Changes with everything that {@link #settings} gives. */
    int version() {
        return version;
    }

    /** One setting, by name: a later one takes the place of an earlier one, and its turn. */
    void set(String name, CommandWords command) {
        settings.remove(name);
        settings.put(name, command);
        version++;
    }

    /** As after RESET. */
    void reset() {
        settings.clear();
        subscriptions.clear();
        leaveTransaction();
        silent = false;
        cannotMove = null;
        version++;
    }

    List<byte[]> settings() {
        return settings.values().stream().map(CommandWords::bytes).toList();
    }

    /** What is told again only when the session has arrived, as it would have effects before. */
    List<byte[]> subscriptions() {
        var all = new ArrayList<byte[]>();
        subscriptions.forEach((kind, channels) -> channels.forEach(
                channel -> all.add(CommandWords.of(kind, channel.name()).bytes())));
        return all;
    }

    void subscribe(String command, List<byte[]> channels) {
        var ends = command.contains("UNSUB");
        var kind = ends ? command.replace("UNSUB", "SUB") : command;
        var known = subscriptions.computeIfAbsent(kind, _ -> new LinkedHashSet<>());
        var named = channels.stream().map(Channel::new).toList();
        if (!ends) {
            known.addAll(named);
        } else if (named.isEmpty()) {
            known.clear();
        } else {
            known.removeAll(Set.copyOf(named));
        }
    }

    /** How often the server answers. */
    int confirmations(String command, int named) {
        var ended = subscriptions.getOrDefault(command.replace("UNSUB", "SUB"), Set.of());
        return named > 0 ? named : Math.max(1, ended.size());
    }

    boolean isResp3() {
        var hello = settings.get("HELLO");
        return hello != null && hello.upper(1).equals("3");
    }

    boolean isSubscribed() {
        return subscriptions.values().stream().anyMatch(channels -> !channels.isEmpty());
    }

    void begin() {
        transaction = true;
        queued.clear();
        queuedBytes = 0;
    }

    boolean isInTransaction() {
        return transaction;
    }

    void queue(byte[] command) {
        queuedBytes += command.length;
        if (queuedBytes > MOST_QUEUED) {
            queued.clear();
            queuedBytes = Integer.MAX_VALUE / 2;
        } else {
            queued.add(command);
        }
    }

    void leaveTransaction() {
        transaction = false;
        watched = false;
        abort = null;
        queued.clear();
        queuedBytes = 0;
    }

    void watch() {
        watched = true;
    }

    void unwatch() {
        watched = false;
        abort = transaction ? abort : null;
    }

    /** The commands of the open transaction, with MULTI; none where there is none. */
    List<byte[]> transaction() {
        if (!transaction) {
            return List.of();
        }
        var all = new ArrayList<byte[]>();
        all.add(CommandWords.of("MULTI").bytes());
        if (queuedBytes <= MOST_QUEUED) {
            all.addAll(queued);
        }
        return all;
    }

    /** Another server does not know what was watched, nor what was too long to be kept: EXEC has to be answered for it. */
    void moved() {
        if (watched) {
            abort = isResp3() ? "_\r\n" : "*-1\r\n";
        } else if (queuedBytes > MOST_QUEUED) {
            abort = "-EXECABORT Transaction discarded because it was too long to be moved to another server\r\n";
        }
    }

    /** What EXEC is to be answered instead of being carried out; null if it may be. */
    @Nullable
    String abort() {
        return abort;
    }

    boolean isSilent() {
        return silent;
    }

    void silent(boolean on) {
        silent = on;
    }

    /** Why another server could not take the session over; null if it could. */
    @Nullable
    String cannotMove() {
        return cannotMove;
    }

    void cannotMove(String why) {
        cannotMove = why;
    }
}
