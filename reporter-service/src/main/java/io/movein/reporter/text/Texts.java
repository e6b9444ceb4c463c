package io.movein.reporter.text;

import io.movein.contract.MigrationId;
import io.movein.model.MigrationStatus;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Renders the comments: one template for each, in {@code *.md.peb} beside this class. Everything that a template prints is
 * escaped unless a filter made it safe. Pure: the same event gives the same text.
 */
public final class Texts {
    /** GitHub refuses a comment over 65,536 characters; the marker needs a little. */
    static final int LONGEST = 65_000;

    private final PebbleEngine engine = engine();
    private final String operators;

    private Texts(String operators) {
        this.operators = operators;
    }

    /** @param operatorTeam {@code organisation/team} to be mentioned where an operator must act */
    public static Texts mentioning(Optional<String> operatorTeam) {
        return new Texts(operatorTeam.map(team -> "@" + team).orElse("Operators"));
    }

    /** The status comment after an event. */
    public String status(SpecificRecord event, long sequence, MigrationStatus status) {
        return render("status", event, status, Map.of("sequence", sequence));
    }

    /** A comment of its own about an event. */
    public String comment(Comment comment, SpecificRecord event, MigrationStatus status) {
        return render(comment.template(), event, status, Map.of());
    }

    private String render(String template, SpecificRecord event, MigrationStatus status, Map<String, Object> more) {
        var model = new HashMap<String, Object>(more);
        model.put("e", event);
        model.put("s", status);
        model.put("view", new StatusView(status));
        model.put("operators", new SafeString(operators));
        model.put("issue", MigrationId.parse((String)
                event.get(event.getSchema().getField("migration").pos())));
        return bounded(evaluate(template, model));
    }

    private String evaluate(String template, Map<String, Object> model) {
        var text = new StringWriter();
        try {
            engine.getTemplate(template).evaluate(text, model, Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().strip() + "\n";
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "\n\n… (cut: too long for a comment)\n";
    }

    private static PebbleEngine engine() {
        return new PebbleEngine.Builder()
                .loader(new Templates())
                .strictVariables(true)
                .newLineTrimming(false)
                .defaultLocale(Locale.ROOT)
                .addEscapingStrategy("markdown", Markdown::text)
                .defaultEscapingStrategy("markdown")
                .extension(new MarkdownExtension())
                .build();
    }
}
