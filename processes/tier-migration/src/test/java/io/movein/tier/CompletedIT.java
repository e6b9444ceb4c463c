package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tenant was switched by a run before this one, which did not come to its end or could not say so. */
@Timeout(180)
class CompletedIT extends AScene {

    @Test
    void bringsToItsEndWhatWasSwitchedBeforeTheProcessDied() {
        var marker = marker();
        Scene.execute(scene.target, "create schema movein; create table public.orders (id bigint)");
        marker.copying();
        marker.switching();
        Scene.execute(scene.control, "update public.tenants set place = 'acme-db', read_only = true where id = 'acme'");
        // no copy could be begun by then
        Scene.execute(scene.source, "create table public.uncovered (id integer)");

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(scene.place()).isEqualTo("acme-db f");
        assertThat(scene.atTheTarget()).containsExactly("public.orders");
    }

    /** A process that is killed once the last mark is gone leaves what one leaves that ends by itself. */
    @Test
    void reportsTheSameOnceMoreWhereEverythingIsDoneAndRefusesAFreshRun() throws Exception {
        assertThat(scene.live()).as(scene.output()).isZero();
        var summary = Pattern.compile("tenant 'acme' is at 'acme-db'.*").matcher(scene.output());
        assertThat(summary.find()).isTrue();
        // what another process would have left that was killed just before
        marker().copying();
        marker().switching();
        Scene.execute(scene.target, "insert into public.orders (tenant_id, note) values ('acme', 'after the switch')");

        assertThat(scene.live("--attempt", "resume")).as(scene.output()).isZero();

        assertThat(scene.output()).contains("an earlier run had completed everything");
        var first = RunJson.of(folder, 1).facts();
        var second = RunJson.of(folder, 2).facts();
        assertThat(second.get("summary")).isEqualTo(first.get("summary"));
        assertThat(second.get("summary").asString()).isEqualTo(summary.group());
        assertThat(second.get("figures")).isEqualTo(first.get("figures"));
        assertThat(folder.resolve("state/evidence-2/checks.json"))
                .hasSameTextualContentAs(folder.resolve("state/evidence-1/checks.json"));
        assertThat(Scene.query(scene.target, "select 1 from pg_namespace where nspname = 'movein'"))
                .isEmpty();
        assertThat(scene.live("--attempt", "fresh")).isEqualTo(2);
        assertThat(scene.output()).contains("switch.read: the tenant is at 'acme-db' (expected switch.from, 'shared')");
    }
}
