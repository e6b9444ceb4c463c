package io.movein.process.report;

import java.util.OptionalLong;

/** How far a process that follows changes is behind its source; each figure only where it is known. */
public record ReplicationLag(OptionalLong keys, OptionalLong bytes) {

    public boolean none() {
        return keys.isPresent() && keys.getAsLong() == 0 && bytes.isPresent() && bytes.getAsLong() == 0;
    }
}
