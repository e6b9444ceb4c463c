package io.movein.storage.configuration;

import io.movein.process.SecretReference;
import org.jspecify.annotations.Nullable;

/** One of the two. */
public record CatalogueSettings(
        @Nullable Postgresql postgresql, @Nullable Listing listing) {

    /** Whether the application's own table says which binding is the active one. */
    boolean knowsBindings() {
        return postgresql != null && postgresql.bindings != null;
    }

    public record Postgresql(
            String url,
            SecretReference user,
            SecretReference password,
            String table,
            Columns columns,
            @Nullable BindingTable bindings) {}

    public record Columns(
            String id,
            String organisation,
            String purpose,
            String binding,
            String key,
            String size,
            @Nullable String sha256,
            @Nullable String deleted,
            @Nullable String created) {}

    public record BindingTable(String table, String name, String status, String active) {}

    public record Listing(String binding, String pointers, String organisation, String purpose) {}
}
