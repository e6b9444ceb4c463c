package io.movein.local.demo;

/** A step of the demo did not do what it should; says which and why, and whose log may tell more. */
final class StepFailed extends RuntimeException {
    private final String step;
    private final String service;

    StepFailed(String step, String why, String service) {
        super(why);
        this.step = step;
        this.service = service;
    }

    String step() {
        return step;
    }

    String service() {
        return service;
    }
}
