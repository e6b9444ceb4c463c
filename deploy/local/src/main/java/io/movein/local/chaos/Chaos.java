package io.movein.local.chaos;

import io.movein.local.stack.LocalStack;
import io.movein.local.stack.Trouble;
import io.movein.standin.github.faults.AnswerFault;
import io.movein.standin.github.faults.DeliveryFault;
import io.movein.standin.github.faults.Faults;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Makes misfortunes happen. */
final class Chaos {
    private static final String ANY = ".";

    private final LocalStack stack;
    private final Faults github;
    private final Brokers brokers;
    private final Names names;
    private final Clocks clocks;
    private final Disk disk;

    Chaos(LocalStack stack, Faults github, Brokers brokers, Names names, Clocks clocks, Disk disk) {
        this.stack = stack;
        this.github = github;
        this.brokers = brokers;
        this.names = names;
        this.clocks = clocks;
        this.disk = disk;
    }

    void strike(Misfortune misfortune) throws InterruptedException {
        switch (misfortune) {
            case Misfortune.Killed(var service) -> pid(service).ifPresent(ProcessHandle::destroyForcibly);
            case Misfortune.Frozen(var service, var time) -> freeze(service, time);
            case Misfortune.MemoryShort(var service, var megabytes, var time) -> starve(service, megabytes, time);
            case Misfortune.Doubled(var service, var time) -> doubled(service, time);
            case Misfortune.KafkaAway(var time) -> brokers.goAway(time);
            case Misfortune.KafkaKilled _ -> brokers.kill();
            case Misfortune.BrokerLost(var number, var time) -> brokers.lose(number, time);
            case Misfortune.CoordinatorLost(var time) -> brokers.loseCoordinator(time);
            case Misfortune.BrokerFrozen(var number, var time) -> brokers.freeze(number, time);
            case Misfortune.TransactionHangs _ -> brokers.hangTransaction();
            case Misfortune.NamesFail(var time) -> names(time);
            case Misfortune.DiskFull(var time) -> disk.full(time);
            case Misfortune.ClockSet(var service, var wrongBy) -> set(service, wrongBy);
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

    /** What lasts until somebody ends it. */
    void end() {
        github.clear();
        Misfortune.SERVICES.forEach(service -> set(service, Duration.ZERO));
    }

    /** For whoever has to find out why it does not go on: into the logs. */
    void dumpThreads() throws InterruptedException {
        brokers.dumpThreads();
        for (var service : Misfortune.SERVICES) {
            var process = pid(service);
            if (process.isPresent()) {
                Signals.dumpThreads(process.get());
            }
        }
    }

    /** Empty: it has just ended, and is started again by its keeper. */
    private Optional<ProcessHandle> pid(String service) {
        return ProcessHandle.of(stack.services().named(service).pid());
    }

    private void freeze(String service, Duration time) throws InterruptedException {
        var process = pid(service);
        if (process.isPresent()) {
            Signals.freeze(process.get(), time);
        }
    }

    private void starve(String service, int megabytes, Duration time) throws InterruptedException {
        var process = stack.services().named(service);
        process.restartWith("-Xms" + megabytes + "m", "-Xmx" + megabytes + "m");
        try {
            Thread.sleep(time);
        } finally {
            process.restartWith();
        }
    }

    private void doubled(String service, Duration time) throws InterruptedException {
        var state = stack.data().folder("second-" + service).toString();
        try (var _ = stack.services().named(service).copy(Map.of("MOVEIN_STATE_DIR", state), _ -> {})) {
            Thread.sleep(time);
            pid(service).ifPresent(ProcessHandle::destroyForcibly);
            Thread.sleep(time);
        }
    }

    private void set(String service, Duration wrongBy) {
        try {
            clocks.set(service, wrongBy);
        } catch (IOException e) {
            throw new Trouble("cannot set the clock of " + service + ": " + e.getMessage(), e);
        }
    }

    private void names(Duration time) throws InterruptedException {
        try {
            names.fail(time);
        } catch (IOException e) {
            throw new Trouble("cannot change the names: " + e.getMessage(), e);
        }
    }
}
