package io.movein.standin.github.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The faults that were asked for and have not struck yet, first come first served. */
public final class Faults {

    private final List<PendingAnswer> answers = new ArrayList<>();
    private final List<PendingDelivery> deliveries = new ArrayList<>();

    /** The next {@code count} requests whose method is this one (or {@code *}) and in whose path the pattern is found. */
    public synchronized void answerNext(int count, String method, String pathPattern, AnswerFault fault) {
        answers.add(new PendingAnswer(count, method, Pattern.compile(pathPattern), fault));
    }

    public void dropNextDeliveries(int count) {
        nextDeliveries(count, new DeliveryFault.Drop());
    }

    public void duplicateNextDeliveries(int count) {
        nextDeliveries(count, new DeliveryFault.Duplicate());
    }

    public void delayNextDeliveries(int count, Duration by) {
        nextDeliveries(count, new DeliveryFault.Delay(by));
    }

    public void reorderNextDeliveries(int count) {
        nextDeliveries(count, new DeliveryFault.Reorder(count));
    }

    public synchronized void nextDeliveries(int count, DeliveryFault fault) {
        deliveries.add(new PendingDelivery(count, fault));
    }

    public synchronized void clear() {
        answers.clear();
        deliveries.clear();
    }

    public synchronized Optional<AnswerFault> takeAnswer(String method, String path) {
        for (var i = 0; i < answers.size(); i++) {
            var pending = answers.get(i);
            if (pending.matches(method, path)) {
                replace(answers, i, pending.count() - 1, pending.less());
                return Optional.of(pending.fault());
            }
        }
        return Optional.empty();
    }

    public synchronized Optional<DeliveryFault> takeDelivery() {
        if (deliveries.isEmpty()) {
            return Optional.empty();
        }
        var pending = deliveries.getFirst();
        replace(deliveries, 0, pending.count() - 1, pending.less());
        return Optional.of(pending.fault());
    }

    /** One line per fault that is still to come. */
    public synchronized List<String> pending() {
        var lines = new ArrayList<String>();
        answers.forEach(a -> lines.add(a.count() + " × " + a.method() + " " + a.path() + " → " + a.fault()));
        deliveries.forEach(d -> lines.add(d.count() + " × delivery → " + d.fault()));
        return lines;
    }

    private static <T> void replace(List<T> list, int index, int left, T less) {
        if (left > 0) {
            list.set(index, less);
        } else {
            list.remove(index);
        }
    }

    private record PendingAnswer(int count, String method, Pattern path, AnswerFault fault) {

        boolean matches(String requestMethod, String requestPath) {
            return (method.equals("*") || method.equalsIgnoreCase(requestMethod))
                    && path.matcher(requestPath).find();
        }

        PendingAnswer less() {
            return new PendingAnswer(count - 1, method, path, fault);
        }
    }

    private record PendingDelivery(int count, DeliveryFault fault) {

        PendingDelivery less() {
            return new PendingDelivery(count - 1, fault);
        }
    }
}
