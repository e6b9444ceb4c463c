package io.movein.standin.github.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DeliverySignatureTest {

    /** The example in GitHub's documentation, "Validating webhook deliveries". */
    @Test
    void signsAsGitHubDocumentsIt() {
        var signature =
                DeliverySignature.of("It's a Secret to Everybody", "Hello, World!".getBytes(StandardCharsets.UTF_8));

        assertThat(signature).isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }
}
