package io.movein.intake.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {

    /** GitHub's own example. */
    private static final String HEX = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static final byte[] BODY = "Hello, World!".getBytes(StandardCharsets.UTF_8);
    private final Signature signature = new Signature("It's a Secret to Everybody");

    @Test
    void signsAsGitHubDoes() {
        assertThat(HexFormat.of().formatHex(signature.sign(BODY))).isEqualTo(HEX);
        assertThat(signature.check("sha256=" + HEX, BODY)).isEqualTo(Signature.Verdict.VALID);
    }

    @Test
    void findsAChangedBodyWrong() {
        assertThat(signature.check("sha256=" + HEX, "Hello, World?".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Signature.Verdict.WRONG);
    }

    @Test
    void findsAnotherSecretWrong() {
        assertThat(new Signature("another").check("sha256=" + HEX, BODY)).isEqualTo(Signature.Verdict.WRONG);
    }

    @Test
    void missesASignature() {
        assertThat(signature.check(null, BODY)).isEqualTo(Signature.Verdict.MISSING);
        assertThat(signature.check("", BODY)).isEqualTo(Signature.Verdict.MISSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256=",
                "sha1=" + HEX,
                HEX,
                "sha256=" + HEX + "00",
                "sha256=xx7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
            })
    void findsAMalformedHeader(String header) {
        assertThat(signature.check(header, BODY)).isEqualTo(Signature.Verdict.MALFORMED);
    }
}
