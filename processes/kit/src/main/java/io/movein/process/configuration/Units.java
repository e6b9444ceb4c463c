package io.movein.process.configuration;

import java.time.Duration;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/** Reads sizes, rates and lengths of time from their texts. */
final class Units {

    private Units() {}

    static SimpleModule module() {
        return new SimpleModule("units")
                .addDeserializer(DataSize.class, new FromText<>(DataSize.class, DataSize::parse))
                .addDeserializer(ByteRate.class, new FromText<>(ByteRate.class, ByteRate::parse))
                .addDeserializer(Duration.class, new FromText<>(Duration.class, Spans::parse));
    }

    private static final class FromText<T> extends StdDeserializer<T> {

        private final Function<String, T> parse;

        FromText(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            try {
                return parse.apply(parser.getString());
            } catch (IllegalArgumentException e) {
                return context.reportInputMismatch(this, "%s", e.getMessage());
            }
        }
    }
}
