package io.movein.local.redis;

import io.movein.local.demo.FilledForm;
import io.movein.local.files.OnboardedTenant;
import io.movein.local.files.ProcessImage;
import io.movein.local.github.GitHubUser;
import io.movein.local.screen.Screen;
import io.movein.local.stack.LocalStack;
import io.movein.local.tenant.LocalTenant;
import java.util.List;
import java.util.Map;

/** The tenant whose keys move, live on the cluster, and what its owner asks for. */
public record RedisTenant(
        GitHubUser owner, GitHubUser operator, LocalTenant tenant, String image, RedisApplication redis) {

    private static final String NAMESPACE = "acme-corp";

    private static final ProcessImage.Program PROGRAM =
            new ProcessImage.Program("live-migration", "io.movein.live.LiveMigration", "256m");

    /** Returns when the tenant's own program answers. */
    public static RedisTenant ready(LocalStack stack, RedisApplication redis, Screen screen)
            throws InterruptedException {
        var ready = OnboardedTenant.ready(
                stack,
                NAMESPACE,
                Map.of("redis", Map.of("user", RedisApplication.ADMIN, "password", RedisApplication.PASSWORD)),
                PROGRAM,
                screen);
        return new RedisTenant(ready.owner(), ready.operator(), ready.tenant(), ready.image(), redis);
    }

    public String namespace() {
        return tenant.namespace();
    }

    /** What the owner fills into the form. */
    public FilledForm request(String mode) {
        return new FilledForm(
                tenant.onboardingIssue(),
                "the keys that begin with acme-corp: of the shared Redis server",
                image,
                mode,
                "500m",
                "512Mi",
                "1Gi",
                List.of(redis.shared(), redis.own(), "127.0.0.1:" + redis.controlPort()),
                List.of(),
                List.of("redis"),
                "safe on populated destination",
                "yes",
                "10m",
                configuration(),
                "");
    }

    private String configuration() {
        return """
                reason: the shared server is full
                tenant:
                  name: acme-corp
                  prefix: "acme-corp:"
                  users: [acme]
                  otherWriters: [default]
                source:
                  host: 127.0.0.1
                  port: %d
                  user: {secret: redis/user}
                  password: {secret: redis/password}
                target:
                  host: 127.0.0.1
                  port: %d
                  user: {secret: redis/user}
                  password: {secret: redis/password}
                gateways:
                  - {host: 127.0.0.1, port: %d, password: {secret: redis/password}}
                mode: live
                cutover: {when: command, limit: 2s}
                verify: {before: true, sample: 100}
                pace: {workers: 8}""".formatted(redis.port(true), redis.port(false), redis.controlPort());
    }
}
