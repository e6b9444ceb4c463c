package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.movein.process.ExitCode;
import io.movein.store.postgresql.PostgresServer;
import io.movein.testkit.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each change that a cutover makes to a database of tenants fails by each cause that there is for it. */
@Timeout(60)
class SqlConfigurationStoreIT {

    @TempDir
    static Path folder;

    private static Scene scene;
    private Wire wire;
    private SqlConfigurationStore store;

    private enum Change {
        FREEZE("read_only = true", SqlConfigurationStore::freeze),
        SWITCH("set place", store -> store.set("acme-db", "shared")),
        UNFREEZE("read_only = false", SqlConfigurationStore::unfreeze);

        private final String text;
        private final Consumer<SqlConfigurationStore> made;

        Change(String text, Consumer<SqlConfigurationStore> made) {
            this.text = text;
            this.made = made;
        }
    }

    private enum Cause {
        REFUSED,
        TIMED_OUT,
        ANSWER_LOST,
        CHANGED_MEANWHILE
    }

    @BeforeAll
    static void makeTenants() {
        scene = new Scene(folder);
        Scene.execute(
                scene.control,
                "create function public.refuse() returns trigger language plpgsql as $$ begin raise 'not today'; end $$");
    }

    @BeforeEach
    void open() throws IOException {
        wire = new Wire(port(scene.control));
        store = store(wire.port());
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
        Scene.execute(scene.control, "drop trigger if exists refuse on public.tenants");
    }

    @AfterAll
    static void end() {
        scene.close();
    }

    private static int port(PostgresServer server) {
        return Integer.parseInt(server.url().replaceAll(".*:(\\d+)/.*", "$1"));
    }

    private static SqlConfigurationStore store(int port) {
        var control = scene.control;
        var by = new PostgresServer(
                control.name(),
                control.url().replaceAll(":\\d+/", ":%d/".formatted(port)),
                control.user(),
                control.password());
        return new SqlConfigurationStore(
                by,
                scene.plan().switching().statements(),
                "movein switch acme",
                Duration.ofSeconds(1),
                Duration.ofMillis(1));
    }

    private static void isAt(String place) {
        var values = place.split(" ");
        Scene.execute(
                scene.control,
                "update public.tenants set place = '%s', read_only = '%s' where id = 'acme'"
                        .formatted(values[0], values[1]));
    }

    private static void refuseChanges() {
        Scene.execute(
                scene.control,
                "create trigger refuse before update on public.tenants for each row execute function public.refuse()");
    }

    private @Nullable ConfigurationStoreFailure failure(Change change) {
        return catchThrowableOfType(ConfigurationStoreFailure.class, () -> change.made.accept(store));
    }

    @ParameterizedTest
    @CsvSource({
        "FREEZE,   REFUSED,           shared f,  shared f",
        "FREEZE,   TIMED_OUT,         shared f,  shared t",
        "FREEZE,   ANSWER_LOST,       shared f,  shared t",
        "SWITCH,   REFUSED,           shared t,  shared t",
        "SWITCH,   TIMED_OUT,         shared t,  acme-db t",
        "SWITCH,   ANSWER_LOST,       shared t,  acme-db t",
        "SWITCH,   CHANGED_MEANWHILE, shared t,  elsewhere t",
        "UNFREEZE, REFUSED,           acme-db t, acme-db t",
        "UNFREEZE, TIMED_OUT,         acme-db t, acme-db f",
        "UNFREEZE, ANSWER_LOST,       acme-db t, acme-db f",
    })
    void doesWhatItSaysWhatever(Change change, Cause cause, String before, String after) throws Exception {
        isAt(before);
        switch (cause) {
            case REFUSED -> refuseChanges();
            case TIMED_OUT -> wire.keepSilently(change.text);
            case ANSWER_LOST -> wire.loseAnswerTo(change.text);
            case CHANGED_MEANWHILE -> isAt(after);
        }

        var failure = Optional.ofNullable(failure(change));

        assertThat(failure.isPresent()).isEqualTo(cause == Cause.REFUSED);
        failure.ifPresent(refused -> assertThat(refused).hasMessageContaining("not today"));
        assertThat(scene.place()).isEqualTo(after);
        if (cause == Cause.TIMED_OUT) {
            isAt(before);
            wire.letGo();
            assertThat(scene.place()).as("what arrives late changes nothing").isEqualTo(before);
        }
    }

    @Test
    void knowsThatNothingCameOfASwitchThatWasRefused() {
        isAt("shared t");
        refuseChanges();

        var failure = failure(Change.SWITCH);

        assertThat(failure.isRefusal()).isTrue();
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DESTINATION);
    }

    @Test
    void nothingCameOfASwitchThatWasNeverSent() throws Exception {
        wire.close();

        assertThat(failure(Change.SWITCH).isRefusal()).isTrue();
    }

    @Test
    void isNotSureOfASwitchThatWasTakenAndCannotBeRead() {
        isAt("shared t");
        wire.beforeTheAnswerTo(Change.SWITCH.text, this::closeTheWire);

        assertThat(failure(Change.SWITCH).isRefusal()).isFalse();

        assertThat(scene.place()).isEqualTo("acme-db t");
    }

    private void closeTheWire() {
        try {
            wire.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFreezeThatArrivesLateFreezesNobody() throws Exception {
        isAt("shared f");
        refuseChanges();
        wire.keepSilently(Change.FREEZE.text);
        assertThatThrownBy(store::freeze).hasMessageContaining("not today");
        Scene.execute(scene.control, "drop trigger refuse on public.tenants");

        store.unfreeze();
        wire.letGo();

        assertThat(scene.place()).isEqualTo("shared f");
    }
}
