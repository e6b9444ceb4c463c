package io.movein.runner.run;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.movein.contract.EnumText;
import io.movein.contract.MigrationId;
import io.movein.contract.RunId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What has been done about the runs of one tenant: the ConfigMap {@value #NAME}, one line per run,
 * {@code movein-17-run-1: launched owner/repo#17}. It outlives the runs' objects, so that an order that comes
 * again is known even when nothing of its run is left.
 */
public record Ledger(V1ConfigMap object) {
    public static final String NAME = "movein-runs";

    private static final String RECORD = ".seen";

    /**
     * <pre>
     * (nothing) ─▶ LAUNCHING ─▶ LAUNCHED ─┐
     *     │ │          │                  ├─▶ TEARING_DOWN ─▶ TORN_DOWN
     *     │ └──────────┴─▶ REFUSED, STOPPED ┘                    ▲
     *     └──────────────────────────────────────────────────────┘
     * </pre>
     */
    public enum Stage {
        /** Its objects are being created; the Job is held, nothing has started. */
        LAUNCHING,
        /** The Job may have started: it is never created again. */
        LAUNCHED,
        /** It never started and never will; the note says why. */
        REFUSED,
        /** Stopped before it started; the note says why. */
        STOPPED,
        /** Its objects are being removed; the note says what is kept. */
        TEARING_DOWN,
        /** Nothing of it is left. */
        TORN_DOWN;

        String word() {
            return EnumText.hyphenated(this);
        }
    }

    /** One line of the ledger; the note is for people, or empty. */
    public record Entry(Stage stage, MigrationId migration, String note) {
        public boolean is(Stage other) {
            return stage == other;
        }

        String text() {
            return (stage.word() + " " + migration + " " + note).strip();
        }

        static Optional<Entry> parse(String text) {
            var words = text.split(" ", 3);
            if (words.length < 2) {
                return Optional.empty();
            }
            try {
                var stage = Stage.valueOf(
                        words[0].toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
                return Optional.of(new Entry(stage, MigrationId.parse(words[1]), words.length > 2 ? words[2] : ""));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    public static Ledger empty(String namespace) {
        return new Ledger(new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(new V1ObjectMeta()
                        .namespace(namespace)
                        .name(NAME)
                        .labels(Map.of(RunLabels.MANAGED_BY, RunLabels.MOVEIN))));
    }

    public boolean exists() {
        return object.getMetadata().getResourceVersion() != null;
    }

    /** A line that somebody made unreadable counts as launched: such a run is never started again. */
    public Optional<Entry> entry(RunRef run) {
        return RunLabels.value(object.getData(), run.name())
                .map(text -> Entry.parse(text)
                        .orElseGet(() -> new Entry(Stage.LAUNCHED, run.id().migration(), "")));
    }

    /** What was seen of the run; NOTHING where nothing was. */
    public RunRecord record(RunRef run) {
        return RunLabels.value(object.getData(), recordKey(run))
                .map(RunRecord::parse)
                .orElse(RunRecord.NOTHING);
    }

    /** The same ledger with this beside the run's line. */
    public Ledger with(RunRef run, RunRecord record) {
        var lines = new LinkedHashMap<>(lines());
        lines.put(recordKey(run), record.text());
        return with(lines);
    }

    /** Names of the runs of this tenant whose process has been seen and whose end has not, with what was seen. */
    public Map<String, RunRecord> mayStillRun() {
        var runs = new TreeMap<String, RunRecord>();
        lines().forEach((key, text) -> {
            var record = key.endsWith(RECORD) ? RunRecord.parse(text) : RunRecord.NOTHING;
            if (record.mayStillRun()) {
                runs.put(key.substring(0, key.length() - RECORD.length()), record);
            }
        });
        return runs;
    }

    private static String recordKey(RunRef run) {
        return run.name() + RECORD;
    }

    /** The same ledger with this line; the resource version stays, so that a write on an older one is refused. */
    public Ledger with(RunRef run, Entry entry) {
        var lines = new LinkedHashMap<>(lines());
        lines.put(run.name(), entry.text());
        if (entry.is(Stage.TORN_DOWN)) {
            lines.remove(recordKey(run));
        }
        return with(lines);
    }

    private Ledger with(Map<String, String> lines) {
        return new Ledger(new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(object.getMetadata())
                .data(lines));
    }

    /** Every run that is not torn down. */
    public List<RunRef> open() {
        var runs = new ArrayList<RunRef>();
        lines().forEach((name, text) -> Entry.parse(text)
                .filter(entry -> entry.stage() != Stage.TORN_DOWN)
                .flatMap(entry -> run(name, entry))
                .ifPresent(runs::add));
        return runs;
    }

    private Optional<RunRef> run(String name, Entry entry) {
        var prefix = "movein-" + entry.migration().number() + "-run-";
        if (!name.startsWith(prefix) || !name.substring(prefix.length()).matches("[1-9][0-9]{0,6}")) {
            return Optional.empty();
        }
        var id = new RunId(entry.migration(), Integer.parseInt(name.substring(prefix.length())));
        return Optional.of(new RunRef(id, object.getMetadata().getNamespace()));
    }

    private Map<String, String> lines() {
        return Optional.ofNullable(object.getData()).orElse(Map.of());
    }
}
