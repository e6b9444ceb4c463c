package io.movein.intake.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.github.GitHubRefusedException;
import io.movein.github.OperatorAccount;
import io.movein.intake.MemoryIssues;
import io.movein.intake.issue.Reading.OperatorIds;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperatorsTest {

    private final MemoryIssues github = new MemoryIssues();

    @Test
    void areNamedByLoginOrNumberOrAreMembersOfTheTeam() {
        github.accounts.put("ada", 1L);
        github.team.add(3L);

        var operators = new Operators(
                List.of(new OperatorAccount("ada", null), new OperatorAccount(null, 2L)), "acme/ops", github);

        assertThat(operators.ids().known()).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void keepTheNumberOfALoginThatSomebodyElseTakesOver() {
        github.accounts.put("ada", 1L);
        var operators = new Operators(List.of(new OperatorAccount("ada", null)), null, github);
        operators.ids();

        github.accounts.put("ada", 666L);

        assertThat(operators.ids().known()).containsExactly(1L);
        assertThat(github.reads).isEqualTo(1);
    }

    @Test
    void areNobodyOfATeamThatGitHubDoesNotShow() {
        var operators = new Operators(List.of(new OperatorAccount(null, 2L)), "acme/ops", github);
        github.failWith(new GitHubRefusedException(404, "no such team"));

        assertThat(operators.ids())
                .isEqualTo(new OperatorIds(Set.of(2L), Optional.of("GitHub does not show the team 'acme/ops' (404)")));
    }

    @Test
    void areNobodyByANameThatNobodyHas() {
        assertThat(new Operators(List.of(new OperatorAccount("nobody", null)), null, github)
                        .ids()
                        .known())
                .isEmpty();
    }
}
