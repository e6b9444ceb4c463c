package io.movein.local.library;

import io.movein.example.media.Manifest;
import io.movein.example.media.oldhost.MediaLibrary;
import io.movein.example.media.oldhost.OldHost;
import io.movein.local.demo.FilledForm;
import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.local.tenant.LocalTenant;
import io.movein.local.tenant.TenantSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * A capability owner's media library: the old host that it leaves, and the tenant, live and empty, that it moves into. Everything
 * that its migration issue names is here.
 */
public final class Library implements AutoCloseable {
    private static final int FILES = 1_200;
    private static final long BYTES_OF_A_FILE = 200_000;
    private static final long SEED = 1;

    private final GitHubUser owner;
    private final GitHubUser operator;
    private final OldHost oldHost;
    private final Manifest manifest;
    private final Tokens tokens;
    private final Images images;
    private final LocalTenant tenant;
    private final TenantSetup setup;
    private final boolean temporary;

    private Library(
            GitHubUser owner,
            GitHubUser operator,
            OldHost oldHost,
            Manifest manifest,
            Tokens tokens,
            Images images,
            LocalTenant tenant,
            TenantSetup setup,
            boolean temporary) {
        this.owner = owner;
        this.operator = operator;
        this.oldHost = oldHost;
        this.manifest = manifest;
        this.tokens = tokens;
        this.images = images;
        this.tenant = tenant;
        this.setup = setup;
        this.temporary = temporary;
    }

    /** Makes whatever of it is not there yet; returns when the tenant's storage answers. */
    public static Library ready(LocalStack stack, Map<String, String> env, Screen screen) throws InterruptedException {
        return ready(stack, env, screen, FILES);
    }

    /** One of so many files. */
    public static Library ready(LocalStack stack, Map<String, String> env, Screen screen, int files)
            throws InterruptedException {
        try {
            var api = stack.github().api();
            var repository = stack.github().repository();
            var owner = GitHubUser.of(api, repository, env.getOrDefault("MOVEIN_DEMO_OWNER_TOKEN", "capability-owner"));
            var operator = GitHubUser.of(api, repository, env.getOrDefault("MOVEIN_DEMO_OPERATOR_TOKEN", "operator"));
            var folder = stack.data().folder("old-host");
            var manifest = MediaLibrary.generate(folder, files, files * BYTES_OF_A_FILE, SEED);
            var tokens = Tokens.in(stack.data().child("tokens"));
            var images = Images.of(stack);
            var oldHost = OldHost.start(
                    folder,
                    tokens.oldHost(),
                    new InetSocketAddress(InetAddress.ofLiteral(stack.oldHostAddress()), stack.oldHostPort()));
            screen.did(
                    "start",
                    "old host with %,d files, %,d MB at %s".formatted(files, megabytes(files), oldHost.address()));
            var onboarding = Onboarding.ensure(owner, operator, "Onboard my capability: media library");
            var tenant = new LocalTenant(
                    namespace(stack), onboarding, List.of(owner.id()), images.storage(), secrets(oldHost, tokens));
            var setup = new TenantSetup(stack.client());
            var library = new Library(
                    owner, operator, oldHost, manifest, tokens, images, tenant, setup, stack.hasForeignCluster());
            library.settle();
            screen.did("start", "tenant " + tenant.namespace() + ", onboarded with issue #" + onboarding + ", live");
            return library;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set up the media library", e);
        }
    }

    private static long megabytes(int files) {
        return files * BYTES_OF_A_FILE / 1_000_000;
    }

    private void settle() throws InterruptedException {
        try {
            if (temporary) {
                setup.removeForgotten();
            }
            setup.ensure(tenant);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A cluster that others use too gets a namespace that nobody else has. */
    private static String namespace(LocalStack stack) {
        return stack.hasForeignCluster()
                ? "media-library-"
                        + DateTimeFormatter.ofPattern("MMdd-HHmmss").format(ZonedDateTime.now(ZoneOffset.UTC))
                : "media-library";
    }

    private static Map<String, Map<String, String>> secrets(OldHost oldHost, Tokens tokens) {
        return Map.of(
                "old-host",
                Map.of("url", oldHost.address().toString(), "token", tokens.oldHost()),
                LocalTenant.STORAGE,
                Map.of("token", tokens.storage()));
    }

    public GitHubUser owner() {
        return owner;
    }

    public GitHubUser operator() {
        return operator;
    }

    public URI oldHost() {
        return oldHost.address();
    }

    public String namespace() {
        return tenant.namespace();
    }

    public int onboardingIssue() {
        return tenant.onboardingIssue();
    }

    /** What the owner fills into the form. */
    public FilledForm request(String mode) {
        var files = manifest.entries().size();
        var source = "Old host: %s\nFormat: files with a SHA-256 manifest\nVolume: %,d files, %,d MB"
                .formatted(oldHost(), files, megabytes(files));
        return new FilledForm(
                tenant.onboardingIssue(),
                source,
                images.migration(),
                mode,
                "500m",
                "256Mi",
                "64Mi",
                List.of(oldHost().getHost() + ":" + oldHost().getPort()),
                List.of(LocalTenant.STORAGE + ":" + LocalTenant.STORAGE_PORT),
                List.of("old-host", LocalTenant.STORAGE),
                "safe on populated destination",
                "yes",
                "1m",
                "",
                "");
    }

    /** Reads the tenant's storage, all of it. */
    public ContentComparison compare() throws IOException, InterruptedException {
        return ContentComparison.of(manifest, setup.storage(tenant), tokens.storage());
    }

    /** Takes the tenant away again where the cluster is not ours to keep it in. */
    @Override
    public void close() {
        Thread.interrupted(); // we may be closing because of an interrupt, and have still something to do
        oldHost.close();
        setup.close();
        if (temporary) {
            setup.remove(tenant);
        }
    }
}
