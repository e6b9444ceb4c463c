package io.movein.reporter.text;

import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;

/** The templates beside this class, without the line feed at their end: an included one has to fit into a table's cell. */
final class Templates extends ClasspathLoader {
    Templates() {
        super(Templates.class.getClassLoader());
        setPrefix("io/movein/reporter/text");
        setSuffix(".md.peb");
    }

    @Override
    public Reader getReader(String name) {
        try (var reader = super.getReader(name)) {
            return new StringReader(reader.readAllAsString().stripTrailing());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
