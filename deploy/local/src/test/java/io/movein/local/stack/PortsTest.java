package io.movein.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void saysWhichPortIsTakenAndWithWhichOptionToChooseAnother() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> Ports.take(other.getLocalPort(), "intake", "--intake-port"))
                    .hasMessage("port " + other.getLocalPort()
                            + " for intake is used by another program; stop that, or choose another port with "
                            + "--intake-port (0 picks a free one)");
        }
    }

    @Test
    void takesAFreeOneForNone() {
        assertThat(Ports.take(0, "intake", "--intake-port")).isPositive();
    }

    /** A port is not held between this and its use: what the system gives to others then must not be the same. */
    @Test
    void givesEachOnceAndNoneThatTheSystemGivesToOthers() {
        var given = Stream.generate(Ports::free).limit(2_000).toList();

        assertThat(given).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
    }
}
