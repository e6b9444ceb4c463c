package io.movein.reporter.text;

import io.movein.contract.MigrationId;
import io.movein.model.MigrationStatus;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Renders the comments: one template for each, in {@code *.md.peb} beside this class. Everything that a template prints is
 * escaped unless a filter made it safe. Pure: the same event gives the same text.
 */
public final class Texts {
    /** GitHub refuses a comment over 65,536 characters; the marker needs a little. */
    static final int LONGEST = 65_000;

    /** Of refusals before the last one. */
    private static final int TOLD_TOGETHER = 10;

    private static final String MODIFY_FORM = "modify my capability";

    private static final PebbleEngine ENGINE = engine();

    private final String operators;
    private final LogLinks logs;
    private final Optional<String> modifyForm;
    private final @Nullable Instant stalledSince;

    private Texts(String operators, LogLinks logs, Optional<String> modifyForm, @Nullable Instant stalledSince) {
        this.operators = operators;
        this.logs = logs;
        this.modifyForm = modifyForm;
        this.stalledSince = stalledSince;
    }

    /** @param operators logins and {@code organisation/team-slug} to be mentioned where an operator must act */
    public static Texts mentioning(List<String> operators) {
        return new Texts(mentioned(operators), LogLinks.NONE, Optional.empty(), null);
    }

    static String mentioned(List<String> operators) {
        return operators.isEmpty()
                ? "Operators"
                : operators.stream().map(operator -> "@" + operator).collect(Collectors.joining(", "));
    }

    public Texts with(LogLinks logs) {
        return new Texts(operators, logs, modifyForm, stalledSince);
    }

    /** Where the form {@code modify my capability} is, of which remedies speak. */
    public Texts withModifyForm(Optional<String> address) {
        return new Texts(operators, logs, address, stalledSince);
    }

    /** For a run that has got no further since then, of which no event tells. */
    public Texts withStallSince(Optional<Instant> stalledSince) {
        return new Texts(operators, logs, modifyForm, stalledSince.orElse(null));
    }

    /** The status comment after an event. */
    public String status(SpecificRecord event, long sequence, MigrationStatus status, Note note) {
        return bounded(render("status", event, status, Map.of("sequence", sequence, "note", note)));
    }

    /** A comment of its own about an event. One that puts something up for approval is never cut: see {@link #isWhole}. */
    public String comment(CommentKind comment, SpecificRecord event, MigrationStatus status, Around around) {
        var text = note(around.note()) + body(comment, event, status, around);
        return comment.asksForApproval() ? text : bounded(text);
    }

    private String body(CommentKind comment, SpecificRecord event, MigrationStatus status, Around around) {
        var model = new HashMap<String, Object>();
        model.put("changes", List.of());
        model.put("reviewedBefore", around.previousReview().isPresent());
        model.put("earlier", newest(around.earlier()));
        model.put("earlierStill", Math.max(0, around.earlier().size() - TOLD_TOGETHER));
        var text = render(comment.template(), event, status, model);
        var changes = comment.asksForApproval() ? ReviewRows.changes(around.previousReview(), text) : List.of();
        if (changes.isEmpty()) {
            return text;
        }
        model.put("changes", changes);
        return render(comment.template(), event, status, model);
    }

    private static <T> List<T> newest(List<T> all) {
        return all.subList(Math.max(0, all.size() - TOLD_TOGETHER), all.size());
    }

    /** Whether it is a comment of ours with what has to be changed. */
    public static boolean listsProblems(String text) {
        // a note may stand before the heading
        return text.lines()
                .filter(line -> line.startsWith("#"))
                .findFirst()
                .filter(heading -> heading.startsWith("### Needs "))
                .isPresent();
    }

    /** Whether GitHub takes it as one comment. */
    public static boolean isWhole(String text) {
        return text.length() <= LONGEST;
    }

    static String note(Note note) {
        return switch (note) {
            case NONE -> "";
            case RESTORED ->
                "> Somebody else edited this comment, or it belonged to a history that is lost. Movein removed it and wrote it again here.\n\n";
            case LATE -> "> This comment was missing, so Movein wrote it again.\n\n";
        };
    }

    private String render(String template, SpecificRecord event, MigrationStatus status, Map<String, Object> more) {
        var model = new HashMap<>(more);
        var issue = MigrationId.parse(
                (String) event.get(event.getSchema().getField("migration").pos()));
        model.put("e", event);
        model.put("s", status);
        model.put("stalledSince", stalledSince);
        model.put("view", new StatusView(status, issue, logs));
        model.put("operators", new SafeString(operators));
        return evaluate(template, model);
    }

    private String evaluate(String template, Map<String, Object> model) {
        var text = new StringWriter();
        try {
            ENGINE.getTemplate(template).evaluate(text, model, Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return linked(text.toString().strip()) + "\n";
    }

    private String linked(String text) {
        return modifyForm
                .map(address -> text.replace("'" + MODIFY_FORM + "'", "[" + MODIFY_FORM + "](" + address + ")"))
                .orElse(text);
    }

    static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "\n\n… (cut: too long for a comment)\n";
    }

    static PebbleEngine engine() {
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
