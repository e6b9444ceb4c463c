package io.movein.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.EgressRule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressAddressesTest {
    private static final EgressRule APPROVED = new EgressRule("old.example.org", 443, List.of("203.0.113.10"));

    @Test
    void addsANewPublicAddressAndKeepsWhatWasApproved() {
        var refreshed = EgressAddresses.refresh(
                List.of(APPROVED), Map.of("old.example.org", List.of("203.0.113.11")), List.of());

        assertThat(refreshed)
                .isEqualTo(new EgressAddresses.Refreshed(
                        List.of(new EgressRule("old.example.org", 443, List.of("203.0.113.10", "203.0.113.11"))),
                        List.of("old.example.org 203.0.113.11"),
                        List.of()));
    }

    @Test
    void keepsWhatItHasWhereTheNameCannotBeLookedUp() {
        assertThat(EgressAddresses.refresh(List.of(APPROVED), Map.of("old.example.org", List.of()), List.of())
                        .rules())
                .containsExactly(APPROVED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.96.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "fe80::1",
                "fd00::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::1",
                "2001:0:a00:1::1"
            })
    void dropsWhatCouldBeInside(String address) {
        var refreshed =
                EgressAddresses.refresh(List.of(APPROVED), Map.of("old.example.org", List.of(address)), List.of());

        assertThat(refreshed.rules()).containsExactly(APPROVED);
        assertThat(refreshed.dropped())
                .containsExactly("old.example.org " + address
                        + ": not a public address (expected one of those that were approved, or a public one)");
    }

    @Test
    void takesAnAddressForTheSameHoweverItIsWritten() {
        var approved = new EgressRule("old.example.org", 443, List.of("2001:db8::7"));

        assertThat(EgressAddresses.refresh(
                        List.of(approved), Map.of("old.example.org", List.of("2001:db8:0:0:0:0:0:7")), List.of()))
                .isEqualTo(new EgressAddresses.Refreshed(List.of(approved), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({"2001:db8:77::5, 2001:db8:77::/48", "203.0.113.200, 203.0.113.128/25"})
    void dropsAPublicAddressThatIsTheClusters(String address, String range) {
        var refreshed =
                EgressAddresses.refresh(List.of(APPROVED), Map.of("old.example.org", List.of(address)), List.of(range));

        assertThat(refreshed.rules()).containsExactly(APPROVED);
        assertThat(refreshed.dropped())
                .containsExactly("old.example.org " + address
                        + ": an address of the cluster (expected one of those that were approved, or a public one)");
    }

    @Test
    void standsOnThePolicyAndIsReadAgain() {
        assertThat(EgressAddresses.parse(EgressAddresses.text(List.of(APPROVED))))
                .containsExactly(APPROVED);
        assertThat(EgressAddresses.parse("nonsense")).isEmpty();
    }
}
