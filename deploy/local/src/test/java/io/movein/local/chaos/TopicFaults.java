package io.movein.local.chaos;

import io.movein.contract.Topic;
import io.movein.runtime.KafkaSettings;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What a person can do to topics who should not. */
record TopicFaults(String bootstrapServers) {
    void send(ProducerRecord<String, byte[]> record) throws Exception {
        try (var producer = new KafkaProducer<>(
                KafkaSettings.of(bootstrapServers).client(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    void set(Topic topic, String name, String value) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
        var set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        try (var admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
        }
    }

    void delete(Topic topic) throws Exception {
        try (var admin = admin()) {
            admin.deleteTopics(List.of(topic.topicName())).all().get();
        }
    }

    /** Nobody takes one away again. */
    void partitions(Topic topic, int count) throws Exception {
        try (var admin = admin()) {
            admin.createPartitions(Map.of(topic.topicName(), NewPartitions.increaseTo(count)))
                    .all()
                    .get();
        }
    }

    private Admin admin() {
        return Admin.create(KafkaSettings.of(bootstrapServers).client());
    }
}
