package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.redis.Step.Fetch;
import io.movein.store.redis.Step.Impossible;
import io.movein.store.redis.Step.Nothing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {

    private final Routing routing = new Routing(new KeySpace("acme-corp:", 0));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET acme-corp:a 1",
                "INCRBY acme-corp:a 3",
                "RENAME acme-corp:a acme-corp:b",
                "XGROUP CREATE acme-corp:s g $ MKSTREAM",
                "ZUNIONSTORE acme-corp:d 2 acme-corp:a acme-corp:b WEIGHTS 1 2",
                "BITOP AND acme-corp:d acme-corp:a acme-corp:b",
                "SORT acme-corp:a STORE acme-corp:b",
                "DEL acme-corp:a acme-corp:b",
                "COPY acme-corp:a acme-corp:b REPLACE"
            })
    void doesTheSameWithCommandsOnTheTenantsKeysAlone(String command) {
        assertThat(texts(routing.of(0, write(command)))).isEqualTo(command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET other:a 1",
                "RENAME other:a other:b",
                "PING",
                "PUBLISH acme-corp:news x",
                "SWAPDB 1 2",
                "COPY acme-corp:a other:b",
                "RENAME acme acme2",
                "SORT acme-corp:a"
            })
    void passesOverWhatIsNotTheTenants(String command) {
        var step = routing.of(0, write(command));

        assertThat(step instanceof Nothing
                        || step instanceof Fetch fetch && fetch.keys().isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "MSET acme-corp:a 1 other:b 2 acme-corp:c 3, MSET acme-corp:a 1 acme-corp:c 3",
        "MSETNX other:b 2 acme-corp:c 3, MSET acme-corp:c 3",
        "DEL acme-corp:a other:b, DEL acme-corp:a",
        "UNLINK other:b acme-corp:a, UNLINK acme-corp:a"
    })
    void splitsByKeyWhatMayBeSplit(String command, String own) {
        assertThat(texts(routing.of(0, write(command)))).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({
        "RENAME other:x acme-corp:x, acme-corp:x",
        "RENAME acme-corp:y other:y, acme-corp:y",
        "SUNIONSTORE acme-corp:s other:t, acme-corp:s",
        "LMOVE acme-corp:a other:b LEFT RIGHT, acme-corp:a",
        "SORT other:list STORE acme-corp:s, acme-corp:s",
        "ZINTERSTORE acme-corp:z 2 acme-corp:a other:b, acme-corp:z",
        "PFMERGE acme-corp:h other:h, acme-corp:h",
        "MOVE acme-corp:m 3, acme-corp:m",
        "HPEXPIREAT acme-corp:h 1000 GT FIELDS 1 f, acme-corp:h",
        "HPEXPIREAT acme-corp:h 1000 LT FIELDS 1 f, acme-corp:h"
    })
    void fetchesAnewTheKeyThatACommandAcrossTheEdgeChanged(String command, String key) {
        assertThat(routing.of(0, write(command))).isEqualTo(new Fetch(List.of(Key.of(key))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLUSHDB",
                "FLUSHALL ASYNC",
                "SWAPDB 0 1",
                "EVAL return 1 acme-corp:a",
                "FUNCTION FLUSH",
                "NEWCOMMAND other:a",
                "EXPIRE acme-corp:a 10",
                "HPEXPIRE acme-corp:h 1000 FIELDS 1 f",
                "HPEXPIREAT acme-corp:h 35184372088832 FIELDS 1 f",
                "HSETEX acme-corp:h EX 10 FIELDS 1 f v",
                "SET acme-corp:a 1 EX 10",
                "ZUNIONSTORE acme-corp:d two acme-corp:a"
            })
    void endsTheMigrationWithACommandThatItCannotCarryOver(String command) {
        assertThat(routing.of(0, write(command)))
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible ->
                                assertThat(impossible.why()).contains(command.split(" ")[0], "cannot be carried over"));
    }

    @Test
    void knowsTheTenantsDatabaseFromOthers() {
        assertThat(routing.of(3, write("SET acme-corp:a 1"))).isInstanceOf(Nothing.class);
        assertThat(routing.of(3, write("FLUSHDB"))).isInstanceOf(Nothing.class);
        assertThat(routing.of(3, write("MOVE acme-corp:m 0"))).isEqualTo(new Fetch(List.of(Key.of("acme-corp:m"))));
        assertThat(routing.of(3, write("COPY x acme-corp:m DB 0")))
                .isEqualTo(new Fetch(List.of(Key.of("acme-corp:m"))));
        assertThat(routing.of(-1, write("SET acme-corp:a 1"))).isInstanceOf(Impossible.class);
    }

    @ParameterizedTest
    @CsvSource({
        "SET acme-corp:a 1 PXAT 1000, SET acme-corp:a 1 PXAT 1152921504606847976",
        "SET acme-corp:a 1 KEEPTTL, SET acme-corp:a 1 KEEPTTL",
        "PEXPIREAT acme-corp:a 1000, PEXPIREAT acme-corp:a 1152921504606847976",
        "EXPIREAT acme-corp:a 1, EXPIREAT acme-corp:a 1152921504606847",
        "RESTORE acme-corp:a 1000 x ABSTTL, RESTORE acme-corp:a 1152921504606847976 x ABSTTL",
        "RESTORE acme-corp:a 0 x, RESTORE acme-corp:a 0 x",
        "HPEXPIREAT acme-corp:h 1000 NX FIELDS 1 GT, HPEXPIREAT acme-corp:h 35184372089832 NX FIELDS 1 GT",
        "HEXPIREAT acme-corp:h 1 FIELDS 1 f, HEXPIREAT acme-corp:h 35184372089 FIELDS 1 f",
        "HPERSIST acme-corp:h FIELDS 1 f, HPERSIST acme-corp:h FIELDS 1 f",
        "HSETEX acme-corp:h PXAT 1000 FIELDS 1 PX 2, HSETEX acme-corp:h PXAT 35184372089832 FIELDS 1 PX 2",
        "HSETEX acme-corp:h FXX KEEPTTL FIELDS 1 PX 2, HSETEX acme-corp:h FXX KEEPTTL FIELDS 1 PX 2",
        "HGETDEL acme-corp:h FIELDS 1 f, HGETDEL acme-corp:h FIELDS 1 f"
    })
    void putsExpirationsOffSoThatOnlyTheSourceDecidesThem(String command, String later) {
        assertThat(texts(routing.of(0, write(command)))).isEqualTo(later);
    }

    @Test
    void dividesBetweenTheSlotsOfAClusterWhatMayBeAndReadsTheOthersAnew() {
        var half = new Routing(new KeySpace("acme-corp:", 0).in(Slots.range(8_192, Slots.COUNT - 1)));
        var whole = new Routing(new KeySpace("acme-corp:", 0).in(Slots.range(0, Slots.COUNT - 1)));

        // {a} is of slot 15495, {b} of 3300
        assertThat(half.of(0, write("SET acme-corp:{b} 1"))).isEqualTo(new Nothing());
        assertThat(texts(half.of(0, write("MSET acme-corp:{a} 1 acme-corp:{b} 2"))))
                .isEqualTo("MSET acme-corp:{a} 1");
        assertThat(texts(whole.of(0, write("DEL acme-corp:{a} acme-corp:{b} acme-corp:{a}2"))))
                .isEqualTo("DEL acme-corp:{a} acme-corp:{a}2, DEL acme-corp:{b}");
        assertThat(texts(whole.of(0, write("RENAME acme-corp:{a} acme-corp:{a}2"))))
                .isEqualTo("RENAME acme-corp:{a} acme-corp:{a}2");
        assertThat(half.of(0, write("RENAME acme-corp:{a} acme-corp:{b}")))
                .isEqualTo(new Fetch(List.of(Key.of("acme-corp:{a}"))));
        assertThat(whole.of(0, write("RENAME acme-corp:{a} acme-corp:{b}")))
                .isEqualTo(new Fetch(List.of(Key.of("acme-corp:{a}"), Key.of("acme-corp:{b}"))));
    }

    private static RedisCommand write(String command) {
        return RedisCommand.of((Object[]) command.split(" "));
    }

    private static String texts(Step step) {
        return switch (step) {
            case Step.Apply(var write) -> text(write);
            case Step.Divided(var writes) ->
                String.join(", ", writes.stream().map(RoutingTest::text).toList());
            default -> step.toString();
        };
    }

    private static String text(RedisCommand write) {
        return String.join(" ", write.words().stream().map(Reply::text).toList());
    }
}
