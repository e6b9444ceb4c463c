package io.movein.local.bench;

/** What is noted of each migration, in the order in which it comes. */
enum Moment {
    FILED,
    WEBHOOK_ACCEPTED,
    COMMANDED,
    REVIEWED,
    REVIEW_SHOWN,
    LABELED,
    APPROVED,
    JOB_CREATED,
    FINISHED,
    REPORTED,
    VALIDATED,
    TORN_DOWN,
    CLOSED
}
