package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The stored bytes of one object, all of them or a failure. A connection that ends early is opened again where it ended, for the
 * same content only. Failures are {@link StoreFailure}s, so that streams around this one do not take them for their own.
 */
final class ObjectStream extends InputStream {

    /** Opens the object at an offset, for the content that was looked at. */
    interface Opener {
        Answer open(long from);
    }

    private static final int TRIES = 5;

    private final Place place;
    private final Stored stored;
    private final Opener opener;
    private final Calls calls;
    private @Nullable Answer connection;
    private long position;
    /** Times that it was opened without having read a byte since. */
    private int inVain;

    ObjectStream(Place place, Stored stored, Opener opener, Calls calls) {
        this(place, stored, opener, calls, opener.open(0));
    }

    /** @param first open at the object's first byte */
    ObjectStream(Place place, Stored stored, Opener opener, Calls calls, Answer first) {
        this.place = place;
        this.stored = stored;
        this.opener = opener;
        this.calls = calls;
        this.connection = checked(first);
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        while (true) {
            try {
                var read = current().body().read(bytes, from, length);
                if (read < 0 && position < stored.size()) {
                    throw new IOException("the connection ended at byte %d of %d".formatted(position, stored.size()));
                }
                return counted(read);
            } catch (IOException e) {
                again(e);
            }
        }
    }

    private int counted(int read) {
        if (read > 0) {
            position += read;
            inVain = 0;
            calls.bytes(read);
        }
        if (position > stored.size()) {
            throw notAsStored("received more than that");
        }
        return read;
    }

    private void again(IOException e) {
        close();
        if (++inVain >= TRIES) {
            throw new StoreFailure(
                    Kind.UNAVAILABLE, place, "read %s: %s".formatted(Names.show(stored.key()), e.getMessage()), e);
        }
    }

    private Answer current() {
        var open = connection;
        if (open == null) {
            open = opened();
            connection = open;
        }
        return open;
    }

    private Answer opened() {
        return checked(opener.open(position));
    }

    private Answer checked(Answer open) {
        var length = open.length();
        var status = open.status();
        if (position > 0 && status != 206) {
            open.close();
            throw notAsStored("received %d, range ignored".formatted(position));
        }
        if (length.isPresent() && length.getAsLong() != stored.size() - position) {
            open.close();
            throw notAsStored("it sends %d".formatted(position + length.getAsLong()));
        }
        return open;
    }

    private StoreFailure notAsStored(String but) {
        return new StoreFailure(
                Kind.NOT_AS_STORED,
                place,
                "the server does not give %s as it is stored: listed %d, %s%s"
                        .formatted(
                                Names.show(stored.key()),
                                stored.size(),
                                but,
                                stored.description().contentEncoding() == null
                                        ? ""
                                        : "; its content encoding is '%s', which the server unpacks"
                                                .formatted(stored.description().contentEncoding())));
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
