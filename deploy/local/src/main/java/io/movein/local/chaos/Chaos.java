package io.movein.local.chaos;

import io.movein.local.stack.LocalStack;
import io.movein.local.stack.Trouble;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.faults.DeliveryFault;
import io.movein.standin.github.faults.Faults;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Makes misfortunes happen. */
final class Chaos {
    private static final String ANY = ".";

    private final LocalStack stack;
    private final Faults github;
    private final Broker broker;

    Chaos(LocalStack stack, Faults github, Broker broker) {
        this.stack = stack;
        this.github = github;
        this.broker = broker;
    }

    void strike(Misfortune misfortune) throws InterruptedException {
        switch (misfortune) {
            case Misfortune.Killed(var service) -> pid(service).ifPresent(ProcessHandle::destroyForcibly);
            case Misfortune.Frozen(var service, var time) -> freeze(service, time);
            case Misfortune.KafkaAway(var time) -> broker.goAway(time);
            case Misfortune.GitHubFails(var status, var requests) ->
                github.answerNext(requests, "*", ANY, new AnswerFault.ServerError(status));
            case Misfortune.GitHubLimits(var retryAfter, var requests) ->
                github.answerNext(requests, "*", ANY, new AnswerFault.SecondaryLimit(403, retryAfter));
            case Misfortune.AnswersLost(var requests) ->
                github.answerNext(requests, "*", ANY, new AnswerFault.LostAnswer());
            case Misfortune.WebhooksLost(var deliveries) -> github.nextDeliveries(deliveries, new DeliveryFault.Drop());
            case Misfortune.WebhooksDoubled(var deliveries) ->
                github.nextDeliveries(deliveries, new DeliveryFault.Duplicate());
            case Misfortune.WebhooksLate(var deliveries, var by) ->
                github.nextDeliveries(deliveries, new DeliveryFault.Delay(by));
        }
    }

    /** Empty: it has just ended, and is started again by its keeper. */
    private Optional<ProcessHandle> pid(String service) {
        return ProcessHandle.of(stack.services().named(service).pid());
    }

    private void freeze(String service, Duration time) throws InterruptedException {
        var process = pid(service);
        if (process.isPresent()) {
            signal("-STOP", process.get());
            Thread.sleep(time);
            signal("-CONT", process.get());
        }
    }

    private static void signal(String signal, ProcessHandle process) throws InterruptedException {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new Trouble("cannot signal " + process.pid() + ": " + e.getMessage(), e);
        }
    }
}
