package io.movein.live.manager;

import io.movein.gateway.resp.CommandReply.Simple;
import io.movein.gateway.resp.CommandServer;
import io.movein.gateway.resp.CommandWords;
import io.movein.live.MigrationStatus;
import io.movein.process.control.CutoverOrder;
import io.movein.store.redis.RedisFailure;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * <pre>
 * TENANT.MIGRATE id|id,id,…|ALL TARGET host:port [MODE live|fast|incremental] [PARALLEL n] [BATCH_SIZE n] [TIMEOUT s]
 * TENANT.STATUS id|ALL          TENANT.PAUSE id       TENANT.RESUME id      TENANT.CANCEL id
 * TENANT.UPDATE id PARALLEL n   TENANT.THROTTLE id OPS n
 * TENANT.CUTOVER id [FORCE] [SCHEDULED time] [RETRY] [DNS name]
 * TENANT.VALIDATE id TARGET host:port                 TENANT.VERIFY id
 * TENANT.BACKUP id [name]       TENANT.RESTORE id BACKUP name
 * </pre>
 *
 * The first word of an error says what kind it is: SYNTAX, NOTENANT, DISABLED, NOTREADY (something would fail), BADSTATE (not now),
 * NOBACKUP, NOTSUPPORTED, SOURCE and TARGET (a server), GATEWAY.
 */
final class TenantCommands implements CommandServer.Commands {

    private final Migrations migrations;

    TenantCommands(Migrations migrations) {
        this.migrations = migrations;
    }

    @Override
    public @Nullable Object carryOut(CommandWords words, String user) throws Exception {
        try {
            return carryOut(words);
        } catch (CommandFailure failure) {
            return failure.reply();
        } catch (IllegalArgumentException notNow) {
            return new CommandFailure("BADSTATE", String.valueOf(notNow.getMessage())).reply();
        } catch (RedisFailure failure) {
            var side = failure.server().name().toUpperCase(Locale.ROOT);
            return new CommandFailure(side, String.valueOf(failure.getMessage())).reply();
        }
    }

    private Object carryOut(CommandWords words) throws InterruptedException {
        var name = words.upper(0);
        if (!name.startsWith("TENANT.")) {
            throw new CommandFailure("ERR", "unknown command '%s' (expected TENANT.…)".formatted(words.text(0)));
        }
        if (words.size() < 2) {
            throw new CommandFailure("SYNTAX", "%s of which tenant? (expected its id)".formatted(name));
        }
        var id = words.text(1);
        return switch (name.substring("TENANT.".length())) {
            case "MIGRATE" -> {
                migrations.begin(id, words);
                yield Simple.OK;
            }
            case "STATUS" -> status(id);
            case "PAUSE" -> done(() -> migrations.manager(id).pause(id));
            case "RESUME" -> done(() -> migrations.manager(id).resume(id));
            case "CANCEL" -> done(() -> cancel(id));
            case "UPDATE" ->
                done(() -> migrations.running(id).parallel(Order.number("PARALLEL", value(words, "PARALLEL"), 256)));
            case "CUTOVER" -> cutover(id, words);
            case "VALIDATE" -> migrations.validate(id, Order.address(value(words, "TARGET")));
            case "VERIFY" -> migrations.verify(id);
            case "BACKUP" -> migrations.backup(id, words.size() > 2 ? words.text(2) : backupName());
            case "RESTORE" -> migrations.restore(id, value(words, "BACKUP"));
            case "THROTTLE" -> done(() -> migrations.throttle(id, ops(value(words, "OPS"))));
            default ->
                throw new CommandFailure(
                        "ERR",
                        "unknown command '%s' (expected TENANT.MIGRATE, STATUS, PAUSE, RESUME, CANCEL, UPDATE, CUTOVER, VALIDATE, VERIFY, BACKUP, RESTORE or THROTTLE)"
                                .formatted(words.text(0)));
        };
    }

    private static Object done(Runnable command) {
        command.run();
        return Simple.OK;
    }

    private static String value(CommandWords words, String name) {
        if (words.size() != 4 || !words.upper(2).equals(name)) {
            throw new CommandFailure("SYNTAX", "expected %s id %s value".formatted(words.upper(0), name));
        }
        return words.text(3);
    }

    private static long ops(String text) {
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new CommandFailure("SYNTAX", "OPS '%s' (expected a number, 0 for no limit)".formatted(text));
        }
    }

    private static String backupName() {
        return Instant.now().toString().replaceAll("[:.]", "-");
    }

    private void cancel(String id) {
        if (!migrations.rolling().remove(id)) {
            migrations.manager(id).cancel(id);
        }
    }

    private Object status(String id) {
        var waiting = migrations.rolling().status(id);
        if (id.equalsIgnoreCase("ALL")) {
            return Stream.concat(migrations.all().stream().map(TenantCommands::map), waiting.stream())
                    .toList();
        }
        return waiting.isEmpty() ? map(migrations.manager(id).status(id)) : waiting.getFirst();
    }

    private static Map<String, @Nullable Object> map(MigrationStatus status) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("migration_id", status.migrationId());
        map.put("tenant", status.tenant());
        map.put("source", status.source());
        map.put("target", status.target());
        map.put("phase", status.phase().toString());
        map.put("progress", value(status.progress()));
        map.put("keys_synced", status.keysSynced());
        map.put("keys_total", value(status.keysTotal()));
        map.put("lag_keys", value(status.lagKeys()));
        map.put("lag_bytes", value(status.lagBytes()));
        map.put("estimated_completion", value(status.estimatedCompletion()));
        map.put("downtime_ms", value(status.downtimeMillis()));
        map.put(
                "late_clients",
                status.lateClients().isPresent() ? status.lateClients().getAsInt() : null);
        map.put("error", status.error().orElse(null));
        return map;
    }

    private static @Nullable Object value(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    private static @Nullable Object value(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }

    private Object cutover(String id, CommandWords words) {
        var force = false;
        Optional<Instant> at = Optional.empty();
        Optional<String> name = Optional.empty();
        var rest = new ArrayList<>(words.from(2).stream()
                .map(word -> new String(word, java.nio.charset.StandardCharsets.UTF_8))
                .toList());
        while (!rest.isEmpty()) {
            switch (rest.removeFirst().toUpperCase(Locale.ROOT)) {
                case "FORCE" -> force = true;
                case "RETRY" -> retry(id);
                case "SCHEDULED" -> at = Optional.of(time(rest));
                case "DNS" -> name = Optional.of(name(rest));
                default ->
                    throw new CommandFailure(
                            "SYNTAX", "expected TENANT.CUTOVER id [FORCE] [SCHEDULED time] [RETRY] [DNS name]");
            }
        }
        var lag = value(migrations.manager(id).status(id).lagKeys());
        migrations.manager(id).cutover(id, new CutoverOrder(force, at), name);
        return force
                ? "cutover begun; writes in flight now: " + lag + "; all of them are awaited within the limit"
                : Simple.OK;
    }

    private void retry(String id) {
        if (migrations.manager(id).status(id).error().isEmpty()) {
            throw new CommandFailure("BADSTATE", "no cutover of '%s' has failed".formatted(id));
        }
    }

    private static String name(List<String> rest) {
        if (rest.isEmpty()) {
            throw new CommandFailure("SYNTAX", "DNS has no name (expected one like redis.acme.example.org)");
        }
        return rest.removeFirst();
    }

    private static Instant time(List<String> rest) {
        var text = rest.isEmpty() ? "" : rest.removeFirst();
        try {
            var at = Instant.parse(text);
            if (at.isAfter(Instant.now())) {
                return at;
            }
        } catch (DateTimeParseException noTime) {
            // told below
        }
        throw new CommandFailure(
                "SYNTAX",
                "SCHEDULED '%s' (expected a time in the future, such as 2026-12-01T02:00:00Z)".formatted(text));
    }
}
