package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.movein.process.ConfigurationFailure;
import io.movein.tier.configuration.PostgresqlPlan;
import io.movein.tier.configuration.TierPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    @Test
    void readsWhatThePageShows() throws Exception {
        var page = Files.readString(Path.of("../../docs/tier-migration.md"));
        var yaml = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("\n```", page.indexOf("```yaml")));

        var plan = new TierMigration().format().read(yaml);

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.cutover()).isEqualTo(TierPlan.When.ON_COMMAND);
        assertThat(plan.database().orElseThrow().rows())
                .isEqualTo(new PostgresqlPlan.Rows("tenant_id", "acme-corp", null));
        assertThat(plan.database().orElseThrow().tables().get("order_lines"))
                .isEqualTo(new PostgresqlPlan.Table(
                        null, null, null, new PostgresqlPlan.Through("orders", Map.of("order_id", "id")), false));
        assertThat(plan.switching().drain()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void takesTheExampleOfItsHelp() {
        var plan = new TierMigration().format().read(new TierMigration().example());

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.database().orElseThrow().schemas()).isEqualTo(List.of("public"));
        assertThat(plan.database().orElseThrow().onRollback()).isEqualTo(PostgresqlPlan.OnRollback.DROP);
        assertThat(plan.secrets()).hasSize(6);
    }

    @Test
    void hasNoDefaultForWhenToSwitchAndSaysEverythingAtOnce() {
        var yaml = new TierMigration()
                .example()
                .replace("cutover: automatic\n", "")
                .replace("changes: freeze", "changes: later")
                .replace("database = :from", "database = 'shared'");

        assertThatThrownBy(() -> new TierMigration().format().read(yaml))
                .isInstanceOf(ConfigurationFailure.class)
                .hasMessageContainingAll("cutover", "missing", "changes", "freeze, follow", "switch.set");
    }

    @Test
    void movesNoDocumentsWithoutSayingWhatTellsOfChangesAndNoneOntoThemselves() {
        var yaml = new TierMigration().example()
                + "\nsearch: {source: {url: 'http://s'}, target: {url: 'http://s'}, indices: {orders: {owner: {field: tenant, value: acme}CHANGES}}}";

        assertThatThrownBy(() -> new TierMigration().format().read(yaml.replace("CHANGES", "")))
                .isInstanceOf(ConfigurationFailure.class)
                .hasMessageContainingAll("search.indices.orders", "changes", "missing");
        assertThat(new TierMigration()
                        .format()
                        .read(yaml.replace("CHANGES", ", changes: {held: true}"))
                        .problems())
                .extracting(Object::toString)
                .containsExactly(
                        "search.indices.orders: on the same cluster by the same name (expected another name by to, or another cluster)");
    }

    @Test
    void movesNoObjectsOfEverybodyAndNoneBesideTheirOwnCopies() {
        var bucket =
                "{endpoint: 'http://s3', region: r, bucket: shared, PREFIX accessKey: {secret: a/b}, secretKey: {secret: a/b}}";
        var yaml = new TierMigration().example()
                + "\nobjects: {source: %s, target: %s}"
                        .formatted(bucket, bucket.replace("PREFIX", "prefix: acme/own/,"));

        assertThatThrownBy(() -> new TierMigration().format().read(yaml.replace("PREFIX", "")))
                .isInstanceOf(ConfigurationFailure.class)
                .hasMessageContainingAll("objects.source", "prefix");
        assertThat(new TierMigration()
                        .format()
                        .read(yaml.replace("PREFIX", "prefix: acme/,"))
                        .problems())
                .extracting(problem -> problem.where())
                .containsExactly("objects.target");
    }

    @Test
    void hasAWayBackForADatabaseAlone() {
        var yaml = new TierMigration().example() + "\nwayBack: {keep: 2h}";
        var kafka = "\nkafka: {source: {bootstrap: a:1}, target: {bootstrap: b:1}, topics: {orders: {keyPrefix: a}}}";

        assertThat(new TierMigration().format().read(yaml).problems()).isEmpty();
        assertThat(new TierMigration().format().read(yaml + kafka).problems())
                .extracting(Object::toString)
                .containsExactly(
                        "wayBack: kafka in the plan, where nothing that is written after the switch goes back (expected a plan of the database alone, or none with a way back)");
    }

    @Test
    void givesOtherNamesAsThePageShowsAndOnlySuchAsCanBe() throws Exception {
        var page = Files.readString(Path.of("../../docs/tier-migration.md"));
        var from = page.indexOf("  schemas: [tenant_acme]");
        var renaming = page.substring(from, page.indexOf("```", from));
        var rows = new TierMigration()
                .example()
                .replaceAll("(?s)  rows: .*\nswitch:", Matcher.quoteReplacement(renaming + "switch:"));
        var format = new TierMigration().format();

        assertThat(format.read(rows).problems()).isEmpty();
        assertThat(format.read(rows.replace(", target: select max(id) from app.bookings", "")
                                        .replace("[tenant_acme]", "[tenant_acme, app, more]")
                                        .replace(
                                                "{tenant_acme: app}",
                                                "{tenant_acme: app, more: movein, other: %s}".formatted("é".repeat(32)))
                                + "\nwayBack: {keep: 2h}")
                        .problems())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "postgresql.rename.schemas: 'other', which does not move (expected one of postgresql.schemas [tenant_acme, app, more])",
                        "postgresql.rename.schemas.tenant_acme: 'app', which another schema has or had (expected another name)",
                        "postgresql.rename.schemas.more: 'movein', which is reserved (expected another name)",
                        "postgresql.rename.%s: 64 bytes, more than the 63 that the server allows (expected another name)"
                                .formatted("é".repeat(32)),
                        "postgresql.queries.newest: one of [tenant_acme, more, other, orders, lines], which the target does not have under that name (expected target, with the query as it is asked there)",
                        "wayBack: postgresql.rename in the plan, and replication finds tables by names that are the same on both sides (expected one of the two)");
    }

    @Test
    void tellsWhoseARecordIsByExactlyOneRule() {
        var yaml = new TierMigration().example()
                + "\nkafka: {source: {bootstrap: a:1}, target: {bootstrap: b:1}, topics: {orders: {RULE}}}";

        assertThat(new TierMigration()
                        .format()
                        .read(yaml.replace("RULE", "keyPrefix: a"))
                        .kafka())
                .isNotNull();
        assertThatThrownBy(() -> new TierMigration().format().read(yaml.replace("RULE", "empty: true")))
                .isInstanceOf(ConfigurationFailure.class);
        assertThatThrownBy(() -> new TierMigration().format().read(yaml.replace("RULE", "keyPrefix: a, all: true")))
                .isInstanceOf(ConfigurationFailure.class);
    }

    @Test
    void refusesTwoRulesForOneTableAndATargetThatIsTheSource() {
        var yaml = new TierMigration()
                .example()
                .replace("countries: {rows: all}", "countries: {rows: all, where: t.used}")
                .replace("acme-db:5432", "shared-db:5432")
                .replace("to: acme", "to: shared");

        assertThat(new TierMigration().format().read(yaml).problems())
                .extracting(problem -> problem.where())
                .containsExactly("switch.to", "postgresql.target.url", "postgresql.tables.countries");
    }

    @Test
    void switchesByADocumentAsThePageShowsOrByADatabaseAndNotByBoth() throws Exception {
        var page = Files.readString(Path.of("../../docs/tier-migration.md"));
        var from = page.indexOf("switch:\n  http:");
        var http = page.substring(from, page.indexOf("\n```", from));
        var example = new TierMigration().example();
        var beginning = example.substring(0, example.indexOf("switch:"));
        var format = new TierMigration().format();

        var plan = format.read(beginning + http);

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.secrets()).hasSize(5);
        assertThat(plan.switching().http())
                .extracting(TierPlan.Http::place, TierPlan.Http::readOnly, TierPlan.Http::stamp)
                .containsExactly("/database", "/readOnly", null);
        assertThat(format.read(example.replace("switch:", http.substring(0, http.indexOf("  from:"))))
                        .problems())
                .extracting(Object::toString)
                .containsExactly(
                        "switch: http and database settings (expected http, or database with its four statements)");
        assertThat(format.read(beginning + http.replace("/readOnly", "/database/frozen"))
                        .problems())
                .extracting(problem -> problem.where())
                .containsExactly("switch.http");
        assertThatThrownBy(() -> format.read(beginning + "switch: {from: shared, to: acme, read: select 1}"))
                .isInstanceOf(ConfigurationFailure.class)
                .hasMessageContainingAll(
                        "switch.database", "switch.freeze", "switch.unfreeze", "switch.set", "missing");
        assertThatThrownBy(() -> format.read(beginning + http.replace("https://", "https://me:secret@")))
                .isInstanceOf(ConfigurationFailure.class)
                .hasMessageContaining("without a name and password in it");
    }
}
