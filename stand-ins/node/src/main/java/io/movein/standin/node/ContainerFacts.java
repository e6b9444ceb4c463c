package io.movein.standin.node;

import org.jspecify.annotations.Nullable;

/** One container of a pod as the node knows it. */
record ContainerFacts(
        String name,
        String image,
        String imageId,
        int restarts,
        ContainerState state,
        @Nullable ContainerState last) {

    boolean isRunning() {
        return state instanceof ContainerState.Running;
    }

    boolean isTerminated() {
        return state instanceof ContainerState.Terminated;
    }

    boolean succeeded() {
        return state instanceof ContainerState.Terminated ended && ended.exitCode() == 0;
    }
}
