package io.movein.store.objects;

import java.net.URI;

/**
 * Where objects lie.
 *
 * @param name      in the words of whoever configured it; every failure begins with it
 * @param prefix    that stands before every key, without a separator of its own; may be empty
 * @param pathStyle bucket in the path instead of the host name
 */
public record Place(String name, URI endpoint, String region, String bucket, String prefix, boolean pathStyle) {

    @Override
    public String toString() {
        return "%s (%s/%s/%s)".formatted(name, endpoint, bucket, prefix);
    }
}
