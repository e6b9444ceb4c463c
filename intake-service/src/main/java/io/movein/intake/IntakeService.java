package io.movein.intake;

import io.movein.runtime.Service;
import java.util.Map;

/** GitHub to commands. Decides nothing; what it publishes is derived from the issue as it stands. */
public final class IntakeService {

    /** GitHub never sends more; anything larger is answered 413 before it is read. */
    private static final String LARGEST_WEBHOOK = "25MB";

    private IntakeService() {}

    public static void main(String[] args) {
        Service.main(IntakeService.class, env -> start(IntakeSettings.read(env)));
    }

    public static Service start(IntakeSettings settings) {
        return Service.start(
                IntakeService.class,
                settings.service(),
                Map.of(
                        "micronaut.server.max-request-size", LARGEST_WEBHOOK,
                        "micronaut.server.max-request-buffer-size", LARGEST_WEBHOOK),
                settings);
    }
}
