package io.movein.standin.node;

import static io.movein.standin.node.Cluster.container;
import static io.movein.standin.node.Cluster.once;
import static io.movein.standin.node.Cluster.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapVolumeSource;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1EnvVarSource;
import io.kubernetes.client.openapi.models.V1ObjectFieldSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.openapi.models.V1SecretVolumeSource;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the node promises; the stand-in and the real API server are to look alike to it. */
abstract class NodeSuite extends PodEndsSuite {
    @Test
    void bringsAConfigMapUpToDateWhenThePodsAnnotationsChange() throws Exception {
        var map = cluster.core()
                .createNamespacedConfigMap(
                        cluster.namespace(),
                        new V1ConfigMap()
                                .metadata(new V1ObjectMeta().name("control"))
                                .data(Map.of("commands", "")))
                .execute();
        cluster.run(
                "told",
                once(container(
                                        shell,
                                        "until grep -q pause $FILE; do sleep 0.02; done; printf told > /dev/termination-log")
                                .env(List.of(new V1EnvVar().name("FILE").value("/control/commands")))
                                .volumeMounts(List.of(
                                        new V1VolumeMount().name("control").mountPath("/control"))))
                        .volumes(List.of(new V1Volume()
                                .name("control")
                                .configMap(new V1ConfigMapVolumeSource().name("control")))));
        cluster.await("told", pod -> state(pod).getRunning() != null);

        cluster.core()
                .replaceNamespacedConfigMap("control", cluster.namespace(), map.data(Map.of("commands", "pause\n")))
                .execute();
        new GenericKubernetesApi<>(V1Pod.class, V1PodList.class, "", "v1", "pods", client())
                .patch(
                        cluster.namespace(),
                        "told",
                        V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
                        new V1Patch("{\"metadata\":{\"annotations\":{\"movein.io/control\":\"comment:1\"}}}"))
                .throwsApiException();

        cluster.awaitPhase("told", "Succeeded");
    }

    @Test
    void runsAJobToItsEndAndTellsItAsAKubeletDoes() throws Exception {
        cluster.secret("old-host", Map.of("token", "s3cret", "url", "http://old"));
        cluster.runJob(
                "job",
                once(container(shell, "")
                                .args(List.of(
                                        "-c",
                                        "cat \"$SECRETS/old-host/token\" \"$0\"; printf 'copied everything' > \"$LAST_WORDS\"",
                                        "/app/greeting"))
                                .env(List.of(
                                        new V1EnvVar().name("SECRETS").value("/var/run/movein/secrets"),
                                        new V1EnvVar().name("LAST_WORDS").value("/dev/termination-log")))
                                .volumeMounts(List.of(new V1VolumeMount()
                                        .name("old-host")
                                        .mountPath("/var/run/movein/secrets/old-host"))))
                        .volumes(List.of(new V1Volume()
                                .name("old-host")
                                .secret(new V1SecretVolumeSource().secretName("old-host")))));

        var job = Cluster.await(
                "the job",
                () -> cluster.batch()
                        .readNamespacedJob("job", cluster.namespace())
                        .execute(),
                found -> found.getStatus().getSucceeded() != null
                        && found.getStatus().getConditions() != null
                        && found.getStatus().getConditions().stream()
                                .anyMatch(one -> one.getType().equals("Complete")));

        assertThat(job.getStatus().getSucceeded()).isEqualTo(1);
        var pod = cluster.core()
                .listNamespacedPod(cluster.namespace())
                .labelSelector("app=job")
                .execute()
                .getItems()
                .getFirst();
        var ended = state(pod).getTerminated();
        assertThat(pod.getStatus().getPhase()).isEqualTo("Succeeded");
        assertThat(pod.getStatus().getPodIP()).startsWith("127.");
        assertThat(ended)
                .extracting("exitCode", "reason", "message")
                .containsExactly(0, "Completed", "copied everything");
        assertThat(ended.getStartedAt()).isNotNull().isBeforeOrEqualTo(ended.getFinishedAt());
        assertThat(pod.getStatus().getContainerStatuses().getFirst().getImageID())
                .isEqualTo(shell);
        assertThat(pod.getStatus().getConditions())
                .extracting(V1PodCondition::getType, V1PodCondition::getStatus, V1PodCondition::getReason)
                .containsExactlyInAnyOrder(
                        tuple("PodReadyToStartContainers", "False", null),
                        tuple("Initialized", "True", "PodCompleted"),
                        tuple("Ready", "False", "PodCompleted"),
                        tuple("ContainersReady", "False", "PodCompleted"),
                        tuple("PodScheduled", "True", null));
        assertThat(cluster.log(pod.getMetadata().getName())).isEqualTo("s3crethello from the image");
        Cluster.await(
                "events",
                () -> cluster.events(pod.getMetadata().getName()).stream()
                        .map(CoreV1Event::getReason)
                        .toList(),
                reasons -> reasons.containsAll(List.of("Scheduled", "Pulled", "Created", "Started")));
    }

    @Test
    void givesAProcessExactlyTheDeclaredEnvironment() throws Exception {
        cluster.run(
                "environment",
                once(container(shell, "")
                                .command(List.of("env"))
                                .args(null)
                                .env(List.of(
                                        new V1EnvVar().name("PLAIN").value("a $(UNKNOWN) $$"),
                                        new V1EnvVar().name("AGAIN").value("<$(PLAIN)>"),
                                        new V1EnvVar()
                                                .name("POD_IP")
                                                .valueFrom(new V1EnvVarSource()
                                                        .fieldRef(new V1ObjectFieldSelector()
                                                                .fieldPath("status.podIP"))))))
                        .enableServiceLinks(false));

        var pod = cluster.awaitPhase("environment", "Succeeded");

        assertThat(cluster.log("environment").lines())
                .containsExactlyInAnyOrder(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "HOME=/",
                        "HOSTNAME=environment",
                        "FROM_IMAGE=yes",
                        "PLAIN=a $(UNKNOWN) $",
                        "AGAIN=<a $(UNKNOWN) $>",
                        "POD_IP=" + pod.getStatus().getPodIP());
    }

    @Test
    void waitsForASecretThatIsMissing() throws Exception {
        cluster.run(
                "mount",
                once(container(shell, "cat \"$FILE\"")
                                .env(List.of(new V1EnvVar().name("FILE").value("/secrets/key")))
                                .volumeMounts(
                                        List.of(new V1VolumeMount().name("late").mountPath("/secrets"))))
                        .volumes(List.of(
                                new V1Volume().name("late").secret(new V1SecretVolumeSource().secretName("late")))));

        var event = Cluster.await("events", () -> cluster.events("mount"), found -> !found.isEmpty())
                .getFirst();
        var waiting = cluster.await("mount", pod -> state(pod).getWaiting() != null);
        cluster.secret("late", Map.of("key", "now it is here"));
        cluster.awaitPhase("mount", "Succeeded");

        assertThat(event)
                .extracting("reason", "message")
                .containsExactly(
                        "FailedMount", "MountVolume.SetUp failed for volume \"late\" : secret \"late\" not found");
        assertThat(waiting.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(state(waiting).getWaiting().getReason()).isEqualTo("ContainerCreating");
        assertThat(cluster.log("mount")).isEqualTo("now it is here");
    }

    @Test
    void backsOffFromAnImageThatIsNotThere() throws Exception {
        var missing = "registry.example/missing@sha256:" + "0".repeat(64);
        cluster.run("missing-image", once(container(missing, "true")));

        var first = cluster.await("missing-image", NodeRig::isWaitingForItsImage);
        var then = cluster.await("missing-image", pod -> isWaiting(pod, "ImagePullBackOff"));

        assertThat(state(first).getWaiting().getMessage())
                .contains("failed to resolve image: %s: not found".formatted(missing));
        assertThat(state(then).getWaiting().getMessage())
                .startsWith("Back-off pulling image \"%s\": ErrImagePull: ".formatted(missing));
    }

    @Test
    void refusesAnImageWhoseContentIsNotThatOfItsDigest() throws Exception {
        var layout = folder.resolve("images/forged");
        var forged = OciImage.build(
                folder.resolve("root"), "registry.example/forged", ImageConfig.entrypoint("/bin/sh"), layout);
        var manifest = layout.resolve("blobs/sha256").resolve(forged.substring(forged.indexOf(':') + 1));
        Files.writeString(manifest, Files.readString(manifest).replace("/vnd.oci", "/vnd.ocj"));
        cluster.run("forged", once(container(forged, "true")));

        var pod = cluster.await("forged", NodeRig::isWaitingForItsImage);

        assertThat(state(pod).getWaiting().getMessage()).contains("unexpected commit digest sha256:");
    }

    @Test
    void givesOutThePartOfALogThatIsAskedFor() throws Exception {
        cluster.run("log", once(container(shell, "for i in 1 2 3 4; do echo line $i; done")));
        cluster.awaitPhase("log", "Succeeded");
        var request = cluster.core().readNamespacedPodLog("log", cluster.namespace());

        assertThat(request.timestamps(true).execute()).matches("(20\\d\\d-\\S+Z line \\d\n){4}");
        assertThat(request.timestamps(false).sinceSeconds(600).execute()).startsWith("line 1\n");
    }

    @Test
    void keepsAClaimsFilesFromOnePodToTheNext() throws Exception {
        cluster.claim("state");
        for (var name : List.of("first-use", "second-use")) {
            cluster.runJob(
                    name,
                    once(container(shell, "cat \"$STATE/seen\"; echo %s >> \"$STATE/seen\"".formatted(name))
                                    .env(List.of(new V1EnvVar().name("STATE").value("/state")))
                                    .volumeMounts(List.of(
                                            new V1VolumeMount().name("state").mountPath("/state"))))
                            .volumes(List.of(new V1Volume()
                                    .name("state")
                                    .persistentVolumeClaim(
                                            new V1PersistentVolumeClaimVolumeSource().claimName("state")))));
            Cluster.await(
                    "the job " + name,
                    () -> cluster.batch()
                            .readNamespacedJob(name, cluster.namespace())
                            .execute(),
                    job -> job.getStatus().getSucceeded() != null
                            && job.getStatus().getSucceeded() == 1);
        }

        var second = cluster.core()
                .listNamespacedPod(cluster.namespace())
                .labelSelector("app=second-use")
                .execute()
                .getItems();

        assertThat(cluster.log(second.getFirst().getMetadata().getName())).isEqualTo("first-use\n");
    }

    @Test
    void startsATenantsServerAgainAndShowsItToOthers() throws Exception {
        var once = folder.resolve("crashed");
        cluster.run(
                "server",
                once(container(shell, "[ -e %s ] || { touch %s; exit 1; }; sleep 300".formatted(once, once)))
                        .restartPolicy("Always"));
        cluster.service("media-storage", "server", 80, 8080);
        var server = cluster.await(
                "server",
                pod -> state(pod).getRunning() != null
                        && pod.getStatus().getContainerStatuses().getFirst().getRestartCount() == 1);

        cluster.run("client", once(container(shell, "echo $MEDIA_STORAGE_SERVICE_HOST:$MEDIA_STORAGE_SERVICE_PORT")));
        cluster.awaitPhase("client", "Succeeded");

        assertThat(cluster.log("client")).isEqualTo(server.getStatus().getPodIP() + ":8080\n");
        assertThat(server.getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getLastState()
                        .getTerminated()
                        .getExitCode())
                .isEqualTo(1);
    }

    @Test
    void adoptsWhatRanWhenItWasKilledAndStartsNothingTwice() throws Exception {
        var go = folder.resolve("go-on");
        var starts = folder.resolve("starts");
        cluster.run(
                "adopted",
                once(container(
                        shell,
                        "echo start >> %s; while [ ! -e %s ]; do sleep 0.05; done; exit 5".formatted(starts, go))));
        cluster.run(
                "ended-meanwhile",
                once(container(shell, "echo ready; while [ ! -e %s.2 ]; do sleep 0.05; done; exit 6".formatted(go))));
        cluster.run("lost", once(container(shell, "echo $PPID; sleep 300")));
        awaitLog("ended-meanwhile", "ready");
        var leader = Long.parseLong(awaitLog("lost", "\n").trim());
        Cluster.await("start", () -> Files.exists(starts), there -> there);

        node.abandon();
        Files.createFile(folder.resolve("go-on.2"));
        var lost = ProcessHandle.of(leader).orElseThrow();
        var children = lost.children().toList();
        lost.destroyForcibly(); // first: it would write down how a child ended
        children.forEach(ProcessHandle::destroyForcibly);
        lost.onExit().get(5, TimeUnit.SECONDS);
        node = LocalNode.start(config());
        var unknown = cluster.awaitPhase("lost", "Failed");
        Files.createFile(go);
        var adopted = cluster.awaitPhase("adopted", "Failed");
        var ended = cluster.awaitPhase("ended-meanwhile", "Failed");

        assertThat(state(adopted).getTerminated().getExitCode()).isEqualTo(5);
        assertThat(starts).hasContent("start");
        assertThat(state(ended).getTerminated().getExitCode()).isEqualTo(6);
        assertThat(state(unknown).getTerminated())
                .extracting("exitCode", "reason")
                .containsExactly(137, "ContainerStatusUnknown");
    }
}
