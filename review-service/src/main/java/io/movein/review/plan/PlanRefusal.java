package io.movein.review.plan;

/** Why something is not carried out, and what to do instead. Codes are stable. */
record PlanRefusal(String code, String reason, String remedy) {}
