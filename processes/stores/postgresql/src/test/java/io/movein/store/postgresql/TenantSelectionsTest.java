package io.movein.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TenantSelectionsTest {

    private static final TableName ORDERS = new TableName("public", "orders");
    private static final TableName LINES = new TableName("public", "order \"lines\"");
    private static final TableName NOTES = new TableName("public", "notes");

    @Test
    void followsTheTenantThroughOtherTables() {
        var selections = new TenantSelections(Map.of(
                ORDERS, new RowSelection.ByColumn("tenant_id", "o'neill\\"),
                LINES, new RowSelection.Through(ORDERS, Map.of("order id", "id")),
                NOTES, new RowSelection.Through(LINES, Map.of("line", "id"))));

        assertThat(selections.where(NOTES)).isEqualTo("""
                exists (select 1 from "public"."order ""lines\""" t1 where t1."id" = t."line" \
                and exists (select 1 from "public"."orders" t2 where t2."id" = t1."order id" and t2."tenant_id" =  E'o''neill\\\\'))""");
        assertThat(selections.problems()).isEmpty();
        assertThat(selections.tables()).allMatch(selections::isWhole);
    }

    @Test
    void namesTablesThatLeadNowhereOrBackToThemselves() {
        var selections = new TenantSelections(Map.of(
                ORDERS, new RowSelection.Through(LINES, Map.of("a", "b")),
                LINES, new RowSelection.Through(ORDERS, Map.of("b", "a")),
                NOTES, new RowSelection.Through(new TableName("public", "gone"), Map.of("a", "b"))));

        assertThat(selections.problems())
                .hasSize(3)
                .anySatisfy(problem -> assertThat(problem)
                        .isEqualTo("public.notes is the tenant's through public.gone, which does not move"))
                .anySatisfy(problem -> assertThat(problem).contains("which is circular"));
        assertThat(selections.tables()).noneMatch(selections::isWhole);
    }
}
