package io.movein.storage.configuration;

import io.movein.process.configuration.DataSize;
import java.time.Duration;

/** How objects are moved. */
public record Transfer(
        DataSize partSize,
        int partsAtOnce,
        Duration silence,
        Duration patience,
        Duration lease,
        String tags,
        boolean conditionalWrites,
        int goneSharePercent) {

    public boolean dropsTags() {
        return tags.equals("drop");
    }
}
