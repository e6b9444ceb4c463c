package io.movein.runtime;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Writes no entry so long that it hides the others: of each text of it only the beginning. Named in {@code logback.xml}. */
public final class BoundedJsonEncoder extends JsonEncoder {
    private static final int CHARACTERS = 8_000;

    @Override
    public byte[] encode(ILoggingEvent event) {
        return super.encode(bounded(ILoggingEvent.class, event));
    }

    private static <T> T bounded(Class<T> type, T original) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    try {
                        return bounded(method.invoke(original, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }));
    }

    private static @Nullable Object bounded(@Nullable Object value) {
        return switch (value) {
            case String text when text.length() > CHARACTERS -> text.substring(0, CHARACTERS) + "…";
            case IThrowableProxy throwable -> bounded(IThrowableProxy.class, throwable);
            case null, default -> value;
        };
    }
}
