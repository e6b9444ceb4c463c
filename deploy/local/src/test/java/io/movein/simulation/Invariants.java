package io.movein.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.command.ChoosePlan;
import io.movein.command.ConfirmValidation;
import io.movein.command.MisreadCommand;
import io.movein.command.RefuseCommand;
import io.movein.command.RejectMigration;
import io.movein.command.RejectValidation;
import io.movein.command.RequestStop;
import io.movein.command.ShowHelp;
import io.movein.command.ShowStatus;
import io.movein.contract.Topic;
import io.movein.contract.issue.CommentSeal;
import io.movein.contract.issue.Marker;
import io.movein.event.MigrationClosed;
import io.movein.event.MigrationRequested;
import io.movein.model.Ending;
import io.movein.model.State;
import io.movein.order.LaunchRun;
import io.movein.review.lifecycle.Change;
import io.movein.review.lifecycle.Decision;
import io.movein.review.state.Migration;
import io.movein.review.state.MigrationPlan;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What must be true after every step, and what must be true in the end. */
final class Invariants {
    private static final Pattern OF_AN_EVENT =
            Pattern.compile("^<!-- movein:(?:review|report|reply) .*event=(\\S+) seal=\\w+ -->");

    private final People people;
    private final SimulatedKafka kafka;
    private final SimulatedGitHub github;
    private final SimulatedCluster cluster;
    /** Null: nobody plans anything. */
    private @Nullable PlanInvariants plans;

    private final Set<String> started = new HashSet<>();
    private final Set<String> closed = new HashSet<>();
    private final Set<String> answered = new HashSet<>();

    Invariants(People people, SimulatedKafka kafka, SimulatedGitHub github, SimulatedCluster cluster) {
        this.people = people;
        this.kafka = kafka;
        this.github = github;
        this.cluster = cluster;
    }

    void ofPlans(PlanInvariants newPlans) {
        plans = newPlans;
    }

    void ordered(LaunchRun launch, @Nullable MigrationPlan plan) {
        if (plans != null) {
            plans.ordered(launch, plan);
        }
    }

    /** A process starts: once for its run, and only as an operator saw and approved it. */
    void started(V1Pod pod) {
        var migration =
                Objects.requireNonNull(pod.getMetadata().getAnnotations().get("movein.io/migration"));
        var run = Integer.parseInt(pod.getMetadata().getLabels().get("movein.io/run"));
        var image = pod.getSpec().getContainers().getFirst().getImage();

        assertThat(closed).as("what is closed runs no more").doesNotContain(migration);
        assertThat(started.add(migration + "/run-" + run))
                .as("%s/run-%d starts for the first time", migration, run)
                .isTrue();
        assertThat(people.approved())
                .as("an operator saw and approved %s for run %d of %s", image, run, migration)
                .anyMatch(seen -> seen.issue() == number(migration) && seen.shows(image, run));
    }

    void happened(SpecificRecord event) {
        if (plans != null) {
            plans.happened(event);
        }
        switch (event) {
            case MigrationClosed it -> {
                closed.add(it.getMigration());
                if (it.getStatus().getEnding() == Ending.ABANDONED) {
                    assertThat(people.hasAbandoned(number(it.getMigration())))
                            .as("%s was abandoned by its owner's own word", it.getMigration())
                            .isTrue();
                }
            }
            case MigrationRequested it -> closed.remove(it.getMigration());
            default -> {}
        }
    }

    /** Whoever says something hears something: each command leads to an event, once. */
    void answered(String id, SpecificRecord command, Decision decision) {
        if (!answered.add(id) || !isOfAPerson(command)) {
            return;
        }
        assertThat(decision.changes())
                .as("the answer to %s, %s", id, command)
                .hasAtLeastOneElementOfType(Change.Happened.class);
    }

    private static boolean isOfAPerson(SpecificRecord command) {
        return switch (command) {
            case ShowStatus _,
                    ShowHelp _,
                    MisreadCommand _,
                    RefuseCommand _,
                    ConfirmValidation _,
                    RejectValidation _,
                    ChoosePlan _,
                    RequestStop _,
                    RejectMigration _ -> true;
            default -> false;
        };
    }

    void hold() {
        var tenants = cluster.running().stream()
                .map(pod -> pod.getMetadata().getNamespace())
                .toList();
        assertThat(tenants).as("at most one active run per tenant").doesNotHaveDuplicates();
    }

    void allIsOver(Collection<Migration> migrations) {
        assertThat(migrations.stream().map(migration -> number(migration.getId())))
                .as("every migration that was filed and not closed at once is known")
                .containsAll(people.issues().stream()
                        .filter(issue -> github.look(issue).labels.contains("state:closed"))
                        .toList());
        assertThat(migrations.stream()
                        .filter(migration -> migration.getStatus().getState() != State.CLOSED)
                        .map(migration -> migration.getId() + " is "
                                + migration.getStatus().getState()))
                .as("not closed")
                .isEmpty();
        assertThat(migrations.stream().map(migration -> number(migration.getId())))
                .allSatisfy(this::isClosed);
        assertThat(cluster.leftovers()).as("left on the cluster").isEmpty();
        assertThat(kafka.all(Topic.DEAD_LETTERS)).isEmpty();
        assertThat(closings()).as("each that is known is closed").hasSize(migrations.size());
    }

    private Set<String> closings() {
        return kafka.all(Topic.EVENTS).stream()
                .filter(message -> message.body() instanceof MigrationClosed)
                .map(message -> message.migration().toString())
                .collect(Collectors.toSet());
    }

    private void isClosed(int number) {
        var issue = github.look(number);
        var own = issue.comments.stream()
                .filter(comment -> comment.isBy(SimulatedGitHub.BOT))
                .map(comment -> comment.body())
                .toList();
        var events = own.stream()
                .map(OF_AN_EVENT::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher -> matcher.group(1))
                .toList();

        assertThat(issue.open).as("issue %d is open", number).isFalse();
        assertThat(issue.labels.stream().filter(label -> label.startsWith("state:")))
                .as("labels of issue %d", number)
                .containsExactly("state:closed");
        assertThat(own.stream().filter(body -> body.startsWith("<!-- movein:status ")))
                .as("status comments of issue %d", number)
                .hasSize(1);
        assertThat(own.stream()
                        .filter(body -> Marker.of(body).isPresent())
                        .filter(body -> !CommentSeal.plain().isIntact(body)))
                .as("comments of issue %d that still claim to be Movein's", number)
                .isEmpty();
        assertThat(events).as("comments of issue %d", number).doesNotHaveDuplicates();
    }

    private static int number(String migration) {
        return Integer.parseInt(migration.substring(migration.indexOf('#') + 1));
    }

    /** For a failure's message: what happened, migration by migration, and what stands on the issues. */
    String history() {
        var events = kafka.all(Topic.EVENTS).stream()
                .map(message -> message.id() + " " + message.body().getSchema().getName());
        var comments = people.issues().stream()
                .map(github::look)
                .flatMap(issue -> Stream.concat(
                        Stream.of("#" + issue.number + (issue.open ? " open " : " closed ") + issue.labels),
                        issue.comments.stream()
                                .map(comment -> "  " + comment.id() + " " + comment.authorLogin() + " "
                                        + comment.createdAt() + " " + comment.updatedAt() + " "
                                        + comment.body().lines().limit(3).collect(Collectors.joining(" / ")))));
        return Stream.concat(events, comments).collect(Collectors.joining("\n"));
    }
}
