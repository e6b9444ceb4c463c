package io.movein.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The exact bytes of one sample of each type, both ways. A golden file is never changed: a type that has got a new field has a new sample
 * beside the old one, which stays readable. {@code -Dmovein.publish=true} writes the samples that are missing.
 */
class GoldenSamplesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private final Codec codec = new Codec();

    @TestFactory
    Stream<DynamicTest> eachTypeIsWrittenAsItsGoldenSample() {
        return Samples.all().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getSchema().getName(), () -> {
                    var file = GOLDEN.resolve(sample.getSchema().getFullName() + "-"
                            + PublishedSchemasTest.fingerprint(sample.getSchema()) + ".txt");
                    PublishedSchemasTest.publish(file, text(sample));

                    assertThat(Files.readString(file)).isEqualTo(text(sample));
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyGoldenSampleIsStillReadable() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                        var hex = Files.readAllLines(file).getLast();

                        var read = codec.read(HexFormat.of().parseHex(hex));

                        assertThat(file.getFileName().toString())
                                .startsWith(read.getSchema().getFullName() + "-");
                        assertThat(read.toString()).contains("acme/platform#17");
                    }));
        }
    }

    private String text(SpecificRecord sample) {
        return sample + "\n" + HexFormat.of().formatHex(codec.value(sample)) + "\n";
    }
}
