package io.movein.tier;

/** The configuration that {@code --help} shows. */
final class Example {

    static final String TEXT = """
            reason: acme has bought the dedicated tier
            tenant: acme-corp
            cutover: automatic
            changes: freeze
            postgresql:
              source:
                url: jdbc:postgresql://shared-db:5432/app
                user: {secret: shared-db/user}
                password: {secret: shared-db/password}
              target:
                url: jdbc:postgresql://acme-db:5432/app
                user: {secret: acme-db/user}
                password: {secret: acme-db/password}
              rows: {column: tenant_id, value: acme-corp}
              tables:
                order_lines: {through: {table: orders, on: {order_id: id}}}
                countries: {rows: all}
                jobs: {rows: none}
                invoices: {empty: true}
            switch:
              database:
                url: jdbc:postgresql://control-db:5432/control
                user: {secret: control-db/user}
                password: {secret: control-db/password}
              freeze: update tenants set read_only = true where id = 'acme-corp'
              unfreeze: update tenants set read_only = false where id = 'acme-corp'
              read: select database from tenants where id = 'acme-corp'
              set: update tenants set database = :to where id = 'acme-corp' and database = :from
              from: shared
              to: acme""";

    private Example() {}
}
