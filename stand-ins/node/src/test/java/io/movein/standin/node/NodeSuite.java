package io.movein.standin.node;

import static io.movein.standin.node.Cluster.container;
import static io.movein.standin.node.Cluster.limited;
import static io.movein.standin.node.Cluster.once;
import static io.movein.standin.node.Cluster.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapVolumeSource;
import io.kubernetes.client.openapi.models.V1EmptyDirVolumeSource;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1EnvVarSource;
import io.kubernetes.client.openapi.models.V1ObjectFieldSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimVolumeSource;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.openapi.models.V1SecretKeySelector;
import io.kubernetes.client.openapi.models.V1SecretVolumeSource;
import io.kubernetes.client.openapi.models.V1Volume;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.movein.standin.node.image.ImageConfig;
import io.movein.standin.node.image.OciImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the node promises, against whatever API server a subclass brings: the stand-in and the real one are to look alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class NodeSuite {

    static final String NODE = "local-node-1";

    private Path folder;

    private Cluster cluster;
    private LocalNode node;
    private String shell;

    /** A client of its own at each call. */
    abstract ApiClient client() throws Exception;

    @BeforeAll
    void startNode(@TempDir Path folder) throws Exception {
        this.folder = folder;
        cluster = Cluster.withNamespace(client(), "tenant-" + Long.toString(System.nanoTime(), 36));
        var root = Files.createDirectories(folder.resolve("root/app"));
        Files.writeString(root.resolve("greeting"), "hello from the image");
        shell = OciImage.build(
                folder.resolve("root"),
                "registry.example/shell",
                new ImageConfig(List.of("/bin/sh"), List.of(), List.of("FROM_IMAGE=yes"), ""),
                folder.resolve("images/shell"));
        node = LocalNode.start(config());
    }

    /** After the node has closed. */
    abstract void stopCluster() throws Exception;

    @AfterAll
    void stop() throws Exception {
        node.close();
        stopCluster();
    }

    private LocalNode.Config config() throws Exception {
        return LocalNode.Config.of(client(), NODE, folder.resolve("data"), List.of(folder.resolve("images")))
                .withBackOff(Duration.ofSeconds(1));
    }

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
        cluster.secret("for-env", Map.of("password", "pass word"));
        cluster.run(
                "environment",
                once(container(shell, "")
                                .command(List.of("env"))
                                .args(null)
                                .env(List.of(
                                        new V1EnvVar().name("PLAIN").value("a $(UNKNOWN) $$"),
                                        new V1EnvVar().name("AGAIN").value("<$(PLAIN)>"),
                                        new V1EnvVar()
                                                .name("PASSWORD")
                                                .valueFrom(new V1EnvVarSource()
                                                        .secretKeyRef(new V1SecretKeySelector()
                                                                .name("for-env")
                                                                .key("password"))),
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
                        "PASSWORD=pass word",
                        "POD_IP=" + pod.getStatus().getPodIP());
    }

    @Test
    void tellsTheExitCodeAndTheLastLinesOfTheLog() throws Exception {
        cluster.run(
                "exit",
                once(container(shell, "echo source is gone; exit 3")
                        .terminationMessagePolicy("FallbackToLogsOnError")));

        var pod = cluster.awaitPhase("exit", "Failed");

        assertThat(state(pod).getTerminated())
                .extracting("exitCode", "reason", "message")
                .containsExactly(3, "Error", "source is gone\n");
        assertThat(pod.getStatus().getReason()).isNull();
        assertThat(pod.getStatus().getConditions())
                .filteredOn(one -> one.getType().equals("Ready"))
                .extracting(V1PodCondition::getStatus, V1PodCondition::getReason)
                .containsExactly(tuple("False", "PodFailed"));
    }

    @Test
    void killsAProcessThatTakesMoreMemoryThanItsLimit() throws Exception {
        cluster.run("memory", once(limited(container(shell, "exec tail /dev/zero"), "64Mi")));

        var pod = cluster.awaitPhase("memory", "Failed");

        assertThat(state(pod).getTerminated()).extracting("exitCode", "reason").containsExactly(137, "OOMKilled");
    }

    @Test
    void tellsThatAChildWasKilledForMemoryWhenItsParentExitsWithZero() throws Exception {
        cluster.run("child-memory", once(limited(container(shell, "tail /dev/zero; exit 0"), "64Mi")));

        var pod = cluster.awaitPhase("child-memory", "Succeeded");

        assertThat(state(pod).getTerminated()).extracting("exitCode", "reason").containsExactly(0, "OOMKilled");
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
    void waitsWithAConfigErrorForAKeyThatIsMissing() throws Exception {
        cluster.secret("half", Map.of("url", "x"));
        cluster.run(
                "key",
                once(container(shell, "true")
                        .env(List.of(new V1EnvVar()
                                .name("TOKEN")
                                .valueFrom(new V1EnvVarSource()
                                        .secretKeyRef(new V1SecretKeySelector()
                                                .name("half")
                                                .key("token")))))));
        cluster.run(
                "no-secret",
                once(container(shell, "true")
                        .env(List.of(new V1EnvVar()
                                .name("TOKEN")
                                .valueFrom(new V1EnvVarSource()
                                        .secretKeyRef(new V1SecretKeySelector()
                                                .name("none")
                                                .key("token")))))));

        var key = cluster.await("key", NodeSuite::hasConfigError);
        var secret = cluster.await("no-secret", NodeSuite::hasConfigError);

        assertThat(state(key).getWaiting().getMessage())
                .isEqualTo("couldn't find key token in Secret %s/half".formatted(cluster.namespace()));
        assertThat(state(secret).getWaiting().getMessage()).isEqualTo("secret \"none\" not found");
        assertThat(secret.getStatus().getPhase()).isEqualTo("Pending");
    }

    private static boolean hasConfigError(V1Pod pod) {
        var waiting = state(pod).getWaiting();
        return waiting != null && "CreateContainerConfigError".equals(waiting.getReason());
    }

    @Test
    void backsOffFromAnImageThatIsNotThere() throws Exception {
        var missing = "registry.example/missing@sha256:" + "0".repeat(64);
        cluster.run("missing-image", once(container(missing, "true")));

        var first = cluster.await("missing-image", pod -> isWaiting(pod, "ErrImagePull"));
        var then = cluster.await("missing-image", pod -> isWaiting(pod, "ImagePullBackOff"));

        assertThat(state(first).getWaiting().getMessage())
                .endsWith("failed to resolve image: %s: not found".formatted(missing));
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

        var pod = cluster.await("forged", found -> isWaiting(found, "ErrImagePull"));

        assertThat(state(pod).getWaiting().getMessage()).contains("unexpected commit digest sha256:");
    }

    private static boolean isWaiting(V1Pod pod, String reason) {
        var waiting = state(pod).getWaiting();
        return waiting != null && reason.equals(waiting.getReason());
    }

    @Test
    void endsAPodThatIsDeletedWithSigtermFirst() throws Exception {
        var proof = folder.resolve("stopped");
        cluster.run(
                "polite",
                once(container(
                        shell,
                        "trap 'echo stopped at a safe point > %s; exit 0' TERM; echo ready; while :; do sleep 0.05; done"
                                .formatted(proof))));
        awaitLog("polite", "ready");

        cluster.core().deleteNamespacedPod("polite", cluster.namespace()).execute();

        awaitGone("polite");
        assertThat(proof).hasContent("stopped at a safe point");
    }

    @Test
    void killsTheWholeTreeOfAPodThatDoesNotHeedSigterm() throws Exception {
        cluster.run(
                "stubborn",
                once(container(shell, "trap '' TERM; sleep 300 & echo $!; wait; sleep 300"))
                        .terminationGracePeriodSeconds(1L));
        var child = Long.parseLong(awaitLog("stubborn", "\n").trim());

        cluster.core().deleteNamespacedPod("stubborn", cluster.namespace()).execute();

        awaitGone("stubborn");
        assertThat(isRunning(child)).isFalse();
    }

    /** One that was killed may still be listed until its parent, here whoever adopts orphans, looks at it. */
    private static boolean isRunning(long pid) throws IOException {
        var command = Path.of("/proc", Long.toString(pid), "cmdline");
        try {
            return !Files.readString(command).isEmpty();
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private String awaitLog(String pod, String text) throws Exception {
        cluster.awaitPhase(pod, "Running");
        return Cluster.await("log of " + pod, () -> cluster.log(pod), log -> log != null && log.contains(text));
    }

    private void awaitGone(String pod) throws Exception {
        Cluster.await(
                pod + " is gone",
                () -> {
                    try {
                        cluster.pod(pod);
                        return false;
                    } catch (ApiException e) {
                        return e.getCode() == 404;
                    }
                },
                gone -> gone);
    }

    @Test
    void followsALogWhileItIsWritten() throws Exception {
        var go = folder.resolve("go");
        cluster.run(
                "talker",
                once(container(shell, "echo one; while [ ! -e %s ]; do sleep 0.05; done; echo two".formatted(go))));
        awaitLog("talker", "one");

        try (var response = cluster.core()
                        .readNamespacedPodLog("talker", cluster.namespace())
                        .follow(true)
                        .buildCall(null)
                        .execute();
                var lines =
                        new BufferedReader(new InputStreamReader(response.body().byteStream()))) {
            var first = lines.readLine();
            Files.createFile(go);
            assertThat(List.of(first, lines.readLine())).containsExactly("one", "two");
            assertThat(lines.readLine()).isNull();
        }
    }

    @Test
    void givesOutThePartOfALogThatIsAskedFor() throws Exception {
        cluster.run("log", once(container(shell, "for i in 1 2 3 4; do echo line $i; done")));
        cluster.awaitPhase("log", "Succeeded");
        var request = cluster.core().readNamespacedPodLog("log", cluster.namespace());

        assertThat(request.tailLines(2).execute()).isEqualTo("line 3\nline 4\n");
        assertThat(request.tailLines(null).limitBytes(6).execute()).isEqualTo("line 1");
        assertThat(request.tailLines(1).limitBytes(null).timestamps(true).execute())
                .matches("20\\d\\d-\\S+Z line 4\n");
        assertThat(request.tailLines(null).timestamps(false).sinceSeconds(600).execute())
                .startsWith("line 1\n");
    }

    @Test
    void evictsAPodThatFillsItsScratchVolume() throws Exception {
        cluster.run(
                "evicted",
                once(container(shell, "head -c 3000000 /dev/zero > \"$SCRATCH/big\"; sleep 300")
                                .env(List.of(new V1EnvVar().name("SCRATCH").value("/scratch")))
                                .volumeMounts(List.of(
                                        new V1VolumeMount().name("scratch").mountPath("/scratch"))))
                        .volumes(List.of(new V1Volume()
                                .name("scratch")
                                .emptyDir(new V1EmptyDirVolumeSource().sizeLimit(new Quantity("2Mi"))))));

        var pod = cluster.awaitPhase("evicted", "Failed");

        assertThat(pod.getStatus())
                .extracting("reason", "message")
                .containsExactly("Evicted", "Usage of EmptyDir volume \"scratch\" exceeds the limit \"2Mi\". ");
        assertThat(state(pod).getTerminated().getExitCode()).isEqualTo(143);
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
    void tellsAProgramThatCannotBeRun() throws Exception {
        cluster.run("nonsense", once(container(shell, "").command(List.of("/no/such/program"))));

        var pod = cluster.awaitPhase("nonsense", "Failed");

        assertThat(state(pod).getTerminated()).extracting("exitCode", "reason").containsExactly(128, "StartError");
        assertThat(state(pod).getTerminated().getMessage()).contains("exec: \"/no/such/program\"");
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

    @Test
    void leavesNoProcessBehindWhenItCloses() throws Exception {
        cluster.run("once", once(container(shell, "echo $$$$; sleep 300")));
        cluster.run("always", once(container(shell, "echo $$$$; sleep 300")).restartPolicy("Always"));
        var first = Long.parseLong(awaitLog("once", "\n").trim());
        var second = Long.parseLong(awaitLog("always", "\n").trim());

        node.close();

        assertThat(isRunning(first)).isFalse();
        assertThat(isRunning(second)).isFalse();
        assertThat(cluster.awaitPhase("once", "Failed").getStatus().getReason()).isEqualTo("Terminated");
        node = LocalNode.start(config());
        var again = cluster.await(
                "always",
                pod -> state(pod).getRunning() != null
                        && pod.getStatus().getContainerStatuses().getFirst().getRestartCount() == 1);
        assertThat(again.getStatus().getPhase()).isEqualTo("Running");
    }
}
