package io.movein.store.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.movein.store.kafka.TopicAcls.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.junit.jupiter.api.Test;

class TopicAclsTest {

    private static final AccessControlEntry ALLOWED = allow("User:movein", "*", AclOperation.WRITE);

    @Test
    void whatIsAllowedToUsOrToEverybodyIsAllowed() {
        assertThat(verdict(ALLOWED)).isEqualTo(Verdict.ALLOWED);
        assertThat(verdict(allow("User:*", "*", AclOperation.ALL))).isEqualTo(Verdict.ALLOWED);
    }

    @Test
    void whatIsDeniedToUsIsDeniedWhateverAllowsIt() {
        assertThat(verdict(ALLOWED, deny("User:movein", "*", AclOperation.WRITE)))
                .isEqualTo(Verdict.DENIED);
        assertThat(verdict(deny("User:movein", "*", AclOperation.ALL), ALLOWED)).isEqualTo(Verdict.DENIED);
    }

    @Test
    void aSuperUserIsNotDeniedWhatEverybodyIs() {
        assertThat(verdict(ALLOWED, deny("User:*", "*", AclOperation.WRITE))).isEqualTo(Verdict.NOT_TOLD);
    }

    @Test
    void nobodyKnowsFromWhichHostTheClusterSeesUs() {
        assertThat(verdict(allow("User:movein", "10.0.0.7", AclOperation.WRITE)))
                .isEqualTo(Verdict.NOT_TOLD);
        assertThat(verdict(ALLOWED, deny("User:movein", "10.0.0.7", AclOperation.WRITE)))
                .isEqualTo(Verdict.NOT_TOLD);
    }

    @Test
    void othersRightsAndOtherRightsTellNothing() {
        assertThat(verdict()).isEqualTo(Verdict.NOT_TOLD);
        assertThat(verdict(allow("User:else", "*", AclOperation.WRITE))).isEqualTo(Verdict.NOT_TOLD);
        assertThat(verdict(allow("User:movein", "*", AclOperation.READ), deny("User:movein", "*", AclOperation.DELETE)))
                .isEqualTo(Verdict.NOT_TOLD);
    }

    @Test
    void theSettingsTellAsWhichTheClusterKnowsUs() {
        assertThat(principal(Map.of())).contains("User:ANONYMOUS");
        assertThat(principal(Map.of("security.protocol", "SSL"))).contains("User:ANONYMOUS");
        assertThat(principal(Map.of("security.protocol", "SSL", "ssl.keystore.location", "/keys")))
                .as("a certificate's name is made by the cluster's own rules")
                .isEmpty();
        assertThat(principal(sasl("SCRAM-SHA-512"))).contains("User:movein");
        assertThat(principal(sasl("OAUTHBEARER"))).isEmpty();
    }

    private static Map<String, String> sasl(String mechanism) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                mechanism,
                "sasl.jaas.config",
                "org.example.LoginModule required username=\"movein\" password=\"username=\";");
    }

    private static Optional<String> principal(Map<String, String> settings) {
        return new KafkaCluster("target", "kafka:9092", settings).principal();
    }

    private static Verdict verdict(AccessControlEntry... entries) {
        return TopicAcls.toWrite(List.of(entries), "User:movein");
    }

    private static AccessControlEntry allow(String who, String host, AclOperation operation) {
        return new AccessControlEntry(who, host, operation, AclPermissionType.ALLOW);
    }

    private static AccessControlEntry deny(String who, String host, AclOperation operation) {
        return new AccessControlEntry(who, host, operation, AclPermissionType.DENY);
    }
}
