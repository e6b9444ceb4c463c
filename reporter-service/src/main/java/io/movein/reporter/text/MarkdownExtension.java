package io.movein.reporter.text;

import io.movein.contract.issue.StatusText;
import io.movein.model.Control;
import io.movein.model.Progress;
import io.movein.model.Run;
import io.movein.model.State;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The filters of the templates. What a filter returns as text is still escaped; only a {@link SafeString} is not. */
final class MarkdownExtension extends AbstractExtension {
    private static final int LINE = 600;

    @Override
    public Map<String, Filter> getFilters() {
        return Map.ofEntries(
                filter("code", String.class, text -> new SafeString(Markdown.code(text))),
                filter("cell", String.class, text -> new SafeString(Markdown.cell(text))),
                filter("lines", String.class, text -> new SafeString(Markdown.lines(text))),
                filter("fence", String.class, text -> new SafeString(Markdown.fence(text))),
                filter("short", String.class, text -> Markdown.cut(text, LINE)),
                filter("sentence", String.class, MarkdownExtension::sentence),
                filter("words", Enum.class, Words::of),
                filter("headline", State.class, StatusText::headline),
                filter("control", Control.class, control -> new SafeString(Markdown.cell(Words.control(control)))),
                filter("number", Number.class, number -> Figures.number(number.longValue())),
                filter("cpu", Long.class, Figures::cpu),
                filter("size", Long.class, Figures::size),
                filter("time", Instant.class, Figures::time),
                filter("seconds", Long.class, seconds -> Figures.duration(Duration.ofSeconds(seconds))),
                filter("bar", Progress.class, progress -> new SafeString("`" + Figures.bar(progress) + "`")),
                filter("progress", Progress.class, Figures::progress),
                filter("took", Run.class, Figures::took));
    }

    private static String sentence(String text) {
        var cut = Markdown.cut(text.strip(), LINE);
        return cut.matches("(?s).*[.!?…]") ? cut : cut + ".";
    }

    private static <T> Map.Entry<String, Filter> filter(
            String name, Class<T> of, Function<T, @Nullable Object> function) {
        return Map.entry(name, new Unary<>(of, function));
    }

    private record Unary<T>(Class<T> of, Function<T, @Nullable Object> function) implements Filter {
        @Override
        public @Nullable Object apply(
                @Nullable Object input,
                Map<String, Object> args,
                PebbleTemplate self,
                EvaluationContext context,
                int lineNumber) {
            return input == null ? null : function.apply(of.cast(input));
        }

        @Override
        public List<String> getArgumentNames() {
            return List.of();
        }
    }
}
