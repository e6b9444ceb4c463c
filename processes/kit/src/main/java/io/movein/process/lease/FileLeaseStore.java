package io.movein.process.lease;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A lease in a file, changed under the file's lock: for targets that are folders, and for tests. */
public final class FileLeaseStore implements LeaseStore {

    private static final Object THIS_PROCESS = new Object();

    private final Path file;

    public FileLeaseStore(Path file) {
        this.file = file;
    }

    @Override
    public Optional<LeaseRecord> read() throws IOException {
        return locked(FileLeaseStore::content);
    }

    @Override
    public boolean replace(Optional<LeaseRecord> expected, LeaseRecord wanted) throws IOException {
        return locked(channel -> {
            if (!content(channel).equals(expected)) {
                return false;
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(wanted.json()), 0);
            channel.force(true);
            return true;
        });
    }

    @Override
    public String location() {
        return file.toString();
    }

    private interface Work<T> {
        T on(FileChannel channel) throws IOException;
    }

    private <T> T locked(Work<T> work) throws IOException {
        synchronized (THIS_PROCESS) {
            try (var channel = FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                return work.on(channel);
            }
        }
    }

    private static Optional<LeaseRecord> content(FileChannel channel) throws IOException {
        var bytes = ByteBuffer.allocate((int) channel.size());
        channel.read(bytes, 0);
        if (bytes.position() == 0) {
            return Optional.empty();
        }
        return Optional.of(LeaseRecord.read(bytes.array()));
    }
}
