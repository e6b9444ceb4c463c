package io.movein.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any answer of RESP2 as it is: bytes, numbers, lists of such. */
final class AnyOutput extends CommandOutput<byte[], byte[], Object> {

    private final Deque<List<@Nullable Object>> open = new ArrayDeque<>();

    AnyOutput() {
        super(ByteArrayCodec.INSTANCE, null);
    }

    @Override
    public void set(@Nullable ByteBuffer bytes) {
        put(bytes == null ? null : ByteArrayCodec.INSTANCE.decodeValue(bytes));
    }

    @Override
    public void set(long integer) {
        put(integer);
    }

    /** An error within a list, such as one command's in a transaction's answer. */
    @Override
    public void setError(ByteBuffer error) {
        if (open.isEmpty()) {
            super.setError(error);
        } else {
            put(new Reply.Refused(Reply.text(ByteArrayCodec.INSTANCE.decodeValue(error))));
        }
    }

    private void put(@Nullable Object value) {
        if (open.isEmpty()) {
            output = value;
        } else {
            open.peek().add(value);
        }
    }

    @Override
    public void multi(int count) {
        var list = new ArrayList<@Nullable Object>(Math.max(count, 0));
        put(count < 0 ? null : list);
        open.push(list);
    }

    @Override
    public void complete(int depth) {
        if (open.size() > depth) {
            open.pop();
        }
    }
}
