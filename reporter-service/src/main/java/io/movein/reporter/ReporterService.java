package io.movein.reporter;

import io.movein.runtime.Service;
import io.movein.runtime.Settings;

/** The reporter: reads movein.events and makes each migration's issue match them. */
public final class ReporterService {
    private ReporterService() {}

    public static void main(String[] args) {
        Service.main(ReporterService.class, env -> start(Settings.read(env, ReporterSettings::read)));
    }

    public static Service start(ReporterSettings settings) {
        return Service.start(ReporterService.class, settings.service(), settings);
    }
}
