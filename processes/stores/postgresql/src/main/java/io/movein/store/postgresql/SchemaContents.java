package io.movein.store.postgresql;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What lies in some schemas: nothing, or what has to be dropped so that nothing does. Extensions and what they own stay; the sequence of
 * an identity column goes with its column.
 */
public final class SchemaContents {

    /** The columns by which a table is partitioned depend on it as an identity column's sequence does: as parts, and not as a whole. */
    private static final String OBJECTS = """
            with mine(oid) as (select oid from pg_namespace where nspname in (%s)),
            extension(class, object) as (select classid, objid from pg_depend where deptype = 'e')
            select 1, format('drop %%s if exists %%s cascade', case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
                     when 'S' then 'sequence' when 'f' then 'foreign table' else 'table' end, format('%%I.%%I', n.nspname, c.relname))
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.oid in (select oid from mine) and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and not c.relispartition
            and ('pg_class'::regclass, c.oid) not in (select class, object from extension)
            and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0
              and d.deptype = 'i')
            union all
            select 2, format('drop routine if exists %%s cascade', p.oid::regprocedure) from pg_proc p
            where p.pronamespace in (select oid from mine) and p.prokind <> 'a'
            and ('pg_proc'::regclass, p.oid) not in (select class, object from extension)
            union all
            select 2, format('drop aggregate if exists %%s cascade', p.oid::regprocedure) from pg_proc p
            where p.pronamespace in (select oid from mine) and p.prokind = 'a'
            and ('pg_proc'::regclass, p.oid) not in (select class, object from extension)
            union all
            select 3, format('drop type if exists %%s cascade', t.oid::regtype) from pg_type t
            left join pg_class c on c.oid = t.typrelid
            where t.typnamespace in (select oid from mine) and t.typelem = 0 and t.typtype in ('e', 'd', 'r', 'b', 'c')
            and coalesce(c.relkind, 'c') = 'c' and ('pg_type'::regclass, t.oid) not in (select class, object from extension)
            order by 1, 2""";

    private SchemaContents() {}

    /** A statement for each; none if there is nothing, or no such schema. */
    public static List<String> drops(PostgresSession session, Collection<String> schemas) {
        return session.rows(OBJECTS.formatted(SqlText.literals(schemas))).stream()
                .map(row -> row.text(1))
                .toList();
    }

    /** All of it, or nothing. */
    public static void drop(PostgresServer server, Collection<String> schemas) {
        try (var session = server.openForScripts()) {
            var statements = drops(session, schemas);
            if (!statements.isEmpty()) {
                session.execute(statements.stream().collect(Collectors.joining("; ")));
            }
        }
    }

    /** Those of them that are not there. */
    public static List<String> missing(PostgresSession session, Collection<String> schemas) {
        var there = session.rows("select nspname from pg_namespace").stream()
                .map(row -> row.text(0))
                .toList();
        return schemas.stream().filter(schema -> !there.contains(schema)).toList();
    }
}
