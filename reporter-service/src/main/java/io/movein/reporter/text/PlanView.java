package io.movein.reporter.text;

import io.movein.contract.EnumText;
import io.movein.contract.MigrationId;
import io.movein.contract.issue.CommandWord;
import io.movein.contract.issue.PlanCommandWord;
import io.movein.contract.issue.StatusText;
import io.movein.model.Actor;
import io.movein.model.Person;
import io.movein.model.PlanEnding;
import io.movein.model.PlanStatus;
import io.movein.model.RunOutcome;
import io.movein.model.Stage;
import io.movein.model.StageState;
import io.movein.model.StageStatus;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What templates ask of a plan's status. What they read is public. */
public final class PlanView {

    private static final int DIGITS = 7;

    private final PlanStatus status;
    private final MigrationId issue;

    PlanView(PlanStatus status, MigrationId issue) {
        this.status = status;
        this.issue = issue;
    }

    public int number() {
        return issue.number();
    }

    public String folder() {
        return "plans/" + issue.number() + "/";
    }

    public String stage(Stage stage) {
        return EnumText.hyphenated(stage);
    }

    public String word(Enum<?> value) {
        return switch (value) {
            case StageState state -> StatusText.of(state);
            case PlanEnding ending -> StatusText.of(ending);
            case RunOutcome outcome -> StatusText.of(outcome);
            default -> EnumText.spaced(value);
        };
    }

    /** The one that is worked on. */
    public @Nullable StageStatus current() {
        return status.getStages().stream()
                .filter(stage -> switch (stage.getState()) {
                    case OPENING, NEEDS_WORK, ASKING, MERGING -> true;
                    case WAITING, PASSED, STALE, UNKNOWN -> false;
                })
                .findFirst()
                .orElse(null);
    }

    public @Nullable StageStatus of(Stage stage) {
        return status.getStages().stream()
                .filter(one -> one.getStage() == stage)
                .findFirst()
                .orElse(null);
    }

    public String icon(StageState state) {
        return switch (state) {
            case PASSED -> "✓";
            case OPENING, NEEDS_WORK, ASKING, MERGING -> "▶";
            case WAITING, STALE, UNKNOWN -> "·";
        };
    }

    /** With a number, so that GitHub links it. */
    public SafeString link(@Nullable Integer number) {
        return new SafeString(number == null ? "–" : "#" + number);
    }

    public String abbreviated(@Nullable String commit) {
        return Optional.ofNullable(commit)
                .map(sha -> sha.length() > DIGITS ? sha.substring(0, DIGITS) : sha)
                .orElse("–");
    }

    public SafeString mention(Actor actor) {
        return new SafeString(actor.getId() == 0 ? actor.getLogin() : "@" + actor.getLogin());
    }

    public SafeString reviewers() {
        var people = status.getRequest().getReviewers();
        return new SafeString(
                people.isEmpty()
                        ? "a reviewer"
                        : people.stream()
                                .map(Person::getLogin)
                                .map(login -> "@" + login)
                                .collect(Collectors.joining(", ")));
    }

    public List<CommandWord.Usage> commands() {
        return PlanCommandWord.usages();
    }
}
