package io.movein.contract.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.contract.issue.CommandWord.PlanWord;
import io.movein.contract.issue.IssueLabels.Button;
import io.movein.model.Plan;
import io.movein.model.State;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IssueWordsTest {

    @Test
    void aLabelIsOneWhateverItsCase() {
        assertThat(Button.of("Operator:Approved")).contains(Button.APPROVED);
        assertThat(IssueLabels.has(Set.of("Migrate-My-Data"), IssueLabels.MIGRATION))
                .isTrue();
        assertThat(IssueLabels.isState("State:Running")).isTrue();
        assertThat(Button.of("operator:approve")).isEmpty();
    }

    @Test
    void aStateIsWrittenAsALabel() {
        assertThat(IssueLabels.of(State.AWAITING_APPROVAL)).isEqualTo("state:awaiting-approval");
    }

    @Test
    void everyPlanCanBeSaidAndIsReadBackWhateverItsCase() {
        assertThat(PlanWord.all().map(PlanWord::plan))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Plan.values())
                        .filter(plan -> plan != Plan.UNKNOWN)
                        .toList());
        assertThat(PlanWord.parse("Wipe-And-Re-Run")).contains(Plan.WIPE_AND_RE_RUN);
        assertThat(PlanWord.parse("hope")).isEmpty();
    }

    @Test
    void theListOfWhatCanBeSaidHasEachPlanOnALineOfItsOwn() {
        assertThat(CommandWord.usages())
                .contains(new CommandWord.Usage(
                        "/plan abandon", "owner", "End the migration; also possible before a run."))
                .extracting(CommandWord.Usage::syntax)
                .contains("/validated", "/invalid <what is wrong>", "/help")
                .doesNotContain("/plan <what next>");
    }
}
