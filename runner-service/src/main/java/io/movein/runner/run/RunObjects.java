package io.movein.runner.run;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1LocalObjectReference;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.movein.contract.Traceparent;
import io.movein.model.RunSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a run is on the cluster, as a function of the order and the settings.
 *
 * <p>None of it has an owner reference: garbage collection takes the dependants of a deleted Job in any order, and a policy
 * that goes before the pod does leaves a process that may reach everything. The runner removes them itself, the Job first.
 */
public final class RunObjects {
    private final RunRef run;
    private final RunSpec spec;
    private final RunSettings settings;

    public RunObjects(RunRef run, RunSpec spec, RunSettings settings) {
        this.run = run;
        this.spec = spec;
        this.settings = settings;
    }

    /**
     * What has to be there before the pod, in the order of creation.
     *
     * @param byName hosts are let out to by their names, by Cilium; otherwise by the addresses that were approved
     */
    public List<KubernetesObject> beforeTheJob(List<Destination> destinations, boolean byName) {
        var objects = new ArrayList<KubernetesObject>();
        objects.add(serviceAccount());
        objects.addAll(new Policies(run, spec, byName).all(destinations));
        if (byName) {
            NamePolicy.of(run, spec.getEgress()).ifPresent(objects::add);
        }
        objects.addAll(new Volumes(run, spec, settings).claims());
        if (spec.getConfiguration() != null) {
            objects.add(ConfigMaps.configuration(run, spec.getConfiguration()));
        }
        objects.add(ConfigMaps.noCommands(run));
        return objects;
    }

    /** The Job, held back (suspended): it is let go once the ledger says so. */
    public V1Job job(Traceparent trace) {
        return new JobObject(run, spec, settings).job(trace);
    }

    /** The same Job, let go: the one step after which its process can start. */
    public static V1Job resume(V1Job held) {
        var annotations = new LinkedHashMap<>(held.getMetadata().getAnnotations());
        annotations.remove(RunLabels.SUSPENDED);
        held.getMetadata().setAnnotations(annotations);
        held.getSpec().setSuspend(false);
        return held;
    }

    /**
     * The same Job, fenced: its pod gets SIGTERM, the reason stands on it, and with no place for a pod it makes none again,
     * even where another resumes it.
     */
    public static V1Job ended(V1Job job, Verdict verdict) {
        var annotations = new LinkedHashMap<>(job.getMetadata().getAnnotations());
        annotations.put(RunLabels.ENDED_BECAUSE, verdict.kind().name());
        annotations.put(RunLabels.ENDED_DETAIL, verdict.detail());
        job.getMetadata().setAnnotations(annotations);
        job.getSpec().setSuspend(true);
        job.getSpec().setParallelism(0);
        return job;
    }

    private V1ServiceAccount serviceAccount() {
        var account = new V1ServiceAccount()
                .apiVersion("v1")
                .kind("ServiceAccount")
                .metadata(meta(run, run.name()))
                .automountServiceAccountToken(false);
        settings.imagePullSecrets()
                .forEach(name -> account.addImagePullSecretsItem(new V1LocalObjectReference().name(name)));
        return account;
    }

    static V1ObjectMeta meta(RunRef run, String name) {
        return new V1ObjectMeta()
                .namespace(run.namespace())
                .name(name)
                .labels(RunLabels.labels(run))
                .annotations(annotations(run));
    }

    static Map<String, String> annotations(RunRef run) {
        return Map.of(RunLabels.MIGRATION, run.id().migration().toString());
    }
}
