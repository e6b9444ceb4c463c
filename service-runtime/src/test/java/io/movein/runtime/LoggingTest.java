package io.movein.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.MDC;

/** The log's configuration, as the services have it. */
@Isolated
class LoggingTest {

    @Test
    void anEntryIsOneLineThatNamesMigrationAndRun() throws Exception {
        var text = logged("text", log -> log.warn("first\nsecond", new IllegalStateException("third")));

        assertThat(text.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains(" WARN  LoggingTest [acme/infra#17 run-2] first | second ")
                        .contains("java.lang.IllegalStateException: third | at io.movein.runtime"));
    }

    @Test
    void noEntryIsSoLongThatItHidesTheOthers() throws Exception {
        var text = logged("text", log -> log.warn("x".repeat(10_000_000)));

        assertThat(text).hasSizeLessThan(9_000).contains("xxx");
    }

    @Test
    void asJsonNoEntryIsSoLongEither() throws Exception {
        var large = "x".repeat(10_000_000);

        var json = logged(
                "json", log -> log.warn(large, new IllegalStateException(large, new IllegalStateException(large))));

        assertThat(json).hasSizeLessThan(60_000);
        var entry = new ObjectMapper().readTree(json);
        assertThat(entry.path("formattedMessage").asText()).hasSize(8_001).endsWith("x…");
        assertThat(entry.path("throwable").path("message").asText()).hasSize(8_001);
        assertThat(entry.path("throwable").path("cause").path("message").asText())
                .hasSize(8_001);
    }

    @Test
    void asJsonAnEntryIsAnObjectWithMigrationRunAndTrace() throws Exception {
        var json = logged("json", log -> log.warn("order {}\nis late", 7, new IllegalStateException("why")));

        var entry = new ObjectMapper().readTree(json);
        assertThat(json.lines()).hasSize(1);
        assertThat(entry.path("level").asText()).isEqualTo("WARN");
        assertThat(entry.path("formattedMessage").asText()).isEqualTo("order 7\nis late");
        assertThat(entry.path("mdc").path("migration").asText()).isEqualTo("acme/infra#17");
        assertThat(entry.path("mdc").path("run").asText()).isEqualTo("run-2");
        assertThat(entry.path("mdc").path("trace").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(entry.path("throwable").path("message").asText()).isEqualTo("why");
    }

    private static String logged(String format, Consumer<Logger> writer) throws Exception {
        var stdout = System.out;
        var captured = new ByteArrayOutputStream();
        var context = new LoggerContext();
        try (var out = new PrintStream(captured, true, UTF_8)) {
            System.setOut(out);
            context.setMDCAdapter(MDC.getMDCAdapter());
            context.putProperty("MOVEIN_LOG_FORMAT", format);
            var configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LoggingTest.class.getResource("/logback.xml"));
            MDC.put("migration", "acme/infra#17");
            MDC.put("run", "run-2");
            MDC.put("trace", "0af7651916cd43dd8448eb211c80319c");
            writer.accept(context.getLogger(LoggingTest.class));
        } finally {
            MDC.clear();
            context.stop();
            System.setOut(stdout);
        }
        return captured.toString(UTF_8);
    }
}
