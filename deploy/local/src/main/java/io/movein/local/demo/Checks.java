package io.movein.local.demo;

import io.movein.local.screen.Screen;
import io.movein.local.screen.Screen.Style;
import java.util.ArrayList;
import java.util.List;

/** What a demo finds at its end, without the services. */
final class Checks {
    private record Check(String what, boolean holds, String seen) {}

    private final List<Check> checks = new ArrayList<>();

    void add(String what, boolean holds, String seen) {
        checks.add(new Check(what, holds, seen));
    }

    /** Whether all of them hold. */
    boolean show(Screen screen) {
        screen.heading("Checked");
        checks.forEach(check ->
                screen.line("  " + (check.holds() ? screen.paint("✓", Style.GREEN) : screen.paint("✗", Style.RED))
                        + " %-52s %s".formatted(check.what(), screen.paint(check.seen(), Style.FAINT))));
        screen.line("");
        return checks.stream().allMatch(Check::holds);
    }
}
