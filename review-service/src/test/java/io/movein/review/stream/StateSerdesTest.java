package io.movein.review.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.review.state.Tenant;
import org.junit.jupiter.api.Test;

class StateSerdesTest {
    private final StateSerdes serdes = new StateSerdes();
    private final Tenant tenant = Tenant.newBuilder().setNamespace("media").build();

    @Test
    void encodesOnceWhatWasWeighedAndThenWritten() {
        var bytes = serdes.weigh(tenant);
        tenant.put(0, "changed since, which nobody does");

        assertThat(written()).hasSize(bytes);
        assertThat(written()).hasSizeGreaterThan(bytes);
    }

    @Test
    void encodesAnewWhatWasForgotten() {
        var bytes = serdes.weigh(tenant);
        tenant.put(0, "of another decision");

        serdes.forgetWeighed();

        assertThat(written()).hasSizeGreaterThan(bytes);
    }

    private byte[] written() {
        return serdes.serde(Tenant.class).serializer().serialize("topic", tenant);
    }
}
