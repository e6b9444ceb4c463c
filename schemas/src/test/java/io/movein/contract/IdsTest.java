package io.movein.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.model.MigrationRequest;
import io.movein.model.Mode;
import io.movein.model.PartialResources;
import io.movein.model.PlanRequest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
    private final MigrationId migration = new MigrationId("acme", "platform", 17);

    @Test
    void aMigrationIsWrittenAsGitHubWritesItsIssue() {
        assertThat(migration).hasToString("acme/platform#17");
        assertThat(MigrationId.parse("acme/platform#17")).isEqualTo(migration);
        assertThat(migration.label()).isEqualTo("acme.platform.17");
    }

    @Test
    void aLabelIsNeverLongerThanKubernetesAllows() {
        var one = new MigrationId(
                        "an-organisation-with-a-long-name", "a-repository-with-a-much-longer-name", 999_999_999)
                .label();
        var other = new MigrationId(
                        "an-organisation-with-a-long-name", "a-repository-with-another-longer-name", 999_999_999)
                .label();

        assertThat(one)
                .hasSizeLessThanOrEqualTo(63)
                .matches("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?")
                .isNotEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "acme/platform",
                "acme/platform#",
                "acme/platform#0",
                "acme/platform#1x",
                "a/b/c#1",
                "acme/platform#9999999999"
            })
    void refusesWhatIsNoMigration(String text) {
        assertThatThrownBy(() -> MigrationId.parse(text))
                .hasMessage("'" + text + "' is not a migration (expected owner/repo#number)");
    }

    @Test
    void everythingOfARunIsNamedAfterIt() {
        var run = new RunId(migration, 2);

        assertThat(run.objectName()).isEqualTo("movein-17-run-2");
        assertThat(run.orderId("launch")).isEqualTo("acme/platform#17/run-2/launch");
        assertThatThrownBy(() -> new RunId(migration, 0)).hasMessageContaining("run 0 of acme/platform#17");
    }

    @Test
    void aRevisionNamesExactlyOneRequest() {
        var request = MigrationRequest.newBuilder()
                .setImage("a@sha256:1")
                .setMode(Mode.LIVE)
                .setEgress(List.of("a:1", "b:2"))
                .build();

        assertThat(Revision.of(request))
                .matches("[0-9a-f]{32}")
                .isEqualTo(Revision.of(MigrationRequest.newBuilder(request).build()));
        assertThat(Revision.of(MigrationRequest.newBuilder(request)
                        .setMode(Mode.DRY_RUN)
                        .build()))
                .isNotEqualTo(Revision.of(request));
        assertThat(Revision.of(MigrationRequest.newBuilder(request)
                        .setEgress(List.of("a:1\negress=3:b:2"))
                        .build()))
                .isNotEqualTo(Revision.of(request));
        assertThat(Revision.of(MigrationRequest.newBuilder(request)
                        .setEgress(List.of())
                        .setSecrets(List.of("a:1", "b:2"))
                        .build()))
                .isNotEqualTo(Revision.of(request));
    }

    @Test
    void theRevisionOfARequestNeverChanges() {
        var asBeforeTheConfiguration = MigrationRequest.newBuilder(Samples.of(MigrationRequest.class))
                .setConfiguration(null)
                .setPartialSpike(null)
                .setMigrationPlan(null)
                .build();

        assertThat(Revision.of(asBeforeTheConfiguration)).isEqualTo("ad8c8da7f5a09aea8cd1f368c34ae07f");
    }

    @Test
    void anotherPlanIsAnotherRevision() {
        var request = Samples.of(MigrationRequest.class);
        var none = MigrationRequest.newBuilder(request).setMigrationPlan(null).build();

        assertThat(Revision.of(none)).isNotEqualTo(Revision.of(request));
    }

    @Test
    void eachPartOfAPlansFormCountsForItsRevision() {
        var form = Samples.of(PlanRequest.class);

        var revisions = Stream.of(
                        form,
                        PlanRequest.newBuilder(form).setWhat(null).build(),
                        PlanRequest.newBuilder(form).setFrom("b").build(),
                        PlanRequest.newBuilder(form).setTo("c").build(),
                        PlanRequest.newBuilder(form).setTenants(List.of(1, 2)).build(),
                        PlanRequest.newBuilder(form).setGates(List.of()).build(),
                        PlanRequest.newBuilder(form).setReviewers(List.of()).build(),
                        PlanRequest.newBuilder(form)
                                .setRecoveryTimeObjectiveSeconds(null)
                                .build())
                .map(Revision::of);

        assertThat(revisions).doesNotHaveDuplicates();
    }

    @Test
    void anotherConfigurationIsAnotherRevision() {
        var request = Samples.of(MigrationRequest.class);
        var other = MigrationRequest.newBuilder(request).setConfiguration("b").build();
        var none = MigrationRequest.newBuilder(request).setConfiguration(null).build();

        assertThat(List.of(Revision.of(request), Revision.of(other), Revision.of(none)))
                .doesNotHaveDuplicates();
    }

    @Test
    void anotherAmountIsAnotherRevisionThoughAnotherCannotBeRead() {
        var request = MigrationRequest.newBuilder(Samples.of(MigrationRequest.class))
                .setSpike(null)
                .setPartialSpike(PartialResources.newBuilder().setCpuMillis(1L).build())
                .build();
        var other = MigrationRequest.newBuilder(request)
                .setPartialSpike(PartialResources.newBuilder().setCpuMillis(2L).build())
                .build();

        assertThat(Revision.of(request)).isNotEqualTo(Revision.of(other));
    }

    @Test
    void aTraceGoesOnInItsNextStep() {
        var trace = Traceparent.begin();

        assertThat(trace.child().trace()).isEqualTo(trace.trace());
        assertThat(trace.child().span()).isNotEqualTo(trace.span());
        assertThat(Traceparent.parse(trace.toString())).contains(trace);
    }
}
