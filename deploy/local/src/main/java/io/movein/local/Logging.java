package io.movein.local;

import java.nio.file.Path;

/** Sends this process's own log to a file; must be said before the first line is logged. */
public final class Logging {
    private Logging() {}

    public static void into(Path folder) {
        System.setProperty("movein.log", folder.resolve("local.log").toString());
    }
}
