package io.movein.local.files;

import io.movein.local.github.GitHubUser;
import io.movein.local.library.Onboarding;
import io.movein.local.library.StorageImage;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.local.tenant.LocalTenant;
import io.movein.local.tenant.TenantSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tenant that is live on the cluster, those who have to do with it, and the image of the process that is to run for it.
 *
 * @param image with its digest
 */
public record OnboardedTenant(GitHubUser owner, GitHubUser operator, LocalTenant tenant, String image) {

    /**
     * Returns when the tenant's own program answers.
     *
     * @param secrets registered for its migrations, besides that of its storage: name to keys and values
     */
    public static OnboardedTenant ready(
            LocalStack stack,
            String namespace,
            Map<String, Map<String, String>> secrets,
            ProcessImage.Program program,
            Screen screen)
            throws InterruptedException {
        try {
            var api = stack.github().api();
            var owner = GitHubUser.of(api, stack.github().repository(), "capability-owner");
            var operator = GitHubUser.of(api, stack.github().repository(), "operator");
            var onboarding = Onboarding.ensure(owner, operator, "Onboard my capability: " + namespace);
            var all = new HashMap<>(secrets);
            all.put(LocalTenant.STORAGE, Map.of("token", "of no use here"));
            var tenant = new LocalTenant(
                    namespace,
                    onboarding,
                    List.of(owner.id()),
                    StorageImage.build(stack.images(), stack.data().path()),
                    all);
            new TenantSetup(stack.client()).ensure(tenant);
            screen.did("start", "tenant %s, onboarded with issue #%d, live".formatted(namespace, onboarding));
            return new OnboardedTenant(
                    owner,
                    operator,
                    tenant,
                    ProcessImage.build(stack.images(), stack.data().path(), program));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set up the tenant", e);
        }
    }
}
