package io.movein.standin.node.image;

import java.nio.file.Path;

/** A checked and unpacked image: the folder stands for its root file system. */
public record Image(String reference, String digest, Path root, ImageConfig config) {}
