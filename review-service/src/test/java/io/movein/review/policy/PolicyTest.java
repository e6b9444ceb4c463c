package io.movein.review.policy;

import static io.movein.review.policy.CaseFor.aCase;
import static org.assertj.core.api.Assertions.assertThat;

import io.movein.model.Attempt;
import io.movein.model.PartialResources;
import io.movein.model.Problem;
import io.movein.model.RerunContract;
import io.movein.review.Given;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

    @Test
    void allowsARequestThatIsRight() {
        assertThat(aCase().findings()).isEmpty();
    }

    @Test
    void tellsAllDenialsAtOnce() {
        var wrong = aCase().request(request -> request.setImage("importer:latest")
                        .setSecrets(List.of("other"))
                        .setEgress(List.of("127.0.0.1:80")))
                .author(Given.OUTSIDER);

        assertThat(wrong.codes())
                .containsExactly(
                        "ownership.not-the-owner",
                        "artifact.not-pinned",
                        "egress.forbidden-range",
                        "secrets.not-registered");
    }

    @Test
    void leavesWhatCouldNotBeReadToItsOwnProblem() {
        var unread = aCase().request(request ->
                request.setOnboarding(null).setImage(null).setSpike(null).setSupportsResume(null));

        assertThat(unread.codes()).isEmpty();
    }

    @Test
    void saysWhatIsWrongWhatWasExpectedAndWhatToDo() {
        assertThat(aCase().request(request -> request.setImage("importer:latest"))
                        .findings())
                .containsExactly(new Finding.Deny(new Problem(
                        "artifact.not-pinned",
                        "image 'importer:latest' has no digest (expected name@sha256:<64 hex digits>)",
                        "edit the issue: pin the image by its digest")));
    }

    @Nested
    class OnboardingCheck {
        @Test
        void deniesALinkToNoIssue() {
            assertThat(aCase().onboarding(issue -> issue.setNumber(null)).codes())
                    .containsExactly("onboarding.not-found");
            assertThat(aCase().onboarding(issue -> issue.setFound(false)).codes())
                    .containsExactly("onboarding.not-found");
        }

        @Test
        void deniesALinkToAnotherKindOfIssue() {
            assertThat(aCase().onboarding(issue -> issue.setOnboarding(false)).codes())
                    .containsExactly("onboarding.not-an-onboarding-issue");
        }

        @Test
        void deniesAnOnboardingThatIsNotCompleted() {
            assertThat(aCase().onboarding(issue -> issue.setState("open").setStateReason(null))
                            .codes())
                    .containsExactly("onboarding.not-completed");
            assertThat(aCase().onboarding(issue -> issue.setStateReason("not_planned"))
                            .codes())
                    .containsExactly("onboarding.not-completed");
        }

        @Test
        void deniesWhenNoNamespaceOrSeveralBelongToTheOnboarding() {
            assertThat(aCase().facts(facts -> facts.setTenant(null).setTenantNamespaces(List.of()))
                            .codes())
                    .containsExactly("onboarding.no-tenant");
            assertThat(aCase().facts(facts -> facts.setTenant(null).setTenantNamespaces(List.of("a", "b")))
                            .codes())
                    .containsExactly("onboarding.several-tenants");
        }
    }

    @Nested
    class OwnershipCheck {
        @Test
        void deniesSomebodyElse() {
            assertThat(aCase().author(Given.OUTSIDER).codes()).containsExactly("ownership.not-the-owner");
        }

        @Test
        void deniesAnyoneWhenTheOnboardingsAuthorIsGone() {
            assertThat(aCase().onboarding(issue -> issue.setAuthorId(null)).codes())
                    .containsExactly("ownership.not-the-owner");
        }

        @Test
        void allowsANamedOwner() {
            assertThat(aCase().author(Given.OUTSIDER)
                            .tenant(tenant -> tenant.setOwnerIds(List.of(3001L)))
                            .codes())
                    .isEmpty();
        }
    }

    @Nested
    class ArtifactCheck {
        @ParameterizedTest
        @ValueSource(strings = {"importer", "importer:latest", "registry.example/importer:1.2", ""})
        void deniesAnImageWithoutADigest(String image) {
            assertThat(aCase().request(request -> request.setImage(image)).codes())
                    .containsExactly("artifact.not-pinned");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "importer@sha256:abc",
                    "@sha256:",
                    "importer@md5:d41d8cd98f00b204e9800998ecf8427e",
                    "registry.example/a b@sha256:",
                    "Registry/Upper@sha256:"
                })
        void deniesAReferenceThatIsNone(String image) {
            var padded = image.endsWith("@sha256:") ? image + "0".repeat(64) : image;

            assertThat(aCase().request(request -> request.setImage(padded)).codes())
                    .containsExactly("artifact.malformed");
        }

        @Test
        void allowsATagBesideTheDigest() {
            assertThat(aCase().request(request ->
                                    request.setImage("registry.example:5000/importer:1.2@sha256:" + "0".repeat(64)))
                            .codes())
                    .isEmpty();
            assertThat(aCase().settings(new PolicySettings(List.of("registry.example"), List.of(), false))
                            .request(request ->
                                    request.setImage("registry.example/importer:1.2@sha256:" + "0".repeat(64)))
                            .codes())
                    .isEmpty();
        }

        @Test
        void deniesARegistryThatIsNotAllowed() {
            var settings = new PolicySettings(List.of("registry.example", "ghcr.io/acme"), List.of(), false);

            assertThat(aCase().settings(settings).codes()).isEmpty();
            assertThat(aCase().settings(settings)
                            .request(request -> request.setImage("registry.example.evil/a@sha256:" + "0".repeat(64)))
                            .codes())
                    .containsExactly("artifact.registry-not-allowed");
            assertThat(aCase().settings(settings)
                            .request(request -> request.setImage("importer@sha256:" + "0".repeat(64)))
                            .codes())
                    .containsExactly("artifact.registry-not-allowed");
        }

        @Test
        void readsAPortOfARegistry() {
            assertThat(aCase().request(request -> request.setImage("127.0.0.1:5000/media@sha256:" + "0".repeat(64)))
                            .codes())
                    .isEmpty();
        }
    }

    @Nested
    class ResourcesCheck {
        @Test
        void allowsTwiceTheSteadyStateAndNotMore() {
            var steady = Given.aTenant().build().getSteadyState();

            assertThat(aCase().request(request -> request.setSpike(steady)).codes())
                    .isEmpty();
            assertThat(aCase().request(request -> request.setSpike(Given.resources(2_001, Given.GIB, 0)))
                            .codes())
                    .containsExactly("resources.cpu-above-headroom");
            assertThat(aCase().request(request -> request.setSpike(Given.resources(10, 4 * Given.GIB + 1, 0)))
                            .codes())
                    .containsExactly("resources.memory-above-headroom");
            assertThat(aCase().request(request -> request.setSpike(Given.resources(10, Given.GIB, 51 * Given.GIB)))
                            .codes())
                    .containsExactly("resources.storage-above-headroom");
        }

        @Test
        void judgesTheAmountsThatCouldBeReadThoughOneCouldNot() {
            var partial = PartialResources.newBuilder()
                    .setCpuMillis(2_001L)
                    .setStorageBytes(51 * Given.GIB)
                    .build();

            assertThat(aCase().request(request -> request.setSpike(null).setPartialSpike(partial))
                            .codes())
                    .containsExactly("resources.cpu-above-headroom", "resources.storage-above-headroom");
            assertThat(aCase().request(request -> request.setSpike(null)
                                    .setPartialSpike(PartialResources.newBuilder()
                                            .setMemoryBytes(256L)
                                            .build()))
                            .codes())
                    .containsExactly("resources.too-small");
        }

        @Test
        void judgesEachAmountOnItsOwn() {
            assertThat(aCase().tenant(tenant -> tenant.setSteadyState(Given.resources(1, 1, 1)))
                            .codes())
                    .containsExactly(
                            "resources.cpu-above-headroom",
                            "resources.memory-above-headroom",
                            "resources.storage-above-headroom");
        }
    }

    @Nested
    class MinimaCheck {
        @Test
        void deniesWhatIsTooLittleToStartWithAndTellsEachAmount() {
            var case1 = aCase().request(request -> request.setSpike(Given.resources(0, 256, 1)));

            assertThat(case1.codes())
                    .containsExactly("resources.too-small", "resources.too-small", "resources.too-small");
            assertThat(((Finding.Deny) case1.findings().get(1)).problem().getReason())
                    .isEqualTo(
                            "additional memory 256 bytes is too small for a process to start (expected at least 16Mi)");
        }

        @Test
        void deniesWhatIsBelowZero() {
            assertThat(aCase().request(request -> request.setSpike(Given.resources(-1, Given.GIB, -1)))
                            .codes())
                    .containsExactly("resources.too-small", "resources.too-small");
        }

        @Test
        void deniesWhatNoMachineHas() {
            assertThat(aCase().request(request -> request.setSpike(Given.resources(Long.MAX_VALUE, Given.GIB, 0)))
                            .codes())
                    .contains("resources.too-large");
        }

        @Test
        void allowsARunWithoutScratchVolume() {
            assertThat(aCase().request(request -> request.setSpike(Given.resources(10, Given.GIB, 0)))
                            .codes())
                    .isEmpty();
        }
    }

    @Nested
    class RehearsalCheck {
        private final PolicySettings demanding = new PolicySettings(List.of(), List.of(), false, true);

        @Test
        void deniesALiveRunThatWasNeverRehearsed() {
            assertThat(aCase().settings(demanding).codes()).containsExactly("rehearsal.missing");
            assertThat(aCase().tenant(tenant -> tenant.setRehearsalRequired(true))
                            .codes())
                    .containsExactly("rehearsal.missing");
        }

        @Test
        void allowsTheRehearsalAndTheLiveRunOfTheSameRequest() {
            var room = Given.resources(8_000, 32 * Given.GIB, 100 * Given.GIB);
            var rehearsed = Rehearsal.revision(
                    Given.aRequest().setMode(io.movein.model.Mode.DRY_RUN).build());

            assertThat(aCase().settings(demanding)
                            .request(request -> request.setMode(io.movein.model.Mode.DRY_RUN))
                            .codes())
                    .isEmpty();
            assertThat(aCase().settings(demanding)
                            .standing(new Standing(false, null, room, rehearsed, null))
                            .codes())
                    .isEmpty();
            assertThat(aCase().settings(demanding)
                            .standing(new Standing(false, null, room, rehearsed, null))
                            .request(request -> request.setConfiguration("another: one"))
                            .codes())
                    .containsExactly("rehearsal.missing");
        }
    }

    @Test
    void namesTheChecksThatCannotBeMadeYet() {
        var unknown = aCase().facts(facts -> facts.setTenant(null).setTenantNamespaces(List.of()));

        assertThat(unknown.problems().getLast().getReason())
                .isEqualTo("3 more checks run once this is fixed: resources (needs the tenant), "
                        + "ingress (needs the tenant), secrets (needs the tenant)");
    }

    @Nested
    class IngressCheck {
        @ParameterizedTest
        @ValueSource(
                strings = {"media-store", "media-store:", "media-store:0", "media-store:65536", "media store:9000"})
        void deniesADestinationThatCannotBeRead(String line) {
            assertThat(aCase().request(request -> request.setDestinations(List.of(line)))
                            .codes())
                    .containsExactly("ingress.malformed");
        }

        @ParameterizedTest
        @ValueSource(strings = {"media-store:9001", "other:9000", "media-store.other-tenant:9000"})
        void deniesWhatIsNoStorageInterfaceOfTheTenant(String line) {
            assertThat(aCase().request(request -> request.setDestinations(List.of(line)))
                            .codes())
                    .containsExactly("ingress.not-a-storage-interface");
        }
    }

    @Nested
    class SecretsCheck {
        @Test
        void deniesEachSecretThatIsNotRegistered() {
            assertThat(aCase().request(request -> request.setSecrets(List.of("old-host", "admin", "db")))
                            .codes())
                    .containsExactly("secrets.not-registered", "secrets.not-registered");
        }
    }

    @Nested
    class RerunCheck {
        @Test
        void deniesWhatIsNotDeclared() {
            assertThat(aCase().request(request -> request.setRerunContract(RerunContract.UNKNOWN))
                            .codes())
                    .containsExactly("rerun-contract.not-declared");
        }

        @Test
        void deniesAPopulatedDestinationWhereItMustBeEmpty() {
            var mustBeEmpty =
                    aCase().request(request -> request.setRerunContract(RerunContract.DESTINATION_MUST_BE_EMPTY));
            var written = new Standing(true, null, Given.resources(8_000, 32 * Given.GIB, 100 * Given.GIB));

            assertThat(mustBeEmpty.codes()).isEmpty();
            assertThat(mustBeEmpty.standing(written).codes()).containsExactly("rerun-contract.destination-written");
            assertThat(mustBeEmpty.standing(written).attempt(Attempt.RESUME).codes())
                    .isEmpty();
            assertThat(aCase().standing(written).codes()).isEmpty();
        }
    }

    @Nested
    class OneRunPerTenantCheck {
        @Test
        void waitsForTheRunThatIsActive() {
            var busy = new Standing(
                    false, "run 2 of acme/infra#9", Given.resources(8_000, 32 * Given.GIB, 100 * Given.GIB));

            assertThat(aCase().standing(busy).findings())
                    .containsExactly(new Finding.Wait(
                            "one-run-per-tenant.busy", "run 2 of acme/infra#9, which is active in the same tenant"));
        }
    }
}
