package io.movein.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1Pod;
import io.movein.contract.Topic;
import io.movein.contract.issue.CommentSeal;
import io.movein.event.MigrationClosed;
import io.movein.model.State;
import io.movein.review.state.Migration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What must be true after every step, and what must be true in the end. */
final class Invariants {
    private static final Pattern OF_AN_EVENT =
            Pattern.compile("^<!-- movein:(?:review|report|reply) .*event=(\\S+) seal=\\w+ -->");

    private final People people;
    private final SimulatedKafka kafka;
    private final SimulatedGitHub github;
    private final SimulatedCluster cluster;
    private final Set<String> started = new HashSet<>();

    Invariants(People people, SimulatedKafka kafka, SimulatedGitHub github, SimulatedCluster cluster) {
        this.people = people;
        this.kafka = kafka;
        this.github = github;
        this.cluster = cluster;
    }

    /** A process starts: once for its run, and only as an operator saw and approved it. */
    void started(V1Pod pod) {
        var migration = requireNonNull(pod.getMetadata().getAnnotations().get("movein.io/migration"));
        var run = Integer.parseInt(pod.getMetadata().getLabels().get("movein.io/run"));
        var image = pod.getSpec().getContainers().getFirst().getImage();

        assertThat(started.add(migration + "/run-" + run))
                .as("%s/run-%d starts for the first time", migration, run)
                .isTrue();
        assertThat(people.approved())
                .as("an operator approved exactly this for exactly this run")
                .contains(new People.Approved(number(migration), image, run));
    }

    void hold() {
        var tenants = cluster.running().stream()
                .map(pod -> pod.getMetadata().getNamespace())
                .toList();
        assertThat(tenants).as("at most one active run per tenant").doesNotHaveDuplicates();
    }

    void allIsOver(Collection<Migration> migrations) {
        assertThat(migrations)
                .as("every migration that was filed is known")
                .hasSize(people.issues().size());
        assertThat(migrations.stream()
                        .filter(migration -> migration.getStatus().getState() != State.CLOSED)
                        .map(migration -> migration.getId() + " is "
                                + migration.getStatus().getState()))
                .as("not closed")
                .isEmpty();
        assertThat(people.issues()).allSatisfy(this::isClosed);
        assertThat(cluster.leftovers()).as("left on the cluster").isEmpty();
        assertThat(kafka.all(Topic.DEAD_LETTERS)).isEmpty();
        assertThat(closings())
                .as("each closed once")
                .hasSize(people.issues().size())
                .doesNotHaveDuplicates();
    }

    /** The same event may stand twice on the topic of a set-back reader, never twice in the history. */
    private List<String> closings() {
        return kafka.all(Topic.EVENTS).stream()
                .filter(message -> message.body() instanceof MigrationClosed)
                .map(message -> message.migration().toString())
                .toList();
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
        assertThat(own)
                .as("comments of issue %d, as they were written", number)
                .allMatch(CommentSeal.plain()::isIntact);
        assertThat(events).as("comments of issue %d", number).doesNotHaveDuplicates();
    }

    private static int number(String migration) {
        return Integer.parseInt(migration.substring(migration.indexOf('#') + 1));
    }

    /** For a failure's message: what happened, migration by migration. */
    String history() {
        var lines = kafka.all(Topic.EVENTS).stream()
                .map(message -> message.id() + " " + message.body().getSchema().getName())
                .collect(Collectors.toCollection(TreeSet::new));
        return String.join("\n", lines);
    }
}
