package io.movein.local.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TenantObjectsTest {
    private static final LocalTenant TENANT = new LocalTenant(
            "media",
            12,
            List.of(1001L, 1002L),
            new StorageProgram("registry.example/storage@sha256:b", List.of(), null, false),
            Map.of("old-host", Map.of("token", "t0ken")));

    @Test
    void namesTheOnboardingIssueAndTheOwners() {
        var metadata = Objects.requireNonNull(TenantObjects.namespace(TENANT).getMetadata());

        assertThat(metadata.getLabels())
                .containsEntry("movein.io/onboarding-issue", "12")
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
        assertThat(metadata.getAnnotations()).containsEntry("movein.io/owner-ids", "1001,1002");
    }

    @Test
    void registersItsSecretsAndDeclaresItsStorage() {
        assertThat(TenantObjects.registry(TENANT).getData().keySet())
                .containsExactlyElementsOf(TENANT.secrets().keySet());
        assertThat(Objects.requireNonNull(TenantObjects.service(TENANT).getMetadata())
                        .getLabels())
                .containsEntry("movein.io/interface", "storage");
    }

    @Test
    void itsStorageIsAPodThatARestrictedNamespaceTakes() {
        var spec = Objects.requireNonNull(TenantObjects.pod(TENANT).getSpec());
        var container = spec.getContainers().getFirst();

        assertThat(Objects.requireNonNull(spec.getSecurityContext()).getRunAsNonRoot())
                .isTrue();
        assertThat(Objects.requireNonNull(container.getSecurityContext()).getAllowPrivilegeEscalation())
                .isFalse();
        assertThat(container.getImage()).isEqualTo("registry.example/storage@sha256:b");
        assertThat(spec.getOverhead()).isNull();
    }
}
