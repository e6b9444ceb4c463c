package io.movein.local.tier;

import io.movein.local.demo.FilledForm;
import io.movein.local.files.OnboardedTenant;
import io.movein.local.files.ProcessImage;
import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.local.tenant.LocalTenant;
import io.movein.standin.objects.S3Server;
import io.movein.standin.postgresql.PostgresProcess;
import java.util.List;
import java.util.Map;

/** The tenant whose rows move, live on the cluster, and what its owner asks for. */
public record TierTenant(
        GitHubUser owner, GitHubUser operator, LocalTenant tenant, String image, TierApplication application) {

    private static final ProcessImage.Program PROGRAM =
            new ProcessImage.Program("tier-migration", "io.movein.tier.TierMigration", "256m");

    /** Returns when the tenant's own program answers. */
    public static TierTenant ready(LocalStack stack, TierApplication application, Screen screen)
            throws InterruptedException {
        var ready = OnboardedTenant.ready(
                stack,
                TierApplication.TENANT,
                Map.of(
                        "databases", Map.of("user", PostgresProcess.USER, "password", PostgresProcess.PASSWORD),
                        "buckets", Map.of("id", S3Server.ACCESS_KEY, "key", S3Server.SECRET_KEY)),
                PROGRAM,
                screen);
        return new TierTenant(ready.owner(), ready.operator(), ready.tenant(), ready.image(), application);
    }

    public String namespace() {
        return tenant.namespace();
    }

    /** What the owner fills into the form. */
    public FilledForm request(String mode) {
        return new FilledForm(
                tenant.onboardingIssue(),
                "the rows, objects, records, documents and cache of acme-corp in what it shares with others",
                image,
                mode,
                "500m",
                "512Mi",
                "1Gi",
                egress(),
                List.of(),
                List.of("databases", "buckets"),
                "safe on populated destination",
                "yes",
                "10m",
                configuration(),
                "");
    }

    private String configuration() {
        return """
                reason: acme has bought the dedicated tier
                tenant: acme-corp
                cutover: on-command
                changes: follow
                postgresql:
                  source: {url: "%s", user: {secret: databases/user}, password: {secret: databases/password}}
                  target: {url: "%s", user: {secret: databases/user}, password: {secret: databases/password}}
                  rows: {column: tenant_id, value: acme-corp}
                  tables:
                    countries: {rows: all}
                  queries:
                    - {name: balances, sql: "select sum(balance), count(*) from public.accounts where tenant_id = 'acme-corp'"}
                objects:
                  source: {%s, bucket: shared, prefix: acme-corp/}
                  target: {%s, bucket: acme-corp}
                  every: 1s
                  maxLag: 10000
                kafka:
                  source: {bootstrap: "%s"}
                  target: {bootstrap: "%s"}
                  topics:
                    payments: {to: acme-corp.payments, keyPrefix: "acme-corp:"}
                  groups: [billing]
                  maxLag: 100000
                  limit: 1m
                search:
                  source: {url: "%s"}
                  target: {url: "%s"}
                  indices:
                    payments:
                      to: acme-corp-payments
                      owner: {field: tenant, value: acme-corp}
                      changes: {field: at}
                      aliases: [acme-corp-search]
                  every: 1s
                redis:
                  source: {host: 127.0.0.1, port: %d}
                  target: {host: 127.0.0.1, port: %d}
                  prefix: "acme-corp:"
                  limit: 30s
                switch:
                  database: {url: "%s", user: {secret: databases/user}, password: {secret: databases/password}}
                  freeze: update public.tenants set read_only = true where id = 'acme-corp'
                  unfreeze: update public.tenants set read_only = false where id = 'acme-corp'
                  read: select place from public.tenants where id = 'acme-corp'
                  set: update public.tenants set place = :to where id = 'acme-corp' and place = :from
                  from: shared
                  to: dedicated""".formatted(
                        application.side(false).url(),
                        application.side(true).url(),
                        bucket(),
                        bucket(),
                        application.records().address(false),
                        application.records().address(true),
                        application.documents().url(),
                        application.documents().url(),
                        application.cache().port(false),
                        application.cache().port(true),
                        application.control().url());
    }

    private String bucket() {
        return "endpoint: \"%s\", region: %s, accessKey: {secret: buckets/id}, secretKey: {secret: buckets/key}"
                .formatted(application.files().endpoint(), S3Server.REGION);
    }

    /** {@code host:port} each */
    private List<String> egress() {
        return List.of(
                TierApplication.address(application.side(false)),
                TierApplication.address(application.side(true)),
                application.files().endpoint().getAuthority(),
                application.records().address(false),
                application.records().address(true),
                application.documents().url().getAuthority(),
                "127.0.0.1:" + application.cache().port(false),
                "127.0.0.1:" + application.cache().port(true));
    }
}
