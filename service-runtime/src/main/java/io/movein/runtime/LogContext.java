package io.movein.runtime;

import org.slf4j.MDC;

/** What each line of the log says while a record is handled: migration, run and trace. */
final class LogContext {
    private LogContext() {}

    static void put(Entry entry) {
        MDC.put("migration", entry.key());
        if (entry.content() instanceof Entry.Content.Readable(var message)) {
            MDC.put("trace", message.trace().trace());
            var run = message.body().getSchema().getField("run");
            var number = run == null ? null : message.body().get(run.pos());
            if (number instanceof Integer k && k > 0) {
                MDC.put("run", "run-" + k);
            }
        }
    }
}
