package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.movein.standin.kubernetes.api.DeleteOptions;
import io.movein.standin.kubernetes.api.Part;
import io.movein.standin.kubernetes.api.ResourceWrites;
import io.movein.standin.kubernetes.objects.Json;
import io.movein.standin.kubernetes.objects.Kinds;
import io.movein.standin.kubernetes.objects.Meta;
import io.movein.standin.kubernetes.objects.Refusal;
import io.movein.standin.kubernetes.store.ObjectChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Carries out what {@link JobDecision} decides, and lets the pods of a Job that is gone go. */
final class JobController extends Controller {
    private static final String NAME = "job-controller";

    private final ResourceWrites resources;
    private final Events events;

    JobController(ResourceWrites resources, Events events) {
        this.resources = resources;
        this.events = events;
    }

    @Override
    void heard(ObjectChange change) {
        if (change.kind().equals(Kinds.JOB)) {
            soon(Key.of(change.last()));
        } else if (change.kind().equals(Kinds.POD)) {
            Meta.controller(change.last())
                    .filter(owner -> Json.text(owner, "kind").equals("Job"))
                    .ifPresent(owner -> soon(new Key(Meta.namespace(change.last()), Json.text(owner, "name"))));
        }
    }

    @Override
    void sync(Key key, Instant now) {
        var job = resources.find(Kinds.JOB, key.namespace(), key.name());
        releaseOrphans(key, job.map(Meta::uid).orElse(""));
        job.ifPresent(found -> carryOut(found, JobDecision.decide(found, pods(found), now), key));
    }

    private List<ObjectNode> pods(ObjectNode job) {
        return resources.list(Kinds.POD, Meta.namespace(job)).stream()
                .filter(pod -> Meta.controller(pod)
                        .filter(owner -> Json.text(owner, "uid").equals(Meta.uid(job)))
                        .isPresent())
                .toList();
    }

    private void carryOut(ObjectNode job, JobPlan plan, Key key) {
        plan.again().ifPresent(when -> later(key, when));
        plan.dismiss().forEach(pod -> release(key.namespace(), pod));
        Stream.concat(plan.dismiss().stream(), plan.delete().stream()).forEach(pod -> {
            resources.delete(Kinds.POD, key.namespace(), pod, DeleteOptions.DEFAULT);
            events.record(job, "Normal", "SuccessfulDelete", "Deleted pod: " + pod, NAME);
        });
        for (var i = 0; i < plan.create(); i++) {
            create(job);
        }
        write(job, plan.status());
        plan.release().forEach(pod -> release(key.namespace(), pod));
        plan.notes().forEach(note -> events.record(job, note.type(), note.reason(), note.message(), NAME));
    }

    private void create(ObjectNode job) {
        try {
            var pod = resources.create(Kinds.POD, Meta.namespace(job), pod(job));
            events.record(job, "Normal", "SuccessfulCreate", "Created pod: " + Meta.name(pod), NAME);
        } catch (Refusal refusal) {
            events.record(job, "Warning", "FailedCreate", "Error creating: " + refusal.getMessage(), NAME);
            throw refusal;
        }
    }

    private static ObjectNode pod(ObjectNode job) {
        var template = Json.at(job, "spec", "template");
        var pod = Json.object();
        var metadata = pod.putObject("metadata").put("generateName", prefix(Meta.name(job)));
        for (var field : List.of("labels", "annotations")) {
            if (Json.at(template, "metadata", field) instanceof ObjectNode present) {
                metadata.set(field, present.deepCopy());
            }
        }
        metadata.putArray("finalizers").add(JobDecision.TRACKING);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "batch/v1")
                .put("kind", "Job")
                .put("name", Meta.name(job))
                .put("uid", Meta.uid(job))
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        pod.set("spec", template.path("spec").deepCopy());
        return pod;
    }

    /** A generated name has at most 63 characters: a hyphen and a suffix of 5 must still fit behind. */
    private static String prefix(String job) {
        return job.substring(0, Math.min(job.length(), 57)) + "-";
    }

    private void write(ObjectNode job, ObjectNode status) {
        var written = job.deepCopy();
        written.set("status", status);
        resources.update(Kinds.JOB, Meta.namespace(job), Meta.name(job), written, Part.STATUS);
    }

    private void releaseOrphans(Key key, String uid) {
        for (var pod : resources.list(Kinds.POD, key.namespace())) {
            var owner = Meta.controller(pod)
                    .filter(found -> Json.text(found, "kind").equals("Job"));
            var orphaned = owner.isEmpty()
                    || Json.text(owner.get(), "name").equals(key.name())
                            && !Json.text(owner.get(), "uid").equals(uid);
            if (orphaned && Meta.finalizers(pod).contains(JobDecision.TRACKING)) {
                release(key.namespace(), Meta.name(pod));
            }
        }
    }

    private void release(String namespace, String name) {
        if (resources.find(Kinds.POD, namespace, name).isPresent()) {
            resources.change(Kinds.POD, namespace, name, Part.MAIN, pod -> {
                var left = new ArrayList<>(Meta.finalizers(pod));
                left.remove(JobDecision.TRACKING);
                Meta.setFinalizers(pod, left);
                return pod;
            });
        }
    }
}
