package io.movein.process.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Evidence in a folder of the file system, which is made. */
public record EvidenceFolder(Path folder) implements EvidenceStore {

    @Override
    public String location() {
        return folder.toUri().toString();
    }

    @Override
    public void write(String name, Path file) throws IOException {
        Files.createDirectories(folder);
        Files.copy(file, folder.resolve(name));
    }

    @Override
    public InputStream read(String name) throws IOException {
        return Files.newInputStream(folder.resolve(name));
    }
}
