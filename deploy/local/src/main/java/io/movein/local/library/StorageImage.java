package io.movein.local.library;

import io.movein.local.tenant.StorageProgram;
import java.io.IOException;
import java.nio.file.Path;

/** The image of a small program that a tenant runs, for tenants that need one to be live. */
public final class StorageImage {

    private StorageImage() {}

    /** For the local node of the local cluster. */
    public static StorageProgram build(Path images, Path work) throws IOException {
        return Images.build(images, work, null).storage();
    }
}
