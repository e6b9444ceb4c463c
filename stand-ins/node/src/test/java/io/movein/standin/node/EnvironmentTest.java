package io.movein.standin.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1EnvVarSource;
import io.kubernetes.client.openapi.models.V1ObjectFieldSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

    private static final Map<String, String> ALWAYS = Map.of(
            "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME", "/", "HOSTNAME", "pod-1");

    private final Mounts mounts = new Mounts(
            Map.of(
                    "/var/run/movein/secrets/old-host", Path.of("/real/old-host"),
                    "/scratch", Path.of("/real/scratch"),
                    "/scratch/deep", Path.of("/real/deep"),
                    "/dev/termination-log", Path.of("/real/last-words")),
            Path.of("/view"));

    @Test
    void holdsWhatIsDeclaredAndNothingOfTheNodes() throws Exception {
        assertThat(environment()).isEqualTo(ALWAYS);
    }

    @Test
    void letsTheContainerWinOverServicesAndThoseOverTheImage() throws Exception {
        var container = new V1Container().env(List.of(new V1EnvVar().name("A").value("container")));

        var environment = Environment.of(
                aPod(),
                container,
                List.of("A=image", "B=image", "C=x=y"),
                Map.of("A", "service", "B", "service"),
                mounts);

        assertThat(environment)
                .containsEntry("A", "container")
                .containsEntry("B", "service")
                .containsEntry("C", "x=y");
    }

    @Test
    void rewritesPathsBeneathTheLongestMountOnly() throws Exception {
        var environment = environment(
                plain("STATE", "/scratch/state"),
                plain("DEEP", "/scratch/deep/x"),
                plain("SAME", "/scratch"),
                plain("OTHER", "/scratchy"),
                plain("URL", "http://host/scratch"),
                plain("WORDS", "/dev/termination-log"));

        assertThat(environment)
                .containsAllEntriesOf(Map.of(
                        "STATE",
                        "/real/scratch/state",
                        "DEEP",
                        "/real/deep/x",
                        "SAME",
                        "/real/scratch",
                        "OTHER",
                        "/scratchy",
                        "URL",
                        "http://host/scratch",
                        "WORDS",
                        "/real/last-words"));
    }

    @Test
    void namesAFolderThatOnlyHoldsMountsByTheView() throws Exception {
        var environment =
                environment(plain("SECRETS", "/var/run/movein/secrets"), plain("ROOT", "/"), plain("RUN", "/var/ru"));

        assertThat(environment)
                .containsAllEntriesOf(Map.of("SECRETS", "/view/var/run/movein/secrets", "ROOT", "/", "RUN", "/var/ru"));
    }

    @Test
    void knowsThePodsAddressAndNoOtherSource() throws Exception {
        var unknown = from("NAME", field("metadata.name"));

        assertThat(environment(from("IP", field("status.podIP")))).containsEntry("IP", "127.64.0.1");
        assertThatThrownBy(() -> environment(unknown)).hasMessageStartingWith("this node does not know the source");
    }

    @Test
    void expandsEarlierVariables() throws Exception {
        var environment = environment(plain("A", "1"), plain("B", "<$(A)$(UNKNOWN)$$(A)>"));

        assertThat(environment).containsEntry("B", "<1$(UNKNOWN)$(A)>");
    }

    private static V1EnvVar plain(String name, String value) {
        return new V1EnvVar().name(name).value(value);
    }

    private static V1EnvVar from(String name, V1EnvVarSource source) {
        return new V1EnvVar().name(name).valueFrom(source);
    }

    private static V1EnvVarSource field(String path) {
        return new V1EnvVarSource().fieldRef(new V1ObjectFieldSelector().fieldPath(path));
    }

    private Map<String, String> environment(V1EnvVar... variables) throws Exception {
        return Environment.of(aPod(), new V1Container().env(List.of(variables)), List.of(), Map.of(), mounts);
    }

    private static V1Pod aPod() {
        return new V1Pod()
                .metadata(new V1ObjectMeta().namespace("tenant").name("pod-1").labels(Map.of("movein.io/run", "2")))
                .spec(new V1PodSpec())
                .status(new V1PodStatus().podIP("127.64.0.1"));
    }
}
