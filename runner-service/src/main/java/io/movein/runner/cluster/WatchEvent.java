package io.movein.runner.cluster;

import io.kubernetes.client.common.KubernetesObject;

/** What a watch tells of an object: late, perhaps, but in the order in which it happened. */
public record WatchEvent<T extends KubernetesObject>(T object, How how) {
    public enum How {
        /** It was there when the watch began. Others may have gone before, which no watch has told. */
        LISTED,
        /** It has come, or is another by now. */
        CHANGED,
        /** It is not there any more; this is how it was last. */
        GONE
    }
}
