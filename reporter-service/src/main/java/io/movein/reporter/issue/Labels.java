package io.movein.reporter.issue;

import io.movein.event.CommandRefused;
import io.movein.event.MigrationApproved;
import io.movein.event.MigrationRejected;
import io.movein.event.ReviewCompleted;
import io.movein.event.WipeAttested;
import io.movein.model.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Exactly one {@code state:*} label; an operator's label is a button and is taken off once it was answered. */
public final class Labels {
    private static final String STATE = "state:";
    private static final String OPERATOR = "operator:";

    private Labels() {}

    /** {@code state:under-review} and so on. */
    public static String of(State state) {
        return STATE + state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The new one first, so that there is never none. */
    static List<Write> writes(List<Event> events, Set<String> found) {
        var state = events.getLast().status().getState();
        var wanted = state == State.UNKNOWN ? found : Set.of(of(state));
        var writes = new ArrayList<Write>();
        wanted.stream()
                .filter(label -> !found.contains(label))
                .map(Write.AddLabel::new)
                .forEach(writes::add);
        writes.addAll(answered(events, found));
        found.stream()
                .filter(label -> label.startsWith(STATE) && !wanted.contains(label))
                .sorted()
                .map(Write.RemoveLabel::new)
                .forEach(writes::add);
        return writes;
    }

    /** Also for events that the issue already shows: after a crash they may come in other batches than before. */
    static List<Write> answered(List<Event> events, Set<String> found) {
        return answeredButtons(events, found).stream()
                .<Write>map(Write.RemoveLabel::new)
                .toList();
    }

    private static Set<String> answeredButtons(List<Event> events, Set<String> found) {
        var answered = new TreeSet<String>();
        for (var event : events) {
            switch (event.record()) {
                case MigrationApproved _ -> answered.add("operator:approved");
                // the checks run once more for an approval, and this is the answer where they fail
                case ReviewCompleted e when !e.getProblems().isEmpty() -> answered.add("operator:approved");
                case MigrationRejected _ -> answered.add("operator:rejected");
                case WipeAttested _ -> answered.add("operator:destination-wiped");
                case CommandRefused e
                when e.getCommand().startsWith("labeled:") ->
                    found.stream().filter(label -> label.startsWith(OPERATOR)).forEach(answered::add);
                default -> {}
            }
        }
        answered.retainAll(found);
        return answered;
    }
}
