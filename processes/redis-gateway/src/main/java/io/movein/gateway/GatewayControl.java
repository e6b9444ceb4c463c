package io.movein.gateway;

import io.movein.gateway.resp.CommandReply.Failure;
import io.movein.gateway.resp.CommandReply.Simple;
import io.movein.gateway.resp.CommandServer;
import io.movein.gateway.resp.CommandWords;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a migration, or an operator with {@code redis-cli}, tells the gateway what to do:
 *
 * <pre>
 * GATEWAY STATUS [tenant]
 * GATEWAY PREPARE tenant host:port
 * GATEWAY TURN tenant                     a number: HOLD and RELEASE with it, TURN number, are refused once another has taken its turn,
 *                                         so that what arrives late changes nothing
 * GATEWAY HOLD tenant milliseconds most   answers when all that was sent is answered; TIMEOUT if that took more than so many
 *                                         milliseconds. After most milliseconds it lets go by itself
 * GATEWAY RELEASE tenant [host:port]      where the tenant is now, or has moved to
 * GATEWAY THROTTLE tenant commands-per-second
 * </pre>
 */
public final class GatewayControl implements CommandServer.Commands {

    private static final Duration LONGEST_PREPARATION = Duration.ofSeconds(30);

    private final Gateway gateway;
    private final Map<String, Long> turns = new HashMap<>();

    public GatewayControl(Gateway gateway) {
        this.gateway = gateway;
    }

    public static CommandServer serve(String host, int port, Gateway gateway, @Nullable Supplier<String> password) {
        return new CommandServer(host, port, new OnePassword(password), new GatewayControl(gateway));
    }

    private record OnePassword(@Nullable Supplier<String> password) implements CommandServer.Accounts {

        @Override
        public boolean isOpen() {
            return password == null;
        }

        @Override
        public boolean admits(String user, String given) {
            return password == null
                    || MessageDigest.isEqual(
                            given.getBytes(StandardCharsets.UTF_8),
                            password.get().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean allows(String user, CommandWords command) {
            return true;
        }
    }

    @Override
    public Object carryOut(CommandWords command, String user) throws InterruptedException {
        if (!command.upper(0).equals("GATEWAY")) {
            return new Failure("ERR", "unknown command '%s' (expected GATEWAY)".formatted(command.text(0)));
        }
        return switch (command.upper(1)) {
            case "STATUS" ->
                command.size() > 2
                        ? map(gateway.figures(command.text(2)))
                        : gateway.figures().stream().map(GatewayControl::map).toList();
            case "PREPARE" -> {
                words(command, 4);
                yield await(gateway.prepare(command.text(2), Address.parse(command.text(3))), LONGEST_PREPARATION);
            }
            case "TURN" -> {
                words(command, 3);
                yield turn(gateway.figures(command.text(2)).tenant());
            }
            case "HOLD" -> hold(command);
            case "RELEASE" -> release(command);
            case "THROTTLE" -> {
                words(command, 4);
                gateway.throttle(command.text(2), number(command.text(3)));
                yield Simple.OK;
            }
            default ->
                new Failure(
                        "ERR",
                        "unknown '%s' (expected STATUS, PREPARE, TURN, HOLD, RELEASE or THROTTLE)"
                                .formatted(command.text(1)));
        };
    }

    private synchronized long turn(String tenant) {
        return turns.merge(tenant, 1L, Long::sum);
    }

    /** Begins what the command says, unless another has taken its turn since. */
    private synchronized CompletableFuture<Void> begin(
            CommandWords command, int place, Supplier<CompletableFuture<Void>> work) {
        if (command.size() > place) {
            words(command, place + 2);
            var tenant = command.text(2);
            if (!command.upper(place).equals("TURN")
                    || number(command.text(place + 1)) != turns.getOrDefault(tenant, 0L)) {
                throw new IllegalArgumentException(
                        "'%s %s' for tenant '%s' (expected TURN %d, as another has taken its turn); nothing was done"
                                .formatted(
                                        command.text(place),
                                        command.text(place + 1),
                                        tenant,
                                        turns.getOrDefault(tenant, 0L)));
            }
        }
        return work.get();
    }

    private Object hold(CommandWords command) throws InterruptedException {
        words(command, command.size() > 5 ? 7 : 5);
        var longest = Duration.ofMillis(number(command.text(3)));
        var most = Duration.ofMillis(number(command.text(4)));
        return await(begin(command, 5, () -> gateway.hold(command.text(2), most)), longest);
    }

    private Object release(CommandWords command) throws InterruptedException {
        var tenant = command.text(2);
        var to = command.size() > 3
                ? Address.parse(command.text(3))
                : Address.parse(gateway.figures(tenant).server());
        return await(begin(command, 4, () -> gateway.release(tenant, to)), LONGEST_PREPARATION);
    }

    private static void words(CommandWords command, int expected) {
        if (command.size() != expected) {
            throw new IllegalArgumentException("%d words after GATEWAY %s (expected %d)"
                    .formatted(command.size() - 2, command.upper(1), expected - 2));
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' (expected a whole number)".formatted(text), e);
        }
    }

    private static Object await(CompletableFuture<Void> future, Duration longest) throws InterruptedException {
        try {
            future.get(longest.toMillis(), TimeUnit.MILLISECONDS);
            return Simple.OK;
        } catch (TimeoutException e) {
            return new Failure("TIMEOUT", "not all sessions were ready within " + longest.toMillis() + " ms");
        } catch (ExecutionException e) {
            return new Failure("FAILED", String.valueOf(e.getCause()));
        }
    }

    private static Map<String, Object> map(TenantFigures figures) {
        var map = new LinkedHashMap<String, Object>();
        map.put("tenant", figures.tenant());
        map.put("server", figures.server());
        map.put("held", figures.held());
        map.put("redirecting", figures.redirecting());
        map.put("sessions", figures.sessions());
        map.put("blocked", figures.blocked());
        map.put("commands", figures.commands());
        map.put("bytes_in", figures.bytesIn());
        map.put("bytes_out", figures.bytesOut());
        map.put("redirected", figures.redirected());
        map.put("ops_per_second", figures.opsPerSecond());
        map.put("last_hold_ms", figures.lastHoldMillis());
        return map;
    }
}
