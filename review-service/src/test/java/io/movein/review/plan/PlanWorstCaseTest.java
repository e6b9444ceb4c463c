package io.movein.review.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.command.RequestPlan;
import io.movein.command.ShowStatus;
import io.movein.contract.plan.PlanLimits;
import io.movein.contract.plan.PlanPaths;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactFile;
import io.movein.model.CheckResult;
import io.movein.model.FileChange;
import io.movein.model.Person;
import io.movein.model.Problem;
import io.movein.model.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** The worst of everything at once, in characters of three bytes: no event and no state is larger than a record may be. */
class PlanWorstCaseTest {
    private static final int MOST = 990_000;
    private static final String LONG = "€".repeat(10_000);

    private final PlanStory story = new PlanStory();
    private int largest;

    @Test
    void thePlanAndEachOfItsEventsFitIntoARecord() throws IOException {
        story.passed(Stage.MIGRATE);
        hears(story.pull(Stage.VALIDATION, 40).build());
        for (var run = 2; run < 120; run++) {
            story.decides(new PlanInput.RunEnded(
                    APlan.rehearsal().setRun(run).setImage("i".repeat(500)).build(),
                    Collections.nCopies(50, new CheckResult("c".repeat(100), "o".repeat(300), "s", "t", true))));
            measure();
        }
        hears(RequestPlan.newBuilder()
                .setMigration(APlan.ID.toString())
                .setActor(PlanStory.OWNER)
                .setTitle(LONG)
                .setRevision("r")
                .setRequest(APlan.request())
                .setProblems(IntStream.range(0, 100)
                        .mapToObj(it -> new Problem(it + LONG, LONG, LONG))
                        .toList())
                .setUpdatedAt(APlan.NOON.plusSeconds(999_999))
                .build());
        for (var command = 0; command < 250; command++) {
            story.hears(
                    "i".repeat(200) + command,
                    new ShowStatus(APlan.ID.toString(), PlanStory.OWNER, "https://github.example/1"));
        }
        for (var reading = 0; reading < 10; reading++) {
            story.hears("r".repeat(200) + reading, worst(reading));
        }
        measure();

        assertThat(largest).isGreaterThan(600_000).isLessThan(MOST);
    }

    private SpecificRecord worst(int reading) {
        var files = new ArrayList<ArtifactFile>();
        for (var artifact : StageArtifact.values()) {
            files.add(worst(PlanPaths.path(APlan.ID, artifact), "- " + "€".repeat((PlanLimits.FILE_BYTES - 3) / 3)));
        }
        for (var other = 0; other < 80; other++) {
            files.add(worst(LONG + other, LONG));
        }
        return story.pull(Stage.VALIDATION, 100 + reading)
                .setFiles(files)
                .setOtherPaths(Collections.nCopies(80, LONG))
                .setWriters(Collections.nCopies(80, new Person(1L, LONG)))
                .setBlocked(LONG)
                .build();
    }

    private static ArtifactFile worst(String path, String text) {
        return ArtifactFile.newBuilder()
                .setPath(path)
                .setFormerPath(LONG)
                .setMode("100644")
                .setSize(text.length())
                .setChange(FileChange.MODIFIED)
                .setText(text)
                .build();
    }

    private List<String> hears(SpecificRecord command) throws IOException {
        var told = story.hears(command);
        measure();
        return told;
    }

    private void measure() throws IOException {
        for (var event : story.last().events()) {
            largest = Math.max(largest, size(event.record()));
        }
        largest = Math.max(largest, size(Objects.requireNonNull(story.last().after())));
    }

    private static int size(SpecificRecord record) throws IOException {
        var model = SpecificData.getForClass(record.getClass());
        return new BinaryMessageEncoder<SpecificRecord>(model, record.getSchema())
                .encode(record)
                .remaining();
    }
}
