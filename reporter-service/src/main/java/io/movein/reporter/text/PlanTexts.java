package io.movein.reporter.text;

import io.movein.contract.EnumText;
import io.movein.contract.MigrationId;
import io.movein.event.StageChecked;
import io.movein.event.StageOpened;
import io.movein.model.PlanStatus;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Renders what is written about migration plans, as {@link Texts} does about migrations. Pure. */
public final class PlanTexts {

    /** The kinds of comment on a plan's issue besides the status. */
    public enum PlanComment {
        GATE_ASKED,
        MERGED_AROUND,
        REOPENED,
        REFUSED,
        SHOWN,
        HELP,
        ISSUE_STATE,
        CLOSED
    }

    private final PebbleEngine engine = Texts.engine();
    private final String operators;

    private PlanTexts(String operators) {
        this.operators = operators;
    }

    /** @param operators as for {@link Texts#mentioning} */
    public static PlanTexts mentioning(List<String> operators) {
        return new PlanTexts(Texts.mentioned(operators));
    }

    /** @param refused what GitHub did not take, for people */
    public String status(SpecificRecord event, PlanStatus status, long sequence, Note note, List<String> refused) {
        return render("status", event, status, Map.of("sequence", sequence, "note", note, "refused", refused));
    }

    public String comment(PlanComment kind, SpecificRecord event, PlanStatus status, Note note) {
        return Texts.note(note) + render(EnumText.hyphenated(kind), event, status, Map.of());
    }

    /** The one comment on the pull request that lists what its checks found. */
    public String findings(StageChecked event) {
        return render("findings", event, event.getStatus(), Map.of());
    }

    /** The description of a stage's pull request. */
    public String pull(StageOpened event) {
        return render("pull", event, event.getStatus(), Map.of());
    }

    /** On the pull request of a stage that was opened before the story that is known began. */
    public String older(StageOpened event) {
        return render("older", event, event.getStatus(), Map.of());
    }

    private String render(String template, SpecificRecord event, PlanStatus status, Map<String, Object> more) {
        var model = new HashMap<>(more);
        var issue = MigrationId.parse(
                (String) event.get(event.getSchema().getField("migration").pos()));
        model.put("e", event);
        model.put("s", status);
        model.put("view", new PlanView(status, issue));
        model.put("operators", new SafeString(operators));
        var text = new StringWriter();
        try {
            engine.getTemplate("plan/" + template).evaluate(text, model, Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Texts.bounded(text.toString().strip() + "\n");
    }
}
