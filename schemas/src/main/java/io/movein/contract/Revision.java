package io.movein.contract;

import io.movein.model.MigrationRequest;
import io.movein.model.PlanRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Names a parsed request, of a migration or of a plan: the first 32 hex digits of the SHA-256 of a canonical text. The text
 * is written field by field here and not taken from Avro's bytes, so that a new field of the schema does not void the approvals
 * of yesterday.
 */
public final class Revision {
    private Revision() {}

    public static String of(MigrationRequest request) {
        return digest(canonical(request));
    }

    private static String digest(String canonical) {
        return HexFormat.of().formatHex(Digest.bytes(canonical), 0, 16);
    }

    /** Of a migration plan. */
    public static String of(PlanRequest request) {
        var lines = new StringJoiner("\n");
        line(lines, "what", request.getWhat());
        line(lines, "from", request.getFrom());
        line(lines, "to", request.getTo());
        lines(
                lines,
                "tenant",
                request.getTenants().stream().map(String::valueOf).toList());
        lines(
                lines,
                "gate",
                request.getGates().stream()
                        .map(choice -> choice.getStage() + "=" + choice.getGate())
                        .toList());
        lines(
                lines,
                "reviewer",
                request.getReviewers().stream()
                        .map(reviewer -> reviewer.getId() == null ? reviewer.getLogin() : "#" + reviewer.getId())
                        .toList());
        line(lines, "recovery-time-objective", request.getRecoveryTimeObjectiveSeconds());
        return digest(lines.toString());
    }

    private static String canonical(MigrationRequest request) {
        var lines = new StringJoiner("\n");
        line(lines, "onboarding", request.getOnboarding());
        line(lines, "source", request.getSource());
        line(lines, "image", request.getImage());
        line(lines, "mode", request.getMode());
        var spike = request.getSpike();
        line(lines, "cpu", spike == null ? null : spike.getCpuMillis());
        line(lines, "memory", spike == null ? null : spike.getMemoryBytes());
        line(lines, "storage", spike == null ? null : spike.getStorageBytes());
        lines(lines, "egress", request.getEgress());
        lines(lines, "destination", request.getDestinations());
        lines(lines, "secret", request.getSecrets());
        line(lines, "re-run-contract", request.getRerunContract());
        line(lines, "resume", request.getSupportsResume());
        line(lines, "runtime", request.getExpectedRuntimeSeconds());
        var partial = request.getPartialSpike();
        if (partial != null) {
            line(lines, "partial-cpu", partial.getCpuMillis());
            line(lines, "partial-memory", partial.getMemoryBytes());
            line(lines, "partial-storage", partial.getStorageBytes());
        }
        // a field that came later says nothing where it is empty: the revisions of older requests stay as they were
        if (request.getConfiguration() != null) {
            line(lines, "configuration", request.getConfiguration());
        }
        if (request.getMigrationPlan() != null) {
            line(lines, "migration-plan", request.getMigrationPlan());
        }
        return lines.toString();
    }

    /** The length stands before the value: no value can pass for the next line. */
    private static void line(StringJoiner lines, String name, @Nullable Object value) {
        var text = value == null ? "" : value.toString();
        lines.add(name + (value == null ? "" : "=" + text.length() + ":" + text));
    }

    private static void lines(StringJoiner lines, String name, List<String> values) {
        lines.add(name + "s=" + values.size());
        values.forEach(value -> line(lines, name, value));
    }
}
