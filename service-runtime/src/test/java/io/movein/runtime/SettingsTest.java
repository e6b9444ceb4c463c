package io.movein.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    record Example(
            String repository,
            URI api,
            Secret token,
            Duration interval,
            int limit,
            boolean strict,
            List<Long> operators,
            Optional<String> team) {
        static Example read(Settings in) {
            return new Example(
                    in.text("MOVEIN_REPOSITORY"),
                    in.url("MOVEIN_API", "https://api.github.com"),
                    in.secret("MOVEIN_TOKEN"),
                    in.duration("MOVEIN_INTERVAL", Duration.ofMinutes(2)),
                    in.number("MOVEIN_LIMIT", 10),
                    in.flag("MOVEIN_STRICT", true),
                    in.numbers("MOVEIN_OPERATORS"),
                    in.optional("MOVEIN_TEAM"));
        }
    }

    record Window(Duration shortest, Duration longest) {
        Window {
            if (shortest.compareTo(longest) > 0) {
                throw new IllegalArgumentException(
                        "SHORTEST is " + shortest + " and LONGEST " + longest + " (expected SHORTEST first)");
            }
        }
    }

    @Test
    void readsWhatIsSetAndTakesDefaultsForTheRest() {
        var env = Map.of(
                "MOVEIN_REPOSITORY",
                "acme/infra",
                "MOVEIN_TOKEN",
                "t0ken",
                "MOVEIN_OPERATORS",
                "2001, 2002,",
                "MOVEIN_TEAM",
                " ");

        var example = Settings.read(env, Example::read);

        assertThat(example)
                .isEqualTo(new Example(
                        "acme/infra",
                        URI.create("https://api.github.com"),
                        new Secret("t0ken"),
                        Duration.ofMinutes(2),
                        10,
                        true,
                        List.of(2001L, 2002L),
                        Optional.empty()));
    }

    @Test
    void reportsAllProblemsAtOnceWithWhatWasFoundAndExpected() {
        var env = Map.of(
                "MOVEIN_API",
                "api.github.com",
                "MOVEIN_INTERVAL",
                "soon",
                "MOVEIN_LIMIT",
                "ten",
                "MOVEIN_STRICT",
                "yes",
                "MOVEIN_OPERATORS",
                "alice");

        assertThatThrownBy(() -> Settings.read(env, Example::read)).hasMessage("""
                7 settings are wrong:
                  - MOVEIN_REPOSITORY is not set (expected a text)
                  - MOVEIN_API is 'api.github.com' (expected an address like https://host:port/path)
                  - MOVEIN_TOKEN is not set (expected a secret)
                  - MOVEIN_INTERVAL is 'soon' (expected a duration like 30s, 2m or PT30S)
                  - MOVEIN_LIMIT is 'ten' (expected a whole number)
                  - MOVEIN_STRICT is 'yes' (expected true or false)
                  - MOVEIN_OPERATORS is 'alice' (expected whole numbers separated by commas)""");
    }

    @Test
    void reportsWhatContradictsEachOther() {
        var env = Map.of("SHORTEST", "1h");

        assertThatThrownBy(() -> Settings.read(
                        env,
                        in -> new Window(
                                in.duration("SHORTEST", Duration.ofSeconds(1)),
                                in.duration("LONGEST", Duration.ofMinutes(1)))))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("SHORTEST is PT1H and LONGEST PT1M (expected SHORTEST first)");
    }

    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "30s,PT30S", "2m,PT2M", "6h,PT6H", "7d,PT168H", "PT1M30S,PT1M30S"})
    void readsDurationsAsPeopleWriteThem(String written, Duration expected) {
        var read = Settings.read(Map.of("WAIT", written), in -> in.duration("WAIT", Duration.ofDays(99)));

        assertThat(read).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0s", "-1m", "5", "s", "1w"})
    void refusesDurationsThatAreNone(String written) {
        assertThatThrownBy(() -> Settings.read(Map.of("WAIT", written), in -> in.duration("WAIT", Duration.ofDays(99))))
                .hasMessageContaining("WAIT is '" + written + "'");
    }

    @Test
    void refusesAFileThatIsNotThere(@TempDir Path dir) throws Exception {
        var key = Files.writeString(dir.resolve("key.pem"), "key");
        var missing = dir.resolve("other.pem").toString();

        assertThat(Settings.<Path>read(Map.of("KEY", key.toString()), in -> in.file("KEY")))
                .isEqualTo(key);
        assertThatThrownBy(() -> Settings.read(Map.of("KEY", missing), in -> in.file("KEY")))
                .hasMessageContaining("KEY is '" + missing + "' (expected a readable file)");
    }

    @Test
    void neverShowsASecret() {
        assertThat(new Secret("hush")).hasToString("***");
    }

    @Test
    void saysWhatIsWrongWithTheSettingsOfEveryService() {
        var env = Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka", "MOVEIN_LOG_FORMAT", "JSON");

        assertThatThrownBy(() -> Settings.read(env, ServiceSettings::read))
                .hasMessageContaining("MOVEIN_LOG_FORMAT is 'JSON' (expected text or json)");
    }

    @Test
    void aLevelOfTheLogThatIsNoneIsSaid() {
        var env = Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka", "MOVEIN_LOG_LEVEL", "verbose");

        assertThatThrownBy(() -> Settings.read(env, ServiceSettings::read))
                .hasMessageContaining("MOVEIN_LOG_LEVEL is 'VERBOSE' (expected TRACE, DEBUG, INFO, WARN or ERROR)");
        assertThatThrownBy(() -> Settings.read(Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka"), ServiceSettings::read))
                .hasMessageContaining(
                        "KAFKA_BOOTSTRAP_SERVERS is 'kafka' (expected host:port, several separated by commas)");
        assertThatThrownBy(() -> Settings.read(
                        Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092", "MOVEIN_KAFKA_REPLICATION", "30"),
                        ServiceSettings::read))
                .hasMessageContaining("MOVEIN_KAFKA_REPLICATION is '30' (expected the number of replicas, 1 to 9");
    }

    @Test
    void takesBrokersAsKafkaWritesThem() {
        for (var servers : List.of(
                "kafka:9092",
                "10.0.0.1:9092, 10.0.0.2:9092",
                "[::1]:9092",
                "kafka-0.kafka.svc.cluster.local:9092",
                "SSL://kafka:9093")) {
            assertThat(KafkaSettings.of(servers).bootstrapServers()).isEqualTo(servers);
        }
    }
}
