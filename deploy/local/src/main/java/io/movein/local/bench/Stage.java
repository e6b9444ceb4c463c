package io.movein.local.bench;

import static io.movein.local.bench.Moment.APPROVED;
import static io.movein.local.bench.Moment.CLOSED;
import static io.movein.local.bench.Moment.COMMANDED;
import static io.movein.local.bench.Moment.FILED;
import static io.movein.local.bench.Moment.FINISHED;
import static io.movein.local.bench.Moment.JOB_CREATED;
import static io.movein.local.bench.Moment.LABELED;
import static io.movein.local.bench.Moment.REPORTED;
import static io.movein.local.bench.Moment.REVIEWED;
import static io.movein.local.bench.Moment.REVIEW_SHOWN;
import static io.movein.local.bench.Moment.TORN_DOWN;
import static io.movein.local.bench.Moment.VALIDATED;
import static io.movein.local.bench.Moment.WEBHOOK_ACCEPTED;

import java.util.List;

/**
 * From one moment to the next, and what lies on that way and cannot be left out. What a person takes to decide is in no stage.
 *
 * @param hops           records that one service writes and the next reads
 * @param decisions      the same in a transaction with the record that it follows from, as each of review's
 * @param gitHubRequests one after the other
 * @param clusterWrites  one after the other
 * @param jobs           that the cluster runs: it schedules a pod, starts its program, sees it end
 */
record Stage(
        String name, Moment from, Moment to, int hops, int decisions, int gitHubRequests, int clusterWrites, int jobs) {
    static final List<Stage> ALL = List.of(
            new Stage("filed → webhook accepted", FILED, WEBHOOK_ACCEPTED, 1, 0, 1, 0, 0),
            // the issue, its events, its comments, the onboarding issue
            new Stage("webhook accepted → command", WEBHOOK_ACCEPTED, COMMANDED, 1, 0, 4, 0, 0),
            new Stage("command → reviewed", COMMANDED, REVIEWED, 1, 1, 0, 0, 0),
            new Stage("reviewed → asked on the issue", REVIEWED, REVIEW_SHOWN, 1, 0, 3, 0, 0),
            new Stage("label → approved", LABELED, APPROVED, 2, 1, 5, 0, 0),
            // account, policy, ledger, Job
            new Stage("approved → Job created", APPROVED, JOB_CREATED, 1, 0, 0, 4, 0),
            new Stage("Job created → finished", JOB_CREATED, FINISHED, 1, 1, 0, 0, 1),
            new Stage("finished → reported on the issue", FINISHED, REPORTED, 1, 0, 3, 0, 0),
            new Stage("/validated → torn down", VALIDATED, TORN_DOWN, 3, 2, 5, 3, 0),
            new Stage("torn down → issue closed", TORN_DOWN, CLOSED, 1, 0, 4, 0, 0));

    /** From the webhook to the Job, without the time that the operator takes in between. */
    static final List<Stage> TO_THE_JOB = ALL.subList(1, 6);
}
