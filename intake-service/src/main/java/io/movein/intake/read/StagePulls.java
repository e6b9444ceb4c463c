package io.movein.intake.read;

import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.Traceparent;
import io.movein.contract.plan.PlanLimits;
import io.movein.contract.plan.PlanPaths;
import io.movein.github.IssueSnapshot;
import io.movein.github.PullSnapshot;
import io.movein.github.Pulls;
import io.movein.github.RepositoryFile;
import io.movein.intake.pull.PullDerivation;
import io.movein.intake.pull.PullReading;
import io.movein.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads a pull request of a plan's stage with its files, writers and reviews, and says what it comes to. */
public final class StagePulls implements PullCommands {

    private final Pulls pulls;
    private final Operators operators;

    public StagePulls(Pulls pulls, Operators operators) {
        this.pulls = pulls;
        this.operators = operators;
    }

    @Override
    public Optional<List<Message<?>>> of(MigrationId plan, IssueSnapshot issue, int number, Traceparent trace) {
        return pulls.pull(number)
                .map(pull -> PlanPaths.parse(pull.branch())
                        .filter(stage -> stage.issue() == plan.number())
                        .map(stage -> read(plan, issue, stage, pull))
                        .map(reading -> PullDerivation.derive(reading, trace))
                        .orElse(List.of()));
    }

    /** What lies on a fork is not read: nothing of it can pass. */
    private PullReading read(MigrationId plan, IssueSnapshot issue, PlanPaths.StageBranch stage, PullSnapshot pull) {
        var folder = PlanPaths.folder(plan);
        var files = pull.fork()
                ? List.<RepositoryFile>of()
                : pulls.files(pull.head(), folder.substring(0, folder.length() - 1));
        return new PullReading(
                plan,
                stage,
                pull,
                pulls.files(pull.number()),
                pulls.writers(pull),
                files,
                texts(files),
                pulls.reviews(pull.number()),
                id -> roles(issue, id));
    }

    private Map<String, byte[]> texts(List<RepositoryFile> files) {
        var texts = new HashMap<String, byte[]>();
        files.stream()
                .filter(PullDerivation::isReadable)
                .limit(PlanLimits.FILES)
                .forEach(file -> texts.put(file.blob(), pulls.blob(file.blob())));
        return texts;
    }

    private List<Role> roles(IssueSnapshot issue, long id) {
        var roles = new ArrayList<Role>();
        if (Objects.equals(issue.authorId(), id)) {
            roles.add(Role.AUTHOR);
        }
        if (operators.ids().known().contains(id)) {
            roles.add(Role.OPERATOR);
        }
        return List.copyOf(roles);
    }
}
