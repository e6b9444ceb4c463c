package io.movein.local.library;

import java.io.IOException;
import java.nio.file.Path;

/** The image of a small program that a tenant runs, for tenants that need one to be live. */
public final class StorageImage {

    private StorageImage() {}

    /** @return {@code name@sha256:…} */
    public static String build(Path images, Path work) throws IOException {
        return Images.build(images, work).storage();
    }
}
