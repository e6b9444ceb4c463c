package io.movein.runner;

import io.movein.runtime.Service;

/** Orders to Jobs, Jobs to reports. */
public final class RunnerService {
    private RunnerService() {}

    public static void main(String[] args) {
        Service.main(RunnerService.class, env -> start(RunnerSettings.read(env)));
    }

    public static Service start(RunnerSettings settings) {
        return Service.start(RunnerService.class, settings.service(), settings);
    }
}
