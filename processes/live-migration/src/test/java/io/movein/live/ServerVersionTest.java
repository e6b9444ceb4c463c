package io.movein.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerVersionTest {

    private static ServerVersion version(String text) {
        var fields = text.split(" ");
        var valkey = fields[0].equals("Valkey");
        return new ServerVersion(valkey, fields[1], valkey ? "7.2.4" : fields[1]);
    }

    @ParameterizedTest
    @CsvSource({
        "Redis 7.0.15, Redis 7.0.15, true",
        "Redis 7.0.15, Redis 7.0.2, true",
        "Redis 7.2.1, Redis 7.0.15, false",
        "Redis 7.0.15, Redis 8.2.3, true",
        "Redis 8.2.3, Redis 8.0.1, false",
        "Redis 7.2.4, Valkey 9.1.2, true",
        "Redis 7.4.0, Valkey 9.1.2, false",
        "Valkey 8.1.0, Valkey 9.1.2, true",
        "Valkey 9.1.2, Valkey 8.1.0, false",
        "Valkey 8.1.0, Redis 8.2.3, true",
        "Valkey 9.1.2, Redis 8.2.3, false"
    })
    void takesValuesOfOlderOnesAndOfItsOwnKind(String from, String to, boolean taken) {
        assertThat(version(to).takesValuesOf(version(from))).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({"Redis 6.2.1, false", "Redis 7.0.0, true", "Valkey 9.1.2, true"})
    void needsAStreamThatGivesTimes(String server, boolean enough) {
        assertThat(version(server).isNewEnough()).isEqualTo(enough);
    }
}
