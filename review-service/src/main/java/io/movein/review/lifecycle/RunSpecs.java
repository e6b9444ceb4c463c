package io.movein.review.lifecycle;

import static java.util.Objects.requireNonNull;

import io.movein.model.Attempt;
import io.movein.model.EgressRule;
import io.movein.model.Facts;
import io.movein.model.MigrationRequest;
import io.movein.model.MigrationStatus;
import io.movein.model.ResolvedHost;
import io.movein.model.Resources;
import io.movein.model.RunSpec;
import io.movein.model.StorageInterface;
import io.movein.review.policy.Amounts;
import io.movein.review.policy.Egress;
import io.movein.review.policy.Endpoint;
import java.util.List;
import java.util.Optional;

/** A request that has passed every check, as the runner needs it. */
final class RunSpecs {
    private RunSpecs() {}

    /** @param status with the approval of this run */
    static RunSpec of(MigrationRequest request, Attempt attempt, Facts facts, MigrationStatus status) {
        return RunSpec.newBuilder()
                .setFiledBy(status.getAuthor())
                .setFiledAt(status.getRequestedAt())
                .setApproval(status.getApproval())
                .setNamespace(requireNonNull(facts.getTenant()).getNamespace())
                .setImage(requireNonNull(request.getImage()))
                .setMode(request.getMode())
                .setAttempt(attempt)
                .setResources(requireNonNull(request.getSpike()))
                .setEgress(endpoints(request.getEgress()).stream()
                        .map(to -> egress(to, facts))
                        .toList())
                .setDestinations(endpoints(request.getDestinations()).stream()
                        .map(to -> new StorageInterface(to.host(), to.port()))
                        .toList())
                .setSecrets(request.getSecrets())
                .setKeepsState(requireNonNull(request.getSupportsResume()))
                .setConfiguration(request.getConfiguration())
                .setExpectedRuntimeSeconds(request.getExpectedRuntimeSeconds())
                .setAllowance(facts.getAllowance())
                .setClusterRanges(Egress.publicRanges(facts.getClusterRanges()))
                .build();
    }

    /** What it takes of a node: its log and its {@code /tmp} lie on the disk besides what was asked for. */
    static Resources needed(RunSpec spec) {
        return Amounts.withAllowance(spec.getResources(), spec.getAllowance());
    }

    private static List<Endpoint> endpoints(List<String> lines) {
        return lines.stream().map(Endpoint::parse).flatMap(Optional::stream).toList();
    }

    /** An address needs no resolving and is its own. */
    private static EgressRule egress(Endpoint to, Facts facts) {
        var addresses = facts.getHosts().stream()
                .filter(resolved -> resolved.getHost().equals(to.host()))
                .map(ResolvedHost::getAddresses)
                .findFirst()
                .orElse(List.of(to.host()));
        return new EgressRule(to.host(), to.port(), addresses);
    }
}
