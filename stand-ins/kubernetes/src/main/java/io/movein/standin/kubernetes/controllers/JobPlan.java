package io.movein.standin.kubernetes.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do about a Job now, in this order: delete pods, create pods, write the status, take the finalizer off the
 * pods whose end the status now holds, tell.
 *
 * @param dismiss pods to take the finalizer off before they are deleted, so that their end is never counted
 */
record JobPlan(
        List<String> dismiss,
        List<String> delete,
        int create,
        ObjectNode status,
        List<String> release,
        List<Note> notes,
        Optional<Instant> again) {

    record Note(String type, String reason, String message) {}
}
