package io.movein.standin.github.model;

/** A file in a tree: its mode as git writes it, and the SHA and size in bytes of its contents. */
public record TreeEntry(String mode, String sha, long size) {

    public static final String FILE = "100644";
    public static final String EXECUTABLE = "100755";
    public static final String SYMLINK = "120000";
    public static final String SUBMODULE = "160000";
}
