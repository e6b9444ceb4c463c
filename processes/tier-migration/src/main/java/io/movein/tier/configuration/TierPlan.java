package io.movein.tier.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.movein.process.ConfigurationProblem;
import io.movein.process.SecretReference;
import io.movein.process.configuration.DataSize;
import io.movein.process.configuration.PaceSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole configuration; what each part is for stands in {@code tier-migration.schema.json}. */
public record TierPlan(
        String reason,
        String tenant,
        When cutover,
        Changes changes,
        FollowPlan follow,
        @Nullable PostgresqlPlan postgresql,
        @Nullable ObjectsPlan objects,
        @Nullable Redis redis,
        @Nullable ReplayPlan replay,
        @Nullable Kafka kafka,
        @Nullable SearchPlan search,
        List<URI> health,
        List<Sample> samples,
        @Nullable Bucket evidence,
        @JsonProperty("switch") Switch switching,
        @Nullable WayBackPlan wayBack,
        Duration lease,
        PaceSettings pace) {

    public enum When {
        AUTOMATIC,
        ON_COMMAND
    }

    public enum Changes {
        /** The tenant only reads while its rows are copied. */
        FREEZE,
        /** The tenant writes meanwhile. */
        FOLLOW
    }

    public record Database(String url, SecretReference user, SecretReference password) {
        Stream<SecretReference> secrets() {
            return Stream.of(user, password);
        }
    }

    /** @param prefix that stands before every key, with its {@code /} if it is to have one */
    public record Bucket(
            URI endpoint,
            String region,
            String bucket,
            String prefix,
            boolean pathStyle,
            SecretReference accessKey,
            SecretReference secretKey) {
        Stream<SecretReference> secrets() {
            return Stream.of(accessKey, secretKey);
        }
    }

    /**
     * What the dedicated Redis is warmed with.
     *
     * @param hottest keys at most
     * @param size    of their values at most, as DUMP gives them
     * @param limit   that it may take while the tenant is frozen
     */
    public record Redis(
            RedisServer source, RedisServer target, String prefix, int hottest, DataSize size, Duration limit) {}

    public record RedisServer(
            String host,
            int port,
            boolean tls,
            @Nullable SecretReference user,
            @Nullable SecretReference password) {
        Stream<SecretReference> secrets() {
            return Stream.of(user, password).filter(Objects::nonNull);
        }
    }

    /**
     * @param topics  by their names at the source
     * @param size    that the tenant's records take at most
     * @param maxLag  records, others' among them, that may be missing when the tenant is frozen
     * @param limit   that the rest may take then
     * @param hold    that the target removes nothing after the switch
     */
    public record Kafka(
            Cluster source,
            Cluster target,
            Map<String, Topic> topics,
            List<String> groups,
            List<String> otherGroups,
            @Nullable Integer replicas,
            @Nullable DataSize size,
            long maxLag,
            Duration limit,
            Duration hold) {}

    public record Cluster(String bootstrap, Map<String, String> settings, Map<String, SecretReference> secrets) {}

    /** One of keyPrefix, header, field and all says which records are the tenant's. */
    public record Topic(
            @Nullable String to,
            @Nullable String keyPrefix,
            @Nullable HeaderRule header,
            @Nullable FieldRule field,
            @Nullable Boolean all,
            boolean empty,
            Map<String, String> config) {

        public String name(String shared) {
            return to == null ? shared : to;
        }
    }

    public record HeaderRule(String name, String value) {}

    public record FieldRule(String pointer, String value) {}

    /** Either the database and its statements, or http. */
    public record Switch(
            @Nullable Database database,
            @Nullable String freeze,
            @Nullable String unfreeze,
            Duration drain,
            @Nullable String read,
            @Nullable String set,
            @Nullable Http http,
            String from,
            String to) {

        /** Where there is no {@code http}. */
        public Statements statements() {
            return new Statements(
                    Objects.requireNonNull(database),
                    Objects.requireNonNull(freeze),
                    Objects.requireNonNull(unfreeze),
                    Objects.requireNonNull(read),
                    Objects.requireNonNull(set));
        }

        private void addTo(List<ConfigurationProblem> problems) {
            if (from.equals(to)) {
                problems.add(ConfigurationProblem.of("switch.to", "'%s', as switch.from".formatted(to), "another"));
            }
            if (http != null && Stream.of(database, freeze, unfreeze, read, set).anyMatch(Objects::nonNull)) {
                problems.add(ConfigurationProblem.of(
                        "switch", "http and database settings", "http, or database with its four statements"));
            }
            if (http != null && http.overlap()) {
                problems.add(ConfigurationProblem.of(
                        "switch.http",
                        "place '%s', readOnly '%s' and stamp '%s', of which one is in another"
                                .formatted(http.place, http.readOnly, http.stamp),
                        "each by itself"));
            }
        }

        Stream<SecretReference> secrets() {
            return Stream.concat(
                    Stream.ofNullable(database).flatMap(Database::secrets),
                    Stream.ofNullable(http).flatMap(request -> request.secrets.values().stream()));
        }
    }

    public record Statements(Database database, String freeze, String unfreeze, String read, String set) {}

    /**
     * A JSON document of the tenant's.
     *
     * @param place    a JSON pointer to where the tenant is, a text
     * @param readOnly a JSON pointer to whether it may only read
     * @param stamp    a JSON pointer to a text that every change sets anew
     * @param secrets  headers that are secret
     */
    public record Http(
            URI url,
            String place,
            String readOnly,
            @Nullable String stamp,
            Map<String, String> headers,
            Map<String, SecretReference> secrets) {

        /** Whether one of them is another, or within it. */
        private boolean overlap() {
            var pointers =
                    Stream.of(place, readOnly, stamp).filter(Objects::nonNull).toList();
            return pointers.stream()
                    .anyMatch(one -> pointers.stream()
                                    .filter(other -> (one + "/").startsWith(other + "/"))
                                    .count()
                            > 1);
        }
    }

    public Optional<PostgresqlPlan> database() {
        return Optional.ofNullable(postgresql);
    }

    /** What tells this move of the tenant from one to elsewhere: the databases, or where the other stores are. */
    public List<String> places() {
        if (postgresql != null) {
            return List.of(postgresql.source().url(), postgresql.target().url());
        }
        var clusters = Stream.ofNullable(kafka)
                .flatMap(both -> Stream.of(both.source, both.target))
                .map(Cluster::bootstrap);
        var buckets = Stream.ofNullable(objects)
                .flatMap(both -> Stream.of(both.source(), both.target()))
                .map(bucket -> "%s %s/%s".formatted(bucket.endpoint, bucket.bucket, bucket.prefix));
        var engines = Stream.ofNullable(search).flatMap(SearchPlan::places);
        return Stream.of(clusters, buckets, engines)
                .flatMap(Function.identity())
                .toList();
    }

    public List<SecretReference> secrets() {
        var databases = database().stream()
                .flatMap(both -> Stream.of(both.source(), both.target()))
                .flatMap(Database::secrets);
        var caches = Stream.ofNullable(redis).flatMap(both -> Stream.of(both.source, both.target));
        var clusters = Stream.ofNullable(kafka).flatMap(both -> Stream.of(both.source, both.target));
        return Stream.of(
                        databases,
                        switching.secrets(),
                        clusters.flatMap(cluster -> cluster.secrets().values().stream()),
                        Stream.ofNullable(evidence).flatMap(Bucket::secrets),
                        Stream.ofNullable(objects)
                                .flatMap(both -> Stream.of(both.source(), both.target()))
                                .flatMap(Bucket::secrets),
                        caches.flatMap(RedisServer::secrets),
                        Stream.ofNullable(search).flatMap(SearchPlan::references),
                        Stream.ofNullable(replay).flatMap(requests -> requests.secrets().values().stream()),
                        samples.stream().flatMap(sample -> sample.secrets().values().stream()))
                .flatMap(Function.identity())
                .toList();
    }

    /** What the schema cannot say. */
    public List<ConfigurationProblem> problems() {
        var problems = new ArrayList<ConfigurationProblem>();
        if (objects != null) {
            objects.addTo(problems, postgresql != null);
        }
        if (search != null) {
            search.addTo(problems, postgresql != null);
        }
        if (postgresql == null && objects == null && kafka == null && search == null) {
            problems.add(ConfigurationProblem.of(
                    "the plan", "nothing that moves", "at least one of postgresql, objects, kafka and search"));
        }
        follow.addTo(problems);
        switching.addTo(problems);
        if (wayBack != null) {
            wayBack.addTo(problems, this);
        }
        database().ifPresent(rows -> rows.addTo(problems, search));
        return problems;
    }
}
