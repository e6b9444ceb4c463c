package io.movein.store.search;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** All documents of a side, by id and routing, in files: what is in memory is the same however many there are. */
final class Listing implements AutoCloseable {

    private static final int AT_ONCE = 50_000;

    private final Path folder;
    private final List<Path> files = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();
    private List<Listed> some = new ArrayList<>();
    private long count;

    /** @param scratch a folder in which it makes files and removes them */
    Listing(Path scratch) {
        try {
            this.folder = Files.createTempDirectory(Files.createDirectories(scratch), "listing");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void add(List<Listed> more) {
        some.addAll(more);
        count += more.size();
        if (some.size() >= AT_ONCE) {
            spill();
        }
    }

    synchronized long count() {
        return count;
    }

    /** What was read of a point in time that is lost is forgotten. */
    synchronized void clear() {
        some.clear();
        count = 0;
        files.clear();
    }

    private void spill() {
        some.sort(Listed.ORDER);
        var file = folder.resolve("run" + System.nanoTime());
        try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (var one : some) {
                one.write(out);
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.add(file);
        some = new ArrayList<>();
    }

    /** In order; once everything is added. */
    synchronized Iterator<Listed> sorted() {
        some.sort(Listed.ORDER);
        var next = new PriorityQueue<Run>((one, other) -> Listed.ORDER.compare(one.head(), other.head()));
        add(next, new InMemory(some.iterator()));
        for (var file : files) {
            add(next, new InFile(file));
        }
        return new Merged(next);
    }

    private void add(PriorityQueue<Run> next, Run run) {
        open.add(run);
        if (run.advance()) {
            next.add(run);
        }
    }

    private static final class Merged implements Iterator<Listed> {

        private final PriorityQueue<Run> runs;

        Merged(PriorityQueue<Run> runs) {
            this.runs = runs;
        }

        @Override
        public boolean hasNext() {
            return !runs.isEmpty();
        }

        @Override
        public Listed next() {
            var run = runs.poll();
            if (run == null) {
                throw new NoSuchElementException();
            }
            var one = run.head();
            if (run.advance()) {
                runs.add(run);
            }
            return one;
        }
    }

    /** Some of the documents, in order. */
    private abstract static class Run {

        private Listed head = new Listed("", "", 0, "");

        abstract boolean hasMore() throws IOException;

        abstract Listed take() throws IOException;

        void end() throws IOException {}

        Listed head() {
            return head;
        }

        boolean advance() {
            try {
                var more = hasMore();
                if (more) {
                    head = take();
                }
                return more;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class InMemory extends Run {

        private final Iterator<Listed> all;

        InMemory(Iterator<Listed> all) {
            this.all = all;
        }

        @Override
        boolean hasMore() {
            return all.hasNext();
        }

        @Override
        Listed take() {
            return all.next();
        }
    }

    private static final class InFile extends Run {

        private final DataInputStream in;

        InFile(Path file) {
            try {
                in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        boolean hasMore() throws IOException {
            in.mark(1);
            var more = in.read() >= 0;
            in.reset();
            return more;
        }

        @Override
        Listed take() throws IOException {
            return Listed.read(in);
        }

        @Override
        void end() throws IOException {
            in.close();
        }
    }

    @Override
    public synchronized void close() {
        try {
            for (var run : open) {
                run.end();
            }
            try (var left = Files.list(folder)) {
                for (var file : left.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
