package io.movein.review.lifecycle;

import io.movein.review.state.Migration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which commands were dealt with. The last ones are known by their ids; of older ones only the highest number is kept, as GitHub
 * counts comments and issue events upwards. So memory stays bounded, and a thread of a thousand comments that is read once more
 * carries nothing out a second time.
 */
final class Handled {
    static final int KEPT = 400;
    private static final int FORGOTTEN_AT_ONCE = 100;
    private static final Pattern COMMENT = Pattern.compile("(?:comment|answer):([0-9]{1,18})(?::[0-9]+)?");
    private static final Pattern EVENT = Pattern.compile("(?:labeled|closed|reopened):([0-9]{1,18})");

    private Handled() {}

    static boolean contains(Migration migration, String command) {
        return migration.getHandled().contains(command)
                || number(COMMENT, command) <= migration.getHandledComments()
                || number(EVENT, command) <= migration.getHandledEvents();
    }

    static Migration.Builder add(Migration.Builder migration, String command) {
        var all = Stream.concat(migration.getHandled().stream(), Stream.of(command))
                .toList();
        if (all.size() <= KEPT) {
            return migration.setHandled(all);
        }
        var forgotten = all.subList(0, FORGOTTEN_AT_ONCE);
        return migration
                .setHandled(List.copyOf(all.subList(FORGOTTEN_AT_ONCE, all.size())))
                .setHandledComments(highest(COMMENT, forgotten, migration.getHandledComments()))
                .setHandledEvents(highest(EVENT, forgotten, migration.getHandledEvents()));
    }

    private static long highest(Pattern kind, List<String> commands, long known) {
        return commands.stream()
                .mapToLong(command -> number(kind, command))
                .filter(number -> number < Long.MAX_VALUE)
                .reduce(known, Math::max);
    }

    /** Above every mark where the command is of another kind. */
    private static long number(Pattern kind, String command) {
        var parts = kind.matcher(command);
        return parts.matches() ? Long.parseLong(parts.group(1)) : Long.MAX_VALUE;
    }
}
