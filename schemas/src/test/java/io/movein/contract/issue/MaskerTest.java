package io.movein.contract.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "token ghp_0123456789abcdefghijABCDEFGHIJ012345 here | token ghp_*** here",
                "github_pat_11ABCDEFG0123456789_abcdefghij | github_pat_***",
                "key AKIAIOSFODNN7EXAMPLE, old | key AKIA***, old",
                "password=hunter22 user=me | password=*** user=me",
                "Password: 'correct horse' | Password: '*** horse'",
                "db_password: s3cr3t! | db_password: ***",
                "{\"apiKey\":\"abcd1234\"} | {\"apiKey\":\"***\"}",
                "https://user:pa55word@old-host.example/x | https://user:***@old-host.example/x",
                "Authorization: Bearer abc.def-ghi | Authorization: Bearer ***",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl | eyJ***",
                "xoxb-123456789012-abcdef | xoxb-***"
            })
    void hidesACredential(String text, String masked) {
        assertThat(Masker.masked(text)).isEqualTo(masked);
        assertThat(Masker.masked(masked)).isEqualTo(masked);
        assertThat(Masker.hasSecrets(text)).isTrue();
    }

    @Test
    void hidesAPrivateKeyWhole() {
        assertThat(Masker.masked("a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----\nb"))
                .isEqualTo("a\n-----BEGIN RSA PRIVATE KEY-----***\nb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.example/media@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "secret: old-db/password",
                "passwordSecret: old-db/password",
                "the password is in the secret old-host",
                "password: ${OLD_PASSWORD}",
                "password=<yours>",
                "1000 files, 214958080 bytes, all checksums match",
                "old-host.acme.example:443"
            })
    void leavesEverythingElseAsItIs(String text) {
        assertThat(Masker.masked(text)).isEqualTo(text);
        assertThat(Masker.hasSecrets(text)).isFalse();
    }

    @Test
    void isLinearInTheText() {
        var evil = "password=".repeat(20_000)
                + "https://".repeat(20_000)
                + "-----BEGIN PRIVATE KEY-----".repeat(100)
                + "eyJ".repeat(20_000);

        Assertions.assertThat(Masker.masked(evil)).isNotNull();
        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(20), () -> Masker.masked(evil));
    }
}
