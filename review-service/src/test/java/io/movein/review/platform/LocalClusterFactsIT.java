package io.movein.review.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.review.Given;
import io.movein.standin.kubernetes.ApiFaults;
import io.movein.standin.kubernetes.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LocalClusterFactsIT extends ClusterFactsContract {
    private final LocalCluster cluster = LocalCluster.start();

    @Override
    Path administrator() {
        return cluster.kubeconfig();
    }

    @Override
    Path kubeconfig() {
        return cluster.kubeconfig();
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    @Test
    void readsTheRegistryOfSecretsAndNoSecret() throws Exception {
        var before = cluster.faults().calls().size();

        facts("").gather(new Question(12, List.of()));

        assertThat(cluster.faults().calls().stream().skip(before))
                .extracting(ApiFaults.Call::path)
                .anyMatch(path -> path.endsWith("/configmaps/movein-secrets"))
                .noneMatch(path -> path.contains("/secrets"));
    }

    /** As clusters before Kubernetes 1.33. */
    @Test
    void doesNotKnowTheRangesOfAClusterThatHasNoWordForThoseOfServicesUntilTheyAreSet() throws Exception {
        assertThat(facts("", List.of()).areClusterRangesKnown()).isFalse();
        assertThat(facts("").areClusterRangesKnown()).isTrue();
    }

    @Test
    void onlyReads() throws Exception {
        var before = cluster.faults().calls().size();

        facts("").gather(new Question(12, List.of()));

        assertThat(cluster.faults().calls().stream().skip(before))
                .extracting(ApiFaults.Call::method)
                .containsOnly("GET");
    }

    @Test
    void asksForNodesAndRangesOnceForTenantsThatAreLookedAtTogether() throws Exception {
        var facts = facts("");
        var before = cluster.faults().calls().size();

        facts.gather(new Question(12, List.of()));
        facts.gather(new Question(12, List.of()));

        assertThat(cluster.faults().calls().stream().skip(before))
                .extracting(call -> call.path().substring(call.path().lastIndexOf('/') + 1))
                .containsExactly(
                        "namespaces",
                        "pods",
                        "nodes",
                        "servicecidrs",
                        "persistentvolumeclaims",
                        "services",
                        "movein-secrets",
                        "namespaces",
                        "pods",
                        "persistentvolumeclaims",
                        "services",
                        "movein-secrets");
    }

    @Test
    void hasNoFactsWhileAnyPartOfThemCannotBeHad() throws Exception {
        for (var part : List.of(
                "/namespaces",
                "/pods",
                "/persistentvolumeclaims",
                "/services",
                "/configmaps/movein-secrets",
                "/nodes")) {
            cluster.faults().answer(500, 1, call -> call.path().endsWith(part));

            assertThatThrownBy(() -> facts("").gather(new Question(12, List.of())))
                    .as(part)
                    .isInstanceOf(FactsUnavailableException.class)
                    .hasMessageContaining("500");
        }
        cluster.faults().clear();
    }

    @Test
    void givesUpOnAnApiServerThatDoesNotAnswer() throws Exception {
        var impatient = ClusterFacts.connect(new PlatformSettings(
                Optional.of(kubeconfig()), "", List.of(), Duration.ofMillis(300), Given.ALLOWANCE));
        cluster.faults().hang();

        assertThatThrownBy(impatient::pool).isInstanceOf(FactsUnavailableException.class);

        cluster.faults().clear();
    }
}
