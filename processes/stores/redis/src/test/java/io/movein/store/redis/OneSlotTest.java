package io.movein.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OneSlotTest {

    private final OneSlot rule = new OneSlot(new KeySpace("acme-corp:", 0));

    private Optional<String> last(String... commands) {
        return List.of(commands).stream()
                .map(command -> rule.whyNot(0, RedisCommand.of((Object[]) command.split(" "))))
                .reduce(Optional.empty(), (_, next) -> next);
    }

    @Test
    void namesATransactionWithKeysOfSeveralSlots() {
        assertThat(last("MULTI", "INCR acme-corp:{a}", "INCR acme-corp:{b}"))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("'INCR acme-corp:{b}' between MULTI and EXEC")
                        .contains("'acme-corp:{a}' of slot 15495 and 'acme-corp:{b}' of slot 3300")
                        .endsWith("give such keys one hash tag, or move to a server that is not a cluster"));
    }

    @Test
    void namesACommandWithKeysOfSeveralSlots() {
        assertThat(last("RENAME acme-corp:{a} acme-corp:{b}")).isPresent();
        assertThat(last("MULTI", "MSET acme-corp:{a} 1 acme-corp:{b} 2")).isPresent();
    }

    @Test
    void takesWhatIsOfOneSlot() {
        assertThat(last("MULTI", "INCR acme-corp:{a}1", "RENAME acme-corp:{a}1 acme-corp:{a}2"))
                .isEmpty();
        assertThat(last("EXEC", "INCR acme-corp:{b}")).isEmpty();
    }

    @Test
    void takesWhatOthersDoAndWhatIsDivided() {
        assertThat(last("RENAME other:{a} other:{b}")).isEmpty();
        assertThat(last("SUNIONSTORE acme-corp:{a} other:{b}")).isEmpty();
        assertThat(last("MSET acme-corp:{a} 1 acme-corp:{b} 2")).isEmpty();
        assertThat(rule.whyNot(1, RedisCommand.of("RENAME", "acme-corp:{a}", "acme-corp:{b}")))
                .isEmpty();
    }

    @Test
    void takesDeletionsThatTheServerMakesOfWhatHadExpired() {
        assertThat(last("MULTI", "DEL acme-corp:{a}", "DEL acme-corp:{b}")).isEmpty();
    }
}
