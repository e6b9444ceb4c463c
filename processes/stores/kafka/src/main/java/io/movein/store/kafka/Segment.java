package io.movein.store.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.StringJoiner;

/**
 * What became of a part of a shared partition: which of its records lie where. As text it is {@code to first n [gap n]…}: the end of the
 * part, the target offset of the first record, and by turns how many source offsets are left out and how many follow each other. Each
 * record of a part lies right behind the one before.
 *
 * @param from  source offset at which it begins
 * @param to    source offset right behind it
 * @param first target offset of the first record
 * @param runs  of records whose source offsets follow each other, in order
 */
record Segment(long from, long to, long first, List<Run> runs) {

    /** @param source offset of the first */
    record Run(long source, long length) {}

    static Segment of(long from, long to, List<Long> sources, long first) {
        var runs = new ArrayList<Run>();
        for (var source : sources) {
            var last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && last.source + last.length == source) {
                runs.set(runs.size() - 1, new Run(last.source, last.length + 1));
            } else {
                runs.add(new Run(source, 1));
            }
        }
        return new Segment(from, to, first, runs);
    }

    static Segment parse(long from, String text) {
        var words = text.split(" ");
        var runs = new ArrayList<Run>();
        var at = from;
        for (var i = 2; i < words.length; i += 2) {
            at += Long.parseLong(words[i]);
            var length = Long.parseLong(words[i + 1]);
            runs.add(new Run(at, length));
            at += length;
        }
        return new Segment(from, Long.parseLong(words[0]), Long.parseLong(words[1]), runs);
    }

    String text() {
        var text = new StringJoiner(" ").add(Long.toString(to)).add(Long.toString(first));
        var at = from;
        for (var run : runs) {
            text.add(Long.toString(run.source - at)).add(Long.toString(run.length));
            at = run.source + run.length;
        }
        return text.toString();
    }

    long records() {
        return runs.stream().mapToLong(Run::length).sum();
    }

    /** Where the first record lies whose source offset is not before the given one. */
    OptionalLong next(long source) {
        var target = first;
        for (var run : runs) {
            if (source < run.source + run.length) {
                return OptionalLong.of(target + Math.max(source - run.source, 0));
            }
            target += run.length;
        }
        return OptionalLong.empty();
    }
}
