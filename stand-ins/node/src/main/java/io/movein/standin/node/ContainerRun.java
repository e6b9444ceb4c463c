package io.movein.standin.node;

import static java.util.Objects.requireNonNull;

import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerStatus;
import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.standin.node.image.Image;
import io.movein.standin.node.image.ImageUnavailableException;
import io.movein.standin.node.process.ContainerProcess;
import io.movein.standin.node.process.LogTimes;
import io.movein.standin.node.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One container of one pod: from waiting for its image to its end, and again if the pod's restart policy says so. Each start
 * has a folder of its own, numbered, and a number is never used twice: that is what keeps a program from being started again
 * by a node that forgot.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // attempts are counted by the pod's own thread alone, others read
final class ContainerRun {

    private final Machine machine;
    private final V1Container container;
    private final LaunchPlan plan;
    private final Path folder;
    private final Runnable wake;
    private final BackOff pulls;
    private final BackOff crashes;

    private volatile ContainerState state = new ContainerState.Waiting("ContainerCreating", null);
    private volatile @Nullable ContainerState last;
    private volatile int attempt;
    private String imageId = "";
    private volatile @Nullable ContainerProcess process;
    private volatile @Nullable LogTimes times;

    ContainerRun(Machine machine, V1Container container, Path folder, Runnable wake) {
        this.machine = machine;
        this.container = container;
        this.plan = new LaunchPlan(machine, container);
        this.folder = folder;
        this.wake = wake;
        this.pulls = new BackOff(machine.config().backOff());
        this.crashes = new BackOff(machine.config().backOff());
    }

    /** Takes up what an earlier node of the same folder began. */
    void recover(@Nullable V1ContainerStatus told) {
        while (Files.isDirectory(attemptFolder(attempt + 1))) {
            attempt++;
        }
        if (told != null) {
            imageId = Optional.ofNullable(told.getImageID()).orElse("");
            last = ContainerState.fromApi(told.getLastState(), told.getContainerID());
        }
        if (ContainerProcess.wasStarted(attemptFolder(attempt))) {
            ContainerProcess.adopt(attemptFolder(attempt)).ifPresentOrElse(this::running, () -> state = readEnd());
        } else if (told != null
                && ContainerState.fromApi(told.getState(), told.getContainerID()) instanceof ContainerState known) {
            state = known instanceof ContainerState.Running running ? Termination.unknown(running.id()) : known;
            attempt = told.getRestartCount();
        }
    }

    private ContainerState.Terminated readEnd() {
        var ended = ContainerProcess.readEnd(attemptFolder(attempt));
        var failed = ended.exitCode().isEmpty() || ended.exitCode().getAsInt() != 0 || ended.outOfMemory();
        try {
            var message = Termination.message(attemptFolder(attempt), failed, container.getTerminationMessagePolicy());
            return Termination.of(ended, message, id());
        } catch (IOException e) {
            return Termination.of(ended, "the termination message could not be read: " + e.getMessage(), id());
        }
    }

    private void running(ContainerProcess started) {
        process = started;
        times = new LogTimes(started.folder());
        state = new ContainerState.Running(started.startedAt(), id());
        var _ = started.ended().thenRun(wake);
    }

    /** Notices the end of the process. */
    void observe() {
        var current = process;
        if (current != null && current.ended().isDone()) {
            requireNonNull(times).sample(Instant.now());
            state = readEnd();
            process = null;
        }
    }

    /** Starts the container, or starts it again, if that is due. */
    void advance(V1Pod pod, Map<String, Path> volumes, Instant now) throws ApiException {
        switch (state) {
            case ContainerState.Running running -> {}
            case ContainerState.Waiting waiting -> startOrWait(pod, volumes, now);
            case ContainerState.Terminated ended when mayRestart(pod, ended) -> restart(pod, ended, now);
            case ContainerState.Terminated ended -> {}
        }
    }

    private static boolean mayRestart(V1Pod pod, ContainerState.Terminated ended) {
        return switch (pod.getSpec().getRestartPolicy()) {
            case "Never" -> false;
            case "OnFailure" -> ended.exitCode() != 0;
            default -> true;
        };
    }

    private void restart(V1Pod pod, ContainerState.Terminated ended, Instant now) {
        last = ended;
        attempt++;
        if (attempt == 1) {
            state = new ContainerState.Waiting("ContainerCreating", null);
            wake.run();
            return;
        }
        var wait = crashes.begin(now);
        var message = "back-off %ds restarting failed container=%s pod=%s_%s(%s)"
                .formatted(
                        wait.toSeconds(),
                        container.getName(),
                        pod.getMetadata().getName(),
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getUid());
        machine.events()
                .warning(
                        pod,
                        container.getName(),
                        "BackOff",
                        "Back-off restarting failed container %s in pod %s_%s(%s)"
                                .formatted(
                                        container.getName(),
                                        pod.getMetadata().getName(),
                                        pod.getMetadata().getNamespace(),
                                        pod.getMetadata().getUid()));
        state = new ContainerState.Waiting("CrashLoopBackOff", message);
    }

    private void startOrWait(V1Pod pod, Map<String, Path> volumes, Instant now) throws ApiException {
        if (!crashes.isOver(now)) {
            return;
        }
        if (!pulls.isOver(now)) {
            backOffPulling(pod);
            return;
        }
        try {
            start(pod, volumes, machine.images().resolve(container.getImage()));
        } catch (ImageUnavailableException e) {
            pullFailed(pod, e, now);
        } catch (ConfigProblem e) {
            machine.events().warning(pod, container.getName(), "Failed", "Error: " + e.getMessage());
            state = new ContainerState.Waiting("CreateContainerConfigError", e.getMessage());
        } catch (CommandLine.StartProblem e) {
            startFailed(pod, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            startFailedOnThisMachine(pod, e);
        }
    }

    private void startFailed(V1Pod pod, String why) {
        machine.events().warning(pod, container.getName(), "Failed", "Error: " + why);
        state = Termination.neverStarted(why, id());
    }

    /** Tried again only if nothing can have run yet. */
    private void startFailedOnThisMachine(V1Pod pod, IOException e) {
        if (ContainerProcess.wasStarted(attemptFolder(attempt))) {
            startFailed(pod, e.toString());
        } else {
            machine.events().warning(pod, container.getName(), "Failed", "Error: " + e);
            state = new ContainerState.Waiting("CreateContainerError", e.toString());
        }
    }

    private void pullFailed(V1Pod pod, ImageUnavailableException e, Instant now) {
        var invalid = e.reason().equals("InvalidImageName");
        pulls.begin(now);
        machine.events()
                .warning(
                        pod,
                        container.getName(),
                        "Failed",
                        invalid
                                ? "Error: InvalidImageName"
                                : "Failed to pull image \"%s\": %s".formatted(container.getImage(), e.getMessage()));
        machine.events().warning(pod, container.getName(), "Failed", "Error: " + e.reason());
        state = new ContainerState.Waiting(e.reason(), e.getMessage());
    }

    private void backOffPulling(V1Pod pod) {
        if (state instanceof ContainerState.Waiting(String reason, String why) && reason.equals("ErrImagePull")) {
            var message = "Back-off pulling image \"%s\"".formatted(container.getImage());
            machine.events().normal(pod, container.getName(), "BackOff", message);
            machine.events().warning(pod, container.getName(), "Failed", "Error: ImagePullBackOff");
            state = new ContainerState.Waiting("ImagePullBackOff", message + ": ErrImagePull: " + why);
        }
    }

    private void start(V1Pod pod, Map<String, Path> volumes, Image image)
            throws ApiException, ConfigProblem, IOException, CommandLine.StartProblem {
        pulls.reset();
        imageId = image.reference();
        if (attempt == 0) {
            machine.events()
                    .normal(
                            pod,
                            container.getName(),
                            "Pulled",
                            "Container image \"%s\" already present on machine".formatted(container.getImage()));
        }
        var launch = plan.launch(pod, volumes, image, attemptFolder(attempt));
        machine.events().normal(pod, container.getName(), "Created", "Created container: " + container.getName());
        running(ContainerProcess.start(launch));
        machine.events().normal(pod, container.getName(), "Started", "Started container " + container.getName());
    }

    /** Called many times a second, by another thread than the pod's. */
    void sample(ProcessTable table, Instant now) {
        var current = process;
        if (current != null && !current.ended().isDone()) {
            plan.memoryLimit().ifPresent(limit -> current.enforce(limit, table));
            requireNonNull(times).sample(now);
        }
    }

    boolean isActive() {
        return process != null;
    }

    void terminate() {
        try {
            var current = process;
            if (current != null) {
                current.terminate();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void kill() {
        Optional.ofNullable(process).ifPresent(ContainerProcess::kill);
    }

    /** When {@link #advance} has something to do that nothing else wakes it for. */
    Instant due(Instant now) {
        if (!(state instanceof ContainerState.Waiting waiting)) {
            return Instant.MAX;
        }
        return switch (waiting.reason()) {
            case "ErrImagePull" -> now.plus(machine.config().backOff().dividedBy(5));
            case "ImagePullBackOff", "InvalidImageName" -> pulls.until();
            case "CrashLoopBackOff" -> crashes.until();
            default -> now.plus(machine.config().backOff().dividedBy(5));
        };
    }

    ContainerFacts facts() {
        return new ContainerFacts(container.getName(), container.getImage(), imageId, attempt, state, last);
    }

    String name() {
        return container.getName();
    }

    Optional<Path> logFolder() {
        var wanted = attemptFolder(attempt);
        return ContainerProcess.wasStarted(wanted) ? Optional.of(wanted) : Optional.empty();
    }

    private Path attemptFolder(int number) {
        return folder.resolve(Integer.toString(number));
    }

    private String id() {
        return "process://%s/%s/%d"
                .formatted(folder.resolve("../..").normalize().getFileName(), container.getName(), attempt);
    }
}
