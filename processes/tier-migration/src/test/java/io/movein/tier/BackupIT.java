package io.movein.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.standin.objects.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run keeps beside its evidence is brought back by {@code tier-migration restore}. */
@Timeout(180)
class BackupIT extends AScene {

    private static final List<String> TABLES = List.of("orders", "order_lines", "countries", "invoices", "visits");

    @BeforeEach
    void start() {
        scene.with("partSize: 32KiB", "partSize: 32KiB\n  backup: true");
    }

    @Test
    void bringsToAnotherDatabaseWhatWasCopiedAndNothingOfItOnceItWasChanged() throws Exception {
        assertThat(scene.live()).as(scene.output()).isZero();
        var copied = rows(scene.target.url());
        Scene.execute(scene.target, "truncate public.orders, public.order_lines");
        var other = scene.emptyTarget();

        assertThat(scene.run("restore", evidence().toString()))
                .as(scene.output())
                .isZero();

        assertThat(rows(other)).isEqualTo(copied);
        assertThat(Scene.query(scene.target, "insert into public.orders (tenant_id) values ('acme') returning id"))
                .containsExactly("2001");
        assertThat(Scene.query(scene.target, "select conname from pg_constraint where contype = 'f'"))
                .containsExactly("order_lines_order_id_fkey");
        assertThat(scene.output()).contains("1052 rows of tenant 'acme' as of");
        assertThat(scene.run("restore", evidence().toString()))
                .as("it is not empty any more")
                .isEqualTo(6);

        damage(evidence().resolve("backup-rows-00003.copy.zst"));
        scene.emptyTarget();

        assertThat(scene.run("restore", evidence().toString())).isEqualTo(5);
        assertThat(scene.output()).contains("backup-rows-00003.copy.zst at ", "it was changed after the run");
        assertThat(scene.atTheTarget()).as("all of it, or nothing").isEmpty();
    }

    private List<List<String>> rows(String url) {
        assertThat(scene.target.url()).isEqualTo(url);
        return TABLES.stream()
                .map(table -> Scene.query(scene.target, "select t::text from public.%s t order by 1".formatted(table)))
                .toList();
    }

    @Test
    void isKeptInTheBucketThatThePlanNames() {
        try (var server = S3Server.inMemory("proof")) {
            scene.secret("s3/id", S3Server.ACCESS_KEY)
                    .secret("s3/key", S3Server.SECRET_KEY)
                    .with(
                            "tenant: acme",
                            "tenant: acme\nevidence: {endpoint: '%s', region: %s, bucket: proof, prefix: tiers/, accessKey: {secret: s3/id}, secretKey: {secret: s3/key}}"
                                    .formatted(server.endpoint(), S3Server.REGION));
            assertThat(scene.live()).as(scene.output()).isZero();
            var location = Pattern.compile("s3://proof/tiers/\\S+/")
                    .matcher(scene.output())
                    .results()
                    .toList();
            var other = scene.emptyTarget();

            assertThat(scene.run("restore", location.getFirst().group()))
                    .as(scene.output())
                    .isZero();

            assertThat(rows(other).getFirst()).hasSize(500);
        }
    }

    @Test
    void saysWhereARunLeftNone() {
        scene.with("from: shared", "from: elsewhere");
        assertThat(scene.live()).as(scene.output()).isEqualTo(2);

        assertThat(scene.run("restore", evidence().toString())).isEqualTo(2);

        assertThat(scene.output()).contains("the run left no backup");
    }

    private Path evidence() {
        return folder.resolve("state/evidence-1");
    }

    private static void damage(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
