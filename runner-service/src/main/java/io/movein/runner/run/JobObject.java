package io.movein.runner.run;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Capabilities;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodFailurePolicy;
import io.kubernetes.client.openapi.models.V1PodFailurePolicyOnExitCodesRequirement;
import io.kubernetes.client.openapi.models.V1PodFailurePolicyOnPodConditionsPattern;
import io.kubernetes.client.openapi.models.V1PodFailurePolicyRule;
import io.kubernetes.client.openapi.models.V1PodSecurityContext;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1ResourceRequirements;
import io.kubernetes.client.openapi.models.V1SeccompProfile;
import io.kubernetes.client.openapi.models.V1SecurityContext;
import io.movein.contract.EnumText;
import io.movein.contract.Traceparent;
import io.movein.model.RunSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The Job of a run: one pod, once, never again.
 *
 * <p>The pod failure policy changes nothing about that; it makes the Job keep in its condition's message how the pod ended,
 * which can then be read even when the pod is gone.
 */
final class JobObject {
    static final String CONTAINER = "migration";
    static final String TERMINATION_LOG = "/dev/termination-log";
    /** Lets a process that is not root write its volumes and read its secrets, whatever user the image names. */
    private static final long GROUP = 10_001;

    private final RunRef run;
    private final RunSpec spec;
    private final RunSettings settings;
    private final Volumes volumes;

    JobObject(RunRef run, RunSpec spec, RunSettings settings) {
        this.run = run;
        this.spec = spec;
        this.settings = settings;
        this.volumes = new Volumes(run, spec, settings);
    }

    V1Job job(Traceparent trace) {
        var annotations = new LinkedHashMap<>(RunObjects.annotations(run));
        annotations.put(RunLabels.SUSPENDED, "true");
        annotations.put(RunLabels.TRACEPARENT, trace.toString());
        return new V1Job()
                .apiVersion("batch/v1")
                .kind("Job")
                .metadata(RunObjects.meta(run, run.name()).annotations(annotations))
                .spec(new V1JobSpec()
                        .suspend(true)
                        .backoffLimit(0)
                        .completions(1)
                        .parallelism(1)
                        .podReplacementPolicy("Failed")
                        .podFailurePolicy(keepsHowThePodEnded())
                        .template(template(trace)));
    }

    private static V1PodFailurePolicy keepsHowThePodEnded() {
        var taken = new V1PodFailurePolicyRule()
                .action("FailJob")
                .addOnPodConditionsItem(new V1PodFailurePolicyOnPodConditionsPattern()
                        .type("DisruptionTarget")
                        .status("True"));
        var failed = new V1PodFailurePolicyRule()
                .action("FailJob")
                .onExitCodes(new V1PodFailurePolicyOnExitCodesRequirement()
                        .containerName(CONTAINER)
                        .operator("NotIn")
                        .addValuesItem(0));
        return new V1PodFailurePolicy().addRulesItem(taken).addRulesItem(failed);
    }

    private V1PodTemplateSpec template(Traceparent trace) {
        return new V1PodTemplateSpec()
                .metadata(new V1ObjectMeta().labels(RunLabels.labels(run)).annotations(RunObjects.annotations(run)))
                .spec(pod(trace));
    }

    private V1PodSpec pod(Traceparent trace) {
        return new V1PodSpec()
                .restartPolicy("Never")
                .serviceAccountName(run.name())
                .automountServiceAccountToken(false)
                // addresses of the namespace's services, which the contract promises; the policy decides what can be
                // reached
                .enableServiceLinks(true)
                .terminationGracePeriodSeconds(settings.stopGrace().toSeconds())
                .nodeSelector(settings.pool().isEmpty() ? null : settings.pool())
                .securityContext(new V1PodSecurityContext()
                        .runAsNonRoot(true)
                        .fsGroup(GROUP)
                        .fsGroupChangePolicy("OnRootMismatch")
                        .seccompProfile(new V1SeccompProfile().type("RuntimeDefault")))
                .addContainersItem(container(trace))
                .volumes(volumes.volumes());
    }

    private V1Container container(Traceparent trace) {
        return new V1Container()
                .name(CONTAINER)
                .image(spec.getImage())
                .env(environment(trace))
                .resources(resources())
                .volumeMounts(volumes.mounts())
                .terminationMessagePath(TERMINATION_LOG)
                .terminationMessagePolicy("FallbackToLogsOnError")
                .securityContext(new V1SecurityContext()
                        .allowPrivilegeEscalation(false)
                        .readOnlyRootFilesystem(true)
                        .capabilities(new V1Capabilities().addDropItem("ALL")));
    }

    private V1ResourceRequirements resources() {
        var declared = spec.getResources();
        var amounts = new LinkedHashMap<String, Quantity>();
        amounts.put("cpu", Quantity.fromString(declared.getCpuMillis() + "m"));
        amounts.put("memory", bytes(declared.getMemoryBytes()));
        amounts.put("ephemeral-storage", bytes(volumes.onTheNode()));
        return new V1ResourceRequirements().requests(amounts).limits(new LinkedHashMap<>(amounts));
    }

    private List<V1EnvVar> environment(Traceparent trace) {
        var environment = new ArrayList<V1EnvVar>();
        environment.add(set("MOVEIN_MIGRATION", run.id().migration().toString()));
        environment.add(set("MOVEIN_RUN", Integer.toString(run.id().run())));
        environment.add(set("MOVEIN_TENANT", run.namespace()));
        environment.add(set("MOVEIN_MODE", word(spec.getMode())));
        environment.add(set("MOVEIN_ATTEMPT", word(spec.getAttempt())));
        if (volumes.hasScratch()) {
            environment.add(set("MOVEIN_SCRATCH", Volumes.SCRATCH));
        }
        if (spec.getKeepsState()) {
            environment.add(set("MOVEIN_STATE", Volumes.STATE));
        }
        if (spec.getConfiguration() != null) {
            environment.add(set("MOVEIN_CONFIG", Volumes.CONFIGURATION + "/" + ConfigMaps.CONFIGURATION_KEY));
        }
        environment.add(set("MOVEIN_CONTROL", Volumes.CONTROL + "/" + ConfigMaps.COMMANDS_KEY));
        environment.add(set("MOVEIN_SECRETS", Volumes.SECRETS));
        environment.add(set("MOVEIN_TERMINATION_LOG", TERMINATION_LOG));
        environment.add(set("TRACEPARENT", RunTrace.of(trace, run.id()).toString()));
        environment.addAll(who());
        return environment;
    }

    /** For the process's evidence. */
    private List<V1EnvVar> who() {
        var who = new ArrayList<V1EnvVar>();
        if (spec.getFiledBy() != null) {
            who.add(set("MOVEIN_FILED_BY", spec.getFiledBy().getLogin()));
        }
        if (spec.getFiledAt() != null) {
            who.add(set("MOVEIN_FILED_AT", spec.getFiledAt().toString()));
        }
        if (spec.getApproval() != null) {
            who.add(set("MOVEIN_APPROVED_BY", spec.getApproval().getActor().getLogin()));
            who.add(set("MOVEIN_APPROVED_AT", spec.getApproval().getAt().toString()));
        }
        return who;
    }

    private static V1EnvVar set(String name, String value) {
        return new V1EnvVar().name(name).value(value);
    }

    private static String word(Enum<?> value) {
        return EnumText.hyphenated(value);
    }

    static Quantity bytes(long bytes) {
        return Quantity.fromString(Long.toString(bytes));
    }
}
