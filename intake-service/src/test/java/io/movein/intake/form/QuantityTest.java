package io.movein.intake.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({"500m,500", "2,2000", "0.5,500", "0,0", "1.0001,1001", "0.1m,1"})
    void readsCores(String text, long millis) {
        assertThat(Quantity.cpuMillis(text)).isEqualTo(OptionalLong.of(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1048576,1048576",
        "2 GiB,2147483648",
        "2GiB,2147483648",
        "512 Mi,536870912",
        "1.5 GiB,1610612736",
        "1Ki,1024",
        "512Mi,536870912",
        "1Gi,1073741824",
        "1.5Gi,1610612736",
        "2G,2000000000",
        "3k,3000",
        "1e3,1000",
        "7Ei,8070450532247928832",
        "0.1Ki,103"
    })
    void readsBytes(String text, long bytes) {
        assertThat(Quantity.bytes(text)).isEqualTo(OptionalLong.of(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2 GB",
                "-1Gi",
                "512m",
                "1.5",
                "512",
                "1048575",
                "1K",
                "1gi",
                "8Ei",
                "1e99",
                "NaN",
                "0x10",
                "1,5Gi",
                "99999999999999999999",
                "１Gi"
            })
    void doesNotReadAsBytes(String text) {
        assertThat(Quantity.bytes(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2 cores", "-1", "1Gi", "500M", "1/2", "m"})
    void doesNotReadAsCores(String text) {
        assertThat(Quantity.cpuMillis(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2 GB,2G",
        "2GiB,2Gi",
        "512m,512M",
        "512 mb,512M",
        "1gi,1Gi",
        "1K,1k",
        "1 kib,1Ki",
        "'1,5 GB',1.5G",
        "1.5,1.5Gi",
        "'1,5',1.5Gi",
        "512,512Mi"
    })
    void suggestsBytes(String text, String suggestion) {
        assertThat(Quantity.suggestBytes(text)).isEqualTo(Optional.of(suggestion));
    }

    @ParameterizedTest
    @CsvSource({"2 cores,2", "500 m,500m", "'0,5',0.5", "250 millicores,250m", "1 vCPU,1"})
    void suggestsCores(String text, String suggestion) {
        assertThat(Quantity.suggestCpu(text)).isEqualTo(Optional.of(suggestion));
    }
}
