package io.movein.standin.redis;

import java.nio.file.Path;
import java.util.Optional;

/** Servers newer than the one that tests have by themselves, where the machine has them and an environment variable says where. */
public enum NewerServer {
    REDIS_8("MOVEIN_TEST_REDIS_8"),
    VALKEY_9("MOVEIN_TEST_VALKEY_9");

    private final String variable;

    NewerServer(String variable) {
        this.variable = variable;
    }

    /** None where nobody says. */
    public Optional<Path> program() {
        return Optional.ofNullable(System.getenv(variable)).map(Path::of);
    }

    /** Why a test is left out. */
    public String missing() {
        return "no program for %s: %s is not set".formatted(this, variable);
    }
}
