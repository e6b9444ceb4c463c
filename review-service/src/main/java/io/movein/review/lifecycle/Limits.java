package io.movein.review.lifecycle;

import static io.movein.review.lifecycle.Cut.cut;
import static io.movein.review.lifecycle.Cut.lines;

import io.movein.command.ChoosePlan;
import io.movein.command.MisreadCommand;
import io.movein.command.RejectValidation;
import io.movein.command.RequestMigration;
import io.movein.contract.issue.RequestLimits;
import io.movein.model.Alarm;
import io.movein.model.CheckResult;
import io.movein.model.Conclusion;
import io.movein.model.ControlResult;
import io.movein.model.Evidence;
import io.movein.model.Facts;
import io.movein.model.MigrationRequest;
import io.movein.model.Problem;
import io.movein.model.Progress;
import io.movein.model.ResolvedHost;
import io.movein.model.Run;
import io.movein.model.RunResult;
import io.movein.model.TenantFacts;
import io.movein.report.AlarmRaised;
import io.movein.report.NetworkChanged;
import io.movein.report.NodeSilent;
import io.movein.report.RunFinished;
import io.movein.report.RunPending;
import io.movein.report.RunProgressed;
import io.movein.report.RunTornDown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * How large everything may be that comes from outside, in bytes of UTF-8. A migration is told in one record and remembered in
 * one, and a record has at most 1 MB. A request that is larger is refused with the limit; texts of others are cut.
 */
public final class Limits {
    public static final int RUNS = 50;
    public static final int ADDRESSES = 32;
    static final int PROBLEMS = 60;
    static final int LAST_LINES = 50;
    private static final int CHECKS = 50;
    private static final int ANSWERS = 10;
    /** A DNS name and a port. */
    private static final int LINE = 261;

    private static final int NAME = 253;
    private static final int SHORT = 300;
    /** The one sentence of a process that ended: with a count for each of a dozen causes it is long. */
    private static final int SUMMARY = 600;

    private static final int LONG = 4096;
    private static final int FACTS = 200;
    private static final int MOST_BYTES_OF_A_CHARACTER = 3;

    private Limits() {}

    static Input bounded(Input input) {
        return switch (input) {
            case Input.Command command -> new Input.Command(cut(command.id(), SHORT), bounded(command.body()));
            case Input.Report report -> new Input.Report(bounded(report.body()));
            case Input.FactsArrived _, Input.FactsUnusable _, Input.Recheck _, Input.PoolObserved _ -> input;
            case Input.TooLarge large -> new Input.TooLarge(large.id(), bounded(large.body()), large.bytes());
        };
    }

    private static SpecificRecord bounded(SpecificRecord body) {
        return switch (body) {
            case RequestMigration request -> bounded(request);
            case RejectValidation it ->
                RejectValidation.newBuilder(it)
                        .setReason(cut(it.getReason(), LONG))
                        .build();
            case ChoosePlan it ->
                ChoosePlan.newBuilder(it).setUrl(cut(it.getUrl(), SHORT)).build();
            case MisreadCommand it ->
                MisreadCommand.newBuilder(it)
                        .setLine(cut(it.getLine(), SHORT))
                        .setExpected(cut(it.getExpected(), LONG))
                        .build();
            case RunPending it ->
                RunPending.newBuilder(it).setReason(cut(it.getReason(), LONG)).build();
            case RunProgressed it ->
                RunProgressed.newBuilder(it)
                        .setProgress(bounded(it.getProgress()))
                        .build();
            case RunFinished it ->
                RunFinished.newBuilder(it).setResult(bounded(it.getResult())).build();
            case AlarmRaised it ->
                AlarmRaised.newBuilder(it)
                        .setAlarm(bounded(it.getAlarm(), 1024))
                        .build();
            case NetworkChanged it ->
                NetworkChanged.newBuilder(it)
                        .setAdded(lines(it.getAdded(), FACTS, 2 * NAME))
                        .setDropped(lines(it.getDropped(), FACTS, 2 * NAME))
                        .build();
            case NodeSilent it ->
                NodeSilent.newBuilder(it).setNode(cut(it.getNode(), NAME)).build();
            case RunTornDown it ->
                RunTornDown.newBuilder(it)
                        .setRemoved(lines(it.getRemoved(), FACTS, LINE))
                        .build();
            default -> body; // nothing in it has a length of its own
        };
    }

    /** What does not fit is left out, and a problem says so: nothing that is not shown whole can be approved. */
    static RequestMigration bounded(RequestMigration it) {
        var tooLong = new ArrayList<Problem>();
        var request = bounded(it.getRequest(), tooLong);
        var problems = problems(
                Stream.concat(tooLong.stream(), it.getProblems().stream()).toList());
        return RequestMigration.newBuilder(it)
                .setTitle(cut(it.getTitle(), 1024))
                .setRequest(request)
                .setProblems(problems)
                .build();
    }

    private static MigrationRequest bounded(MigrationRequest it, List<Problem> tooLong) {
        return MigrationRequest.newBuilder(it)
                .setOnboarding(text("Onboarding issue", it.getOnboarding(), RequestLimits.LINK, tooLong))
                .setSource(text("Source", it.getSource(), RequestLimits.SOURCE, tooLong))
                .setImage(text("Image", it.getImage(), RequestLimits.IMAGE, tooLong))
                .setEgress(list("Egress", it.getEgress(), RequestLimits.EGRESS_LINES, tooLong))
                .setDestinations(
                        list("Destination interfaces", it.getDestinations(), RequestLimits.DESTINATION_LINES, tooLong))
                .setSecrets(list("Secrets", it.getSecrets(), RequestLimits.SECRET_LINES, tooLong))
                .setConfiguration(configuration(it.getConfiguration(), tooLong))
                .setMigrationPlan(text("Migration plan", it.getMigrationPlan(), RequestLimits.LINK, tooLong))
                .build();
    }

    private static @Nullable String text(String field, @Nullable String value, int most, List<Problem> tooLong) {
        if (value != null && value.length() > most) {
            tooLong.add(tooLong(field + " has " + value.length() + " characters", most + " characters"));
            return cut(value, most);
        }
        return value;
    }

    private static @Nullable String configuration(@Nullable String value, List<Problem> tooLong) {
        if (value != null && Cut.bytes(value) > RequestLimits.CONFIGURATION_BYTES) {
            tooLong.add(tooLong(
                    "Configuration has " + Cut.bytes(value) + " bytes", RequestLimits.CONFIGURATION_BYTES + " bytes"));
            return cut(value, RequestLimits.CONFIGURATION_BYTES);
        }
        return value;
    }

    private static List<String> list(String field, List<String> value, int most, List<Problem> tooLong) {
        if (value.size() > most) {
            tooLong.add(tooLong(field + " has " + value.size() + " lines", most + " lines"));
        }
        value.stream()
                .mapToInt(String::length)
                .filter(length -> length > RequestLimits.LINE)
                .max()
                .ifPresent(length -> tooLong.add(tooLong(
                        field + " has a line of " + length + " characters",
                        RequestLimits.LINE + " characters in each line")));
        return lines(value, most, MOST_BYTES_OF_A_CHARACTER * RequestLimits.LINE);
    }

    private static Problem tooLong(String what, String expected) {
        return Problem.newBuilder()
                .setCode("form.too-long")
                .setReason(what + " (expected at most " + expected + ")")
                .setRemedy("edit the issue: shorten it, or split the migration")
                .build();
    }

    /** All of them as far as a comment can show them; the others are counted. */
    static List<Problem> problems(List<Problem> all) {
        var shown = all.stream().distinct().map(Limits::bounded).toList();
        if (shown.size() <= PROBLEMS) {
            return shown;
        }
        var more = Problem.newBuilder()
                .setCode("request.more-problems")
                .setReason((shown.size() - PROBLEMS + 1) + " more problems are not shown (expected none)")
                .setRemedy("edit the issue: fix those above, then the rest are shown")
                .build();
        return Stream.concat(shown.stream().limit(PROBLEMS - 1), Stream.of(more))
                .toList();
    }

    private static Problem bounded(Problem it) {
        return Problem.newBuilder(it)
                .setCode(cut(it.getCode(), 100))
                .setReason(cut(it.getReason(), 800))
                .setRemedy(cut(it.getRemedy(), 500))
                .build();
    }

    private static Progress bounded(Progress it) {
        return Progress.newBuilder(it)
                .setPhase(cut(it.getPhase(), 100))
                .setUnit(cut(it.getUnit(), 50))
                .setAccepts(it.getAccepts().stream().distinct().toList())
                .setDid(last(it.getDid(), ANSWERS).stream()
                        .map(did -> ControlResult.newBuilder(did)
                                .setId(cut(did.getId(), SHORT))
                                .setCommand(cut(did.getCommand(), SHORT))
                                .setResult(cut(did.getResult(), SHORT))
                                .build())
                        .toList())
                .build();
    }

    private static RunResult bounded(RunResult it) {
        return RunResult.newBuilder(it)
                .setDetail(cut(it.getDetail(), 2048))
                .setTerminationMessage(cut(it.getTerminationMessage(), LONG))
                .setLastLines(lines(last(it.getLastLines(), LAST_LINES), LAST_LINES, 1024))
                .setConclusion(Optional.ofNullable(it.getConclusion())
                        .map(conclusion -> bounded(conclusion, CHECKS))
                        .orElse(null))
                .setProgress(Optional.ofNullable(it.getProgress())
                        .map(Limits::bounded)
                        .orElse(null))
                .build();
    }

    private static <T> List<T> last(List<T> list, int most) {
        return list.subList(Math.max(0, list.size() - most), list.size());
    }

    /** What does not match comes first, so that it is not what is left out. */
    private static Conclusion bounded(Conclusion it, int most) {
        var checks = Stream.concat(
                        it.getChecks().stream().filter(check -> !Boolean.TRUE.equals(check.getMatch())),
                        it.getChecks().stream().filter(check -> Boolean.TRUE.equals(check.getMatch())))
                .limit(most)
                .map(Limits::bounded)
                .toList();
        return Conclusion.newBuilder(it)
                .setSummary(cut(it.getSummary(), SUMMARY))
                .setChecks(checks)
                .setChecksLeftOut(it.getChecksLeftOut() + it.getChecks().size() - checks.size())
                .setEvidence(Optional.ofNullable(it.getEvidence())
                        .map(evidence -> Evidence.newBuilder(evidence)
                                .setLocation(cut(evidence.getLocation(), 1024))
                                .setSha256(cut(evidence.getSha256(), 64))
                                .build())
                        .orElse(null))
                .build();
    }

    private static CheckResult bounded(CheckResult it) {
        return CheckResult.newBuilder(it)
                .setCheck(cut(it.getCheck(), 100))
                .setOf(cut(it.getOf(), SHORT))
                .setSource(it.getSource() == null ? null : cut(it.getSource(), 100))
                .setTarget(it.getTarget() == null ? null : cut(it.getTarget(), 100))
                .build();
    }

    private static Alarm bounded(Alarm it, int detail) {
        return Alarm.newBuilder(it)
                .setName(cut(it.getName(), 100))
                .setDetail(cut(it.getDetail(), detail))
                .build();
    }

    /** What is kept of a run once the next one is there: how it ended, and no longer all that it said. */
    static Run old(Run run) {
        var result = run.getResult();
        return result == null
                ? run
                : Run.newBuilder(run)
                        .setPending(null)
                        .setProgress(null)
                        .setAlarms(last(run.getAlarms(), 3).stream()
                                .map(alarm -> bounded(alarm, 100))
                                .toList())
                        .setResult(RunResult.newBuilder(result)
                                .setDetail(cut(result.getDetail(), SHORT))
                                .setTerminationMessage(cut(result.getTerminationMessage(), SHORT))
                                .setLastLines(List.of())
                                .setConclusion(Optional.ofNullable(result.getConclusion())
                                        .map(conclusion -> bounded(conclusion, 0))
                                        .orElse(null))
                                .build())
                        .build();
    }

    /** What is kept of the facts with a decision. The checks have seen them whole. */
    static Facts evidence(Facts it) {
        return Facts.newBuilder(it)
                .setTenantNamespaces(lines(it.getTenantNamespaces(), 20, NAME))
                .setTenant(Optional.ofNullable(it.getTenant())
                        .map(Limits::evidence)
                        .orElse(null))
                .setHosts(it.getHosts().stream()
                        .limit(RequestLimits.EGRESS_LINES)
                        .map(host -> ResolvedHost.newBuilder(host)
                                .setAddresses(lines(host.getAddresses(), ADDRESSES, 64))
                                .build())
                        .toList())
                .setClusterRanges(lines(it.getClusterRanges(), FACTS, 64))
                .build();
    }

    private static TenantFacts evidence(TenantFacts it) {
        return TenantFacts.newBuilder(it)
                .setOwnerIds(it.getOwnerIds().stream().limit(FACTS).toList())
                .setStorageInterfaces(
                        it.getStorageInterfaces().stream().limit(FACTS).toList())
                .setRegisteredSecrets(lines(it.getRegisteredSecrets(), FACTS, NAME))
                .build();
    }
}
