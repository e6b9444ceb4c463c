package io.movein.review.policy;

import io.movein.model.Allowance;
import io.movein.model.MigrationRequest;
import io.movein.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The three amounts of {@link Resources}, each to be looked at on its own, and how people read them. */
public final class Amounts {
    public static final Resources NONE = Resources.newBuilder().build();
    private static final long MEBI = 1L << 20;

    record Amount(String name, ToLongFunction<Resources> of, java.util.function.LongFunction<String> text) {
        long in(Resources resources) {
            return of.applyAsLong(resources);
        }

        String text(Resources resources) {
            return text.apply(in(resources));
        }
    }

    static final Amount CPU = new Amount("CPU", Resources::getCpuMillis, millis -> millis + "m");
    static final Amount MEMORY = new Amount("memory", Resources::getMemoryBytes, Amounts::bytes);
    static final Amount STORAGE = new Amount("storage", Resources::getStorageBytes, Amounts::bytes);
    static final List<Amount> ALL = List.of(CPU, MEMORY, STORAGE);

    private Amounts() {}

    /** What could be read of what a run asks for; the values of the amounts that are not in the list mean nothing. */
    record AsRead(Resources values, List<Amount> amounts) {}

    static AsRead asRead(MigrationRequest request) {
        var partial = request.getPartialSpike();
        if (request.getSpike() != null || partial == null) {
            return request.getSpike() == null ? new AsRead(NONE, List.of()) : new AsRead(request.getSpike(), ALL);
        }
        var values = Resources.newBuilder();
        var amounts = new ArrayList<Amount>();
        if (partial.getCpuMillis() != null) {
            values.setCpuMillis(partial.getCpuMillis());
            amounts.add(CPU);
        }
        if (partial.getMemoryBytes() != null) {
            values.setMemoryBytes(partial.getMemoryBytes());
            amounts.add(MEMORY);
        }
        if (partial.getStorageBytes() != null) {
            values.setStorageBytes(partial.getStorageBytes());
            amounts.add(STORAGE);
        }
        return new AsRead(values.build(), List.copyOf(amounts));
    }

    public static Resources plus(Resources one, Resources other) {
        return Resources.newBuilder()
                .setCpuMillis(one.getCpuMillis() + other.getCpuMillis())
                .setMemoryBytes(one.getMemoryBytes() + other.getMemoryBytes())
                .setStorageBytes(one.getStorageBytes() + other.getStorageBytes())
                .build();
    }

    /** With what of the allowance lies on the node's disk; the state volume is the cluster's. */
    public static Resources withAllowance(Resources asked, @Nullable Allowance allowance) {
        return allowance == null
                ? asked
                : Resources.newBuilder(asked)
                        .setStorageBytes(asked.getStorageBytes() + allowance.getTmpBytes() + allowance.getLogBytes())
                        .build();
    }

    public static Resources minus(Resources from, Resources taken) {
        return Resources.newBuilder()
                .setCpuMillis(from.getCpuMillis() - taken.getCpuMillis())
                .setMemoryBytes(from.getMemoryBytes() - taken.getMemoryBytes())
                .setStorageBytes(from.getStorageBytes() - taken.getStorageBytes())
                .build();
    }

    /** E.g. {@code CPU 500m, memory 512Mi, storage 2Gi}. */
    static String text(Resources resources) {
        return ALL.stream()
                .map(amount -> amount.name() + " " + amount.text(resources))
                .collect(Collectors.joining(", "));
    }

    private static String about(long bytes) {
        var mebi = (double) bytes / MEBI;
        return mebi < 1024
                ? String.format(Locale.ROOT, "%.1fMi", mebi)
                : String.format(Locale.ROOT, "%.1fGi", mebi / 1024);
    }

    private static String bytes(long bytes) {
        if (bytes % MEBI != 0) {
            return bytes < MEBI ? bytes + " bytes" : about(bytes) + " (" + bytes + " bytes)";
        }
        var mebi = bytes / MEBI;
        return mebi % 1024 == 0 && mebi != 0 ? mebi / 1024 + "Gi" : mebi + "Mi";
    }
}
