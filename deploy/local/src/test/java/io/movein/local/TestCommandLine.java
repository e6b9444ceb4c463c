package io.movein.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** ./movein in the test's process. */
public final class TestCommandLine {
    private TestCommandLine() {}

    /** What it printed; it has to have ended well. */
    public static String run(List<String> arguments) {
        var out = new StringWriter();
        var exit = Movein.commandLine().setOut(new PrintWriter(out, true)).execute(arguments.toArray(String[]::new));
        assertThat(exit).isZero();
        return out.toString();
    }
}
