package io.movein.local.demo;

import io.movein.local.screen.Screen;
import io.movein.local.screen.Screen.Style;
import io.movein.local.stack.LocalStack;
import io.movein.local.stack.Trouble;
import java.io.IOException;

/** A journey and the checks after it. What fails is told with the end of the log that says why. */
interface CheckedJourney {
    int LOG_LINES = 12;

    Checks travel() throws IOException, InterruptedException;

    /** 0 if everything went well and every check holds. */
    static int run(LocalStack stack, Screen screen, CheckedJourney journey) throws InterruptedException {
        try {
            screen.heading("The journey");
            return journey.travel().show(screen) ? 0 : 1;
        } catch (StepFailed e) {
            fail(stack, screen, e.step(), String.valueOf(e.getMessage()), e.service());
        } catch (IOException | Trouble e) {
            fail(stack, screen, "demo", String.valueOf(e.getMessage()), "");
        }
        return 1;
    }

    private static void fail(LocalStack stack, Screen screen, String step, String why, String service) {
        screen.line("");
        screen.line(screen.paint("✗ " + step + " failed: ", Style.RED) + why);
        if (!service.isEmpty()) {
            var process = stack.services().named(service);
            screen.line("The end of " + process.log() + ":");
            process.lastLines(LOG_LINES).forEach(line -> screen.line("  " + screen.paint(line, Style.FAINT)));
        }
    }
}
