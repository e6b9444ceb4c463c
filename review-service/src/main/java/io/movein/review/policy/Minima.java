package io.movein.review.policy;

import io.movein.model.Resources;
import io.movein.review.policy.Amounts.Amount;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a run asks for is enough to start with, and not more than any machine has. Kubernetes reads a limit of 0 as none at all,
 * so a run that asks for nothing would get everything; and with a few bytes no process gets as far as telling why it failed.
 * Storage may be 0: then the run has no scratch volume.
 */
final class Minima implements Check {
    static final String TOO_SMALL = "resources.too-small";
    static final String TOO_LARGE = "resources.too-large";
    private static final Resources LEAST = resources(10, 16L << 20, 1L << 20);
    private static final Resources MOST = resources(1_000_000, 1L << 50, 1L << 50);

    @Override
    public Set<String> codes() {
        return Set.of(TOO_SMALL, TOO_LARGE);
    }

    @Override
    public List<Finding> check(Case theCase) {
        var spike = Amounts.asRead(theCase.request());
        return spike.amounts().stream()
                .flatMap(amount -> check(amount, spike.values()))
                .toList();
    }

    private static Stream<Finding> check(Amount amount, Resources spike) {
        var asked = amount.in(spike);
        if (amount.equals(Amounts.STORAGE) && asked == 0) {
            return Stream.empty();
        }
        if (asked < amount.in(LEAST)) {
            return Stream.of(Finding.deny(
                    TOO_SMALL,
                    "additional " + amount.name() + " " + amount.text(spike)
                            + " is too small for a process to start (expected at least " + amount.text(LEAST)
                            + (amount.equals(Amounts.STORAGE) ? ", or 0 for no scratch volume)" : ")"),
                    "edit the issue: declare what the process needs"));
        }
        return asked <= amount.in(MOST)
                ? Stream.empty()
                : Stream.of(Finding.deny(
                        TOO_LARGE,
                        "additional " + amount.name() + " " + amount.text(spike)
                                + " is more than any machine has (expected at most " + amount.text(MOST) + ")",
                        "edit the issue: declare what the process needs"));
    }

    private static Resources resources(long cpuMillis, long memoryBytes, long storageBytes) {
        return Resources.newBuilder()
                .setCpuMillis(cpuMillis)
                .setMemoryBytes(memoryBytes)
                .setStorageBytes(storageBytes)
                .build();
    }
}
