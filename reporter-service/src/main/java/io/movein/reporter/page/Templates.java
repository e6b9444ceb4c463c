package io.movein.reporter.page;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Makes HTML of a model; everything that a template prints is escaped. */
final class Templates {
    private final PebbleEngine engine = engine();
    private final Supplier<Reading> reading;

    Templates(Supplier<Reading> reading) {
        this.reading = reading;
    }

    private static PebbleEngine engine() {
        var loader = new ClasspathLoader(Views.class.getClassLoader());
        loader.setPrefix("io/movein/reporter/page");
        loader.setSuffix(".html.peb");
        return new PebbleEngine.Builder().loader(loader).strictVariables(true).build();
    }

    /** What every page says. */
    Map<String, Object> model(String title, Instant now) {
        return new HashMap<>(
                Map.of("title", title, "caveat", reading.get().caveat(now).orElse("")));
    }

    String render(String template, Map<String, Object> model) {
        var out = new StringWriter();
        try {
            engine.getTemplate(template).evaluate(out, model, Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
