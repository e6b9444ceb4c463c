package io.movein.local.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.jackson.JsonFormat;
import io.movein.contract.Message;
import io.movein.contract.MigrationId;
import io.movein.contract.StructuredJson;
import io.movein.contract.Traceparent;
import io.movein.model.Facts;
import io.movein.model.PoolFacts;
import io.movein.model.Resources;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:15:30Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void isOneLineOfCloudEventsJsonWithPlainData() throws Exception {
        var nothing = new Resources(0L, 0L, 0L);
        var facts = Facts.newBuilder()
                .setGatheredAt(NOW)
                .setTenantNamespaces(List.of("media"))
                .setTenant(null)
                .setPool(PoolFacts.newBuilder()
                        .setNodes(1)
                        .setLargestNode(nothing)
                        .setTotal(nothing)
                        .build())
                .build();
        var message = new Message<>(
                "acme/infra#17/3",
                "/movein/review",
                new MigrationId("acme", "infra", 17),
                NOW,
                new Traceparent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"),
                facts);

        var line = StructuredJson.text(message);

        assertThat(line).doesNotContain("\n");
        assertThat(new JsonFormat().deserialize(line.getBytes(UTF_8)).getSubject())
                .isEqualTo("acme/infra#17");
        assertThat(JSON.readTree(line)).isEqualTo(JSON.readTree("""
                {"specversion":"1.0","id":"acme/infra#17/3","source":"/movein/review","type":"io.movein.model.Facts",
                 "subject":"acme/infra#17","time":"2026-03-01T10:15:30Z","datacontenttype":"application/json",
                 "traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                 "data":{"gatheredAt":"2026-03-01T10:15:30Z","tenantNamespaces":["media"],"tenant":null,
                  "pool":{"nodes":1,"largestNode":{"cpuMillis":0,"memoryBytes":0,"storageBytes":0},
                   "total":{"cpuMillis":0,"memoryBytes":0,"storageBytes":0},"largestRegistered":null},
                  "hosts":[],"clusterRanges":[],"clusterRangesKnown":true,
                  "allowance":null}}"""));
    }
}
