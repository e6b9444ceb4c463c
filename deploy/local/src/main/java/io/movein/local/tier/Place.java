package io.movein.local.tier;

import io.movein.store.postgresql.PostgresSession;

/** Where the tenant is by the configuration store, and whether it may only read. */
record Place(boolean shared, boolean readOnly) {

    static final Place WRITABLE_AT_SHARED = new Place(true, false);

    static Place of(PostgresSession control) {
        var row = control.row("select place, read_only from public.tenants where id = 'acme-corp'");
        return new Place(row.text(0).equals("shared"), row.truth(1));
    }
}
