package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.process.AttemptKind;
import io.movein.process.RunMode;
import io.movein.process.Stop;
import io.movein.process.control.ControlChannel;
import io.movein.process.control.Done;
import io.movein.process.items.Journal;
import io.movein.tier.Orders.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OrdersTest {

    @TempDir
    Path folder;

    private final Stop stop = new Stop();
    private Journal journal;
    private ControlChannel control;
    private Orders orders;
    private int commands;

    @BeforeEach
    void acceptCutover() {
        journal = Journal.open(folder.resolve("journal.db"), Clock.systemUTC());
        journal.begin(1, RunMode.LIVE, AttemptKind.FRESH);
        control = new ControlChannel(Optional.of(folder.resolve("control")), journal.commands(), _ -> {});
        orders = new Orders(control, stop, "there is no way back after it");
        orders.acceptCutover();
        control.start(Duration.ofMillis(2));
    }

    @AfterEach
    void close() {
        control.close();
        journal.close();
    }

    private void cutover(String value) throws IOException {
        Files.writeString(
                folder.resolve("control"),
                "{\"id\":\"%d\",\"command\":\"cutover\",\"value\":\"%s\"}\n".formatted(++commands, value),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    @Test
    void switchesByForceForTheReasonThatTheOwnerGives() throws Exception {
        cutover("force");
        cutover("force 3 rows of visits are known to differ");

        assertThat(orders.await()).isEqualTo(new Order.Switch(true, "3 rows of visits are known to differ"));
        assertThat(control.done())
                .extracting(Done::result)
                .first()
                .asString()
                .startsWith("refused: force without a reason (expected why, as in /cutover force 3 rows");
    }

    @Test
    void switchesAtTheTimeThatWasNamedAndNotBefore() throws Exception {
        var at = Instant.now().plusMillis(300);

        cutover("at " + at);

        assertThat(orders.await()).isEqualTo(new Order.Switch(false, ""));
        assertThat(Instant.now()).isAfterOrEqualTo(at);
        assertThat(control.done())
                .extracting(Done::result)
                .containsExactly("cutover at %s; there is no way back after it".formatted(at));
    }

    @Test
    void goesBackWhateverWasNamedForLaterWhenItIsToldToStop() throws Exception {
        cutover("force at 2999-01-01T00:00Z nobody will mind");
        stop.request();

        assertThat(orders.await()).isEqualTo(new Order.GoBack());
    }
}
