package io.movein.review.platform;

import io.kubernetes.client.custom.Quantity;
import io.movein.model.Resources;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kubernetes' amounts as ours: CPU in thousandths, the rest in bytes, parts of one rounded up. */
final class Quantities {
    static final Resources NONE = Resources.newBuilder().build();
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private Quantities() {}

    static Resources of(@Nullable Map<String, Quantity> amounts, String storageName) {
        return amounts == null
                ? NONE
                : new Resources(
                        whole(number(amounts, "cpu").multiply(THOUSAND)),
                        whole(number(amounts, "memory")),
                        whole(number(amounts, storageName)));
    }

    static Resources sum(Resources one, Resources other) {
        return new Resources(
                one.getCpuMillis() + other.getCpuMillis(),
                one.getMemoryBytes() + other.getMemoryBytes(),
                one.getStorageBytes() + other.getStorageBytes());
    }

    static Resources max(Resources one, Resources other) {
        return new Resources(
                Math.max(one.getCpuMillis(), other.getCpuMillis()),
                Math.max(one.getMemoryBytes(), other.getMemoryBytes()),
                Math.max(one.getStorageBytes(), other.getStorageBytes()));
    }

    private static BigDecimal number(Map<String, Quantity> amounts, String name) {
        var amount = amounts.get(name);
        return amount == null ? BigDecimal.ZERO : amount.getNumber();
    }

    private static long whole(BigDecimal number) {
        return number.setScale(0, RoundingMode.CEILING).longValue();
    }
}
