package io.movein.storage;

import io.movein.standin.objects.Call;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A scene of its own for each test. */
abstract class SceneIT {

    @TempDir
    private Path folder;

    Scene scene;

    @BeforeEach
    void set() {
        scene = new Scene(folder);
    }

    @AfterEach
    void strike() {
        scene.close();
    }

    static boolean isPut(Call call) {
        return call.method().equals("PUT");
    }

    static Predicate<Call> puts(String path) {
        return call -> isPut(call) && call.path().equals(path);
    }

    static Predicate<Call> reads(String path) {
        return call -> call.method().equals("GET")
                && call.path().equals(path)
                && call.query().isEmpty();
    }

    /** The first so many of those. */
    static Predicate<Call> first(int count, Predicate<Call> which) {
        var seen = new AtomicInteger();
        return call -> which.test(call) && seen.incrementAndGet() <= count;
    }
}
