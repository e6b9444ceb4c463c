package io.movein.process.report;

import java.io.PrintStream;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The contract's lines on standard output, each whole, and log lines between them. */
public final class Lines implements Display {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final PrintStream out;
    private final UnaryOperator<String> redact;

    /** @param redact takes secrets out of what is logged */
    public Lines(PrintStream out, UnaryOperator<String> redact) {
        this.out = out;
        this.redact = redact;
    }

    @Override
    public void show(ProgressReport report) {
        print(JSON.objectNode().set("movein", progress(report)));
    }

    @Override
    public void alarm(String name, String detail) {
        var alarm = JSON.objectNode();
        alarm.withObject("/movein/alarm").put("name", name).put("detail", redact.apply(detail));
        print(alarm);
    }

    @Override
    public void log(String line) {
        print(redact.apply(line));
    }

    static ObjectNode progress(ProgressReport report) {
        var node = JSON.objectNode().put("phase", report.phase()).put("done", report.done());
        report.total().ifPresent(total -> node.put("total", total));
        node.put("unit", report.unit());
        report.rate().ifPresent(rate -> node.put("rate", Math.round(rate * 10) / 10.0));
        if (report.following()) {
            node.set("lag", report.lag().<JsonNode>map(Lines::figures).orElse(JSON.nullNode()));
        }
        report.etaSeconds().ifPresent(seconds -> node.put("etaSeconds", seconds));
        var accepts = node.putArray("accepts");
        report.accepts().forEach(accepts::add);
        var did = node.putArray("did");
        report.did()
                .forEach(done -> did.addObject()
                        .put("id", done.id())
                        .put("command", done.command())
                        .put("result", done.result()));
        return node;
    }

    private static ObjectNode figures(ReplicationLag lag) {
        var figures = JSON.objectNode();
        lag.keys().ifPresent(keys -> figures.put("keys", keys));
        lag.bytes().ifPresent(bytes -> figures.put("bytes", bytes));
        return figures;
    }

    private synchronized void print(Object line) {
        out.print(line + "\n");
        out.flush();
    }
}
