package io.movein.standin.node;

import java.util.HashMap;
import java.util.Map;

/**
 * Each pod has a loopback address of its own, so that two servers on the same port do not meet. It is derived from the pod's
 * uid, moved on if another pod of this node has it.
 */
final class PodAddresses {

    private static final int FIRST = 127 << 24 | 64 << 16;
    private static final int COUNT = 1 << 22;

    private final Map<Integer, String> taken = new HashMap<>();

    synchronized String of(String uid) {
        var index = Math.floorMod(uid.hashCode(), COUNT);
        while (isUnusable(index) || !uid.equals(taken.computeIfAbsent(index, free -> uid))) {
            index = (index + 1) % COUNT;
        }
        return text(FIRST + index);
    }

    synchronized void release(String uid) {
        taken.values().removeIf(uid::equals);
    }

    private static boolean isUnusable(int index) {
        return (index & 0xff) == 0 || (index & 0xff) == 0xff;
    }

    private static String text(int address) {
        return "%d.%d.%d.%d".formatted(address >>> 24, address >>> 16 & 0xff, address >>> 8 & 0xff, address & 0xff);
    }
}
