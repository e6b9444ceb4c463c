package io.movein.tier;

import java.nio.file.Path;
import java.util.List;

/** A program of this class path in a JVM of its own, which is killed before it would be worth while to compile much of it. */
final class ShortLived {

    private ShortLived() {}

    /** The command that runs it, without its arguments. */
    static List<String> java(Class<?> program) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName());
    }
}
