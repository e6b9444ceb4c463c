package io.movein.runner.run;

import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1ContainerState;
import io.kubernetes.client.openapi.models.V1ContainerStateWaiting;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.movein.model.FailureKind;
import io.movein.runner.run.PendingReason.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Tells apart what keeps a run from starting. */
final class PendingReasons {
    private static final Set<String> IMAGE = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "ImageInspectError",
            "RegistryUnavailable",
            "SignatureValidationFailed");
    private static final Set<String> CONFIGURATION =
            Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

    private static final List<String> ABSENT = List.of("not found", "couldn't find key", "non-existent");

    private PendingReasons() {}

    static PendingReason waiting(Optional<V1Pod> pod, List<CoreV1Event> events, Instant now) {
        return pod.map(it -> ofThePod(it, events, now)).orElseGet(() -> withoutAPod(events, now));
    }

    static PendingReason suspended(Instant now) {
        return new PendingReason(
                Kind.SUSPENDED, "someone other than Movein has suspended the run's Job and has not resumed it", now);
    }

    /** The Job controller tells only by events why it makes no pod: a quota, an admission webhook. */
    private static PendingReason withoutAPod(List<CoreV1Event> events, Instant now) {
        return message(events, "FailedCreate")
                .map(it -> new PendingReason(Kind.PODS, it, now))
                .orElseGet(() -> new PendingReason(Kind.BEGINNING, "no pod has been created yet", now));
    }

    private static PendingReason ofThePod(V1Pod pod, List<CoreV1Event> events, Instant now) {
        var waiting = Pods.state(pod).map(V1ContainerState::getWaiting);
        var reason = waiting.map(V1ContainerStateWaiting::getReason).orElse("");
        var message = waiting.map(V1ContainerStateWaiting::getMessage)
                .filter(it -> !it.isBlank())
                .orElse(reason);
        if (IMAGE.contains(reason)) {
            return new PendingReason(Kind.IMAGE, reason + ": " + message, now);
        }
        if (CONFIGURATION.contains(reason)) {
            return new PendingReason(lacksASecret(message) ? Kind.SECRET : Kind.CONFIGURATION, message, now);
        }
        return unschedulable(pod)
                .map(it -> new PendingReason(Kind.NODE, it, now))
                .orElseGet(() -> starting(events, now));
    }

    /** A secret that is to be mounted and missing shows in an event only: the container is "creating" for ever. */
    private static PendingReason starting(List<CoreV1Event> events, Instant now) {
        var mount = message(events, "FailedMount");
        return mount.map(it -> new PendingReason(lacksASecret(it) ? Kind.SECRET : Kind.VOLUMES, it, now))
                .orElseGet(() -> new PendingReason(Kind.BEGINNING, "the container is being created", now));
    }

    private static Optional<String> unschedulable(V1Pod pod) {
        return Optional.ofNullable(pod.getStatus()).map(it -> it.getConditions()).stream()
                .flatMap(List::stream)
                .filter(it ->
                        it.getType().equals("PodScheduled") && it.getStatus().equals("False"))
                .map(V1PodCondition::getMessage)
                .map(it -> it == null ? "not scheduled" : it)
                .findFirst();
    }

    /** Not every word about a secret says that it is missing: a kubelet that is busy does not get one in time. */
    private static boolean lacksASecret(String message) {
        var words = message.toLowerCase(Locale.ROOT);
        return words.contains("secret") && ABSENT.stream().anyMatch(words::contains);
    }

    private static Optional<String> message(List<CoreV1Event> events, String reason) {
        return events.stream()
                .filter(it -> reason.equals(it.getReason()))
                .map(CoreV1Event::getMessage)
                .filter(it -> it != null && !it.isBlank())
                .reduce((_, last) -> last);
    }

    static Verdict verdict(PendingReason waiting, Duration limit) {
        var after = " (given up after " + words(limit) + ")";
        var reason = LogTail.bounded(LogTail.readable(waiting.reason()), 400);
        return switch (waiting.kind()) {
            case IMAGE -> new Verdict(FailureKind.IMAGE_NOT_PULLABLE, "The image cannot be pulled: " + reason + after);
            case SECRET ->
                new Verdict(FailureKind.SECRET_MISSING, "A secret, or a key in it, is missing: " + reason + after);
            case NODE -> new Verdict(FailureKind.NOT_SCHEDULABLE, "No node could take the run: " + reason + after);
            case SUSPENDED -> new Verdict(FailureKind.NOT_SCHEDULABLE, "The run was not resumed: " + reason + after);
            case CONFIGURATION ->
                new Verdict(FailureKind.NOT_LAUNCHED, "The container cannot be created: " + reason + after);
            case PODS ->
                new Verdict(
                        FailureKind.NOT_LAUNCHED, "The cluster did not create a pod for the run: " + reason + after);
            case BEGINNING, VOLUMES ->
                new Verdict(FailureKind.NOT_LAUNCHED, "The process did not start: " + reason + after);
        };
    }

    private static String words(Duration limit) {
        return limit.toSeconds() % 60 == 0 && limit.toMinutes() > 0
                ? limit.toMinutes() + " min"
                : limit.toMillis() / 1000.0 + " s";
    }
}
