package io.movein.process.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A place for evidence, such as a folder or a bucket and prefix. Nothing there is ever replaced. */
public interface EvidenceStore {

    /** In words that lead a person there: {@code s3://bucket/prefix/run-3}. */
    String location();

    /** Writes a file under a new name; fails if there is one of that name. */
    void write(String name, Path file) throws IOException;

    /** The file as the place has it now. */
    InputStream read(String name) throws IOException;
}
