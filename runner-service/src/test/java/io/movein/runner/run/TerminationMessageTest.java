package io.movein.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.CheckResult;
import io.movein.model.Conclusion;
import io.movein.model.Evidence;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminationMessageTest {
    @Test
    void readsAConclusionWithTheChecksThatDoNotMatchFirst() {
        var read = TerminationMessage.read("""
                {"movein":{"summary":"997 of 1000 moved","checks":[
                 {"check":"row count","of":"orders","source":"1000","target":1000,"match":true},
                 {"check":"digest","of":"orders","source":"ab","target":null,"match":null},
                 {"check":"row count","of":"items","source":"7","target":"6","match":false}],
                 "moreChecks":2,"failedItems":3,"evidence":{"location":"s3://proof/17","sha256":"ab12"}}}
                """);

        assertThat(read)
                .isEqualTo(new TerminationMessage(
                        "997 of 1000 moved",
                        Conclusion.newBuilder()
                                .setSummary("997 of 1000 moved")
                                .setChecks(List.of(
                                        new CheckResult("row count", "items", "7", "6", false),
                                        new CheckResult("digest", "orders", "ab", null, null),
                                        new CheckResult("row count", "orders", "1000", "1000", true)))
                                .setChecksLeftOut(2)
                                .setFailedItems(3L)
                                .setEvidence(new Evidence("s3://proof/17", "ab12"))
                                .build(),
                        false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all there",
                "{\"movein\":",
                "{\"other\":1}",
                "{\"movein\":{\"checks\":7}}",
                "{\"movein\":{\"complete\":7}}",
                "[]"
            })
    void takesEverythingElseAsText(String message) {
        assertThat(TerminationMessage.read(message)).isEqualTo(new TerminationMessage(message, null, false));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "null, false"})
    void readsWhetherTheProcessSaysThatItHasDoneAll(String told, boolean complete) {
        var message = "{\"movein\":{\"summary\":\"all moved\",\"complete\":" + told + "}}";

        assertThat(TerminationMessage.read(message))
                .extracting(TerminationMessage::text, TerminationMessage::complete)
                .containsExactly("all moved", complete);
    }

    /** No kubelet hands over so much; nothing relies on that. */
    @Test
    void takesWhatIsTooDeepToBeReadForText() {
        var deep = "{\"movein\":{\"checks\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}}";

        assertThat(TerminationMessage.read("one\n" + deep).conclusion()).isNull();
        assertThat(TerminationMessage.read(deep))
                .isEqualTo(new TerminationMessage(TerminationMessage.CUT + "\n" + deep, null, false));
    }
}
