package io.movein.intake.pull;

import io.movein.command.StageRead;
import io.movein.command.StageReviewed;
import io.movein.contract.Message;
import io.movein.contract.Traceparent;
import io.movein.contract.plan.PlanLimits;
import io.movein.github.GitHubAccount;
import io.movein.github.PullReview;
import io.movein.github.PullSnapshot;
import io.movein.github.RepositoryFile;
import io.movein.model.Actor;
import io.movein.model.Person;
import io.movein.model.PullRequestState;
import io.movein.model.ReviewVerdict;
import io.movein.model.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Derives the commands of a stage's pull request. Reading the same again gives the same commands with the same ids. */
public final class PullDerivation {

    private static final String SOURCE = "/movein/intake";
    private static final int DIGITS = 16;
    /** GitHub lists no more of a pull request's commits. */
    private static final int MOST_COMMITS = 250;

    private final PullReading reading;
    private final PullSnapshot pull;
    private final Traceparent trace;

    private PullDerivation(PullReading reading, Traceparent trace) {
        this.reading = reading;
        this.pull = reading.pull();
        this.trace = trace;
    }

    public static List<Message<?>> derive(PullReading reading, Traceparent trace) {
        var derivation = new PullDerivation(reading, trace);
        return Stream.<Message<?>>concat(
                        Stream.of(derivation.read()), reading.reviews().stream().flatMap(derivation::review))
                .toList();
    }

    /** Which of the files have to be fetched. */
    public static boolean isReadable(RepositoryFile file) {
        return Artifacts.isReadable(file);
    }

    private Message<SpecificRecord> read() {
        var artifacts = new Artifacts(reading);
        var read = StageRead.newBuilder()
                .setMigration(reading.plan().toString())
                .setStage(reading.stage().stage())
                .setAttempt(reading.stage().attempt())
                .setPullRequest(pull.number())
                .setBranch(pull.branch())
                .setBase(pull.base())
                .setHead(pull.head())
                .setAuthor(pull.author() == null ? new Person(null, "ghost") : person(pull.author()))
                .setWriters(writers())
                .setMoreWriters(reading.writers().size() > PlanLimits.WRITERS || pull.commits() > MOST_COMMITS)
                .setFork(pull.fork())
                .setState(state(pull.state()))
                .setMergeCommit(pull.mergeCommit())
                .setMergedBy(pull.mergedBy() == null ? null : person(pull.mergedBy()))
                .setBlocked(blocked())
                .setFiles(artifacts.files())
                .setOtherPaths(artifacts.otherPaths())
                .setUpdatedAt(Instant.EPOCH)
                .build();
        var id = "pull:" + pull.number() + ":" + pull.updatedAt().getEpochSecond() + ":" + digest(read.toString());
        return message(
                id,
                pull.updatedAt(),
                StageRead.newBuilder(read).setUpdatedAt(pull.updatedAt()).build());
    }

    private List<Person> writers() {
        return reading.writers().stream()
                .map(PullDerivation::person)
                .sorted(Comparator.comparing(Person::getLogin))
                .limit(PlanLimits.WRITERS)
                .toList();
    }

    /** A branch that is out of date is merged all the same where nothing protects the base. */
    private @Nullable String blocked() {
        if (!pull.isOpen()) {
            return null;
        }
        if (Objects.equals(pull.mergeable(), false) || pull.mergeState().equals("dirty")) {
            return "it conflicts with '" + pull.base() + "'; merge '" + pull.base() + "' into '" + pull.branch()
                    + "' and push";
        }
        return switch (pull.mergeState()) {
            case "blocked" ->
                "'" + pull.base() + "' is protected, and the pull request lacks what its protection asks for";
            case "behind" ->
                "'" + pull.base() + "' is protected and has moved on; update '" + pull.branch() + "' from it";
            case "draft" -> "it is a draft; mark it as ready for review";
            default -> null;
        };
    }

    private Stream<Message<SpecificRecord>> review(PullReview review) {
        var verdict = switch (review.state()) {
            case "APPROVED" -> ReviewVerdict.APPROVED;
            case "CHANGES_REQUESTED" -> ReviewVerdict.CHANGES_REQUESTED;
            case "DISMISSED" -> ReviewVerdict.DISMISSED;
            default -> ReviewVerdict.UNKNOWN;
        };
        if (verdict == ReviewVerdict.UNKNOWN) {
            return Stream.empty();
        }
        var author = review.author();
        var roles = author.id() == null ? List.<Role>of() : reading.roles().apply(author.id());
        var command = StageReviewed.newBuilder()
                .setMigration(reading.plan().toString())
                .setActor(new Actor(author.id() == null ? 0L : author.id(), author.login(), roles))
                .setStage(reading.stage().stage())
                .setPullRequest(pull.number())
                .setVerdict(verdict)
                .setCommit(review.commit())
                .setAt(review.submittedAt())
                .build();
        var id = "review:" + review.id() + ":"
                + verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return Stream.of(message(id, review.submittedAt(), command));
    }

    private Message<SpecificRecord> message(String id, Instant at, SpecificRecord command) {
        return new Message<>(id, SOURCE, reading.plan(), at, trace.child(), command);
    }

    private static Person person(GitHubAccount account) {
        return new Person(account.id(), account.login());
    }

    private static PullRequestState state(PullSnapshot.State state) {
        return switch (state) {
            case OPEN -> PullRequestState.OPEN;
            case MERGED -> PullRequestState.MERGED;
            case CLOSED -> PullRequestState.CLOSED;
        };
    }

    private static String digest(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
