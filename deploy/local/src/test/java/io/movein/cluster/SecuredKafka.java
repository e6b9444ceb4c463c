package io.movein.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.movein.runtime.KafkaSettings;
import io.movein.runtime.Topics;
import io.movein.standin.kafka.EmbeddedKafka;
import io.movein.standin.kafka.FreePort;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A real broker as Strimzi sets one up from what is shipped: TLS, a password for each user, and the users' ACLs. Whoever comes without
 * TLS is its administrator.
 */
public final class SecuredKafka implements AutoCloseable {
    private static final String PASSWORD = "secret12";
    private static final Path STRIMZI = Kubectl.DEPLOY.resolve("components/strimzi");
    private static final Path SCALING = Kubectl.DEPLOY.resolve("components/scaling/keda.yaml");

    private final Path folder;
    private final EmbeddedKafka broker;
    private final int securePort = FreePort.onLoopback();

    public SecuredKafka(Path folder) throws Exception {
        this.folder = folder;
        var certificate = certificate();
        Files.writeString(
                Files.createDirectories(folder.resolve("ca")).resolve("ca.crt"), certificate.getCertificatePEM());
        var port = FreePort.onLoopback();
        broker = EmbeddedKafka.start(new EmbeddedKafka.Config(
                port,
                folder.resolve("data"),
                "127.0.0.1",
                "127.0.0.1",
                properties(port, FreePort.onLoopback(), certificate)));
        Topics.ensure(administrator());
        try (var admin = Admin.create(administrator().client())) {
            for (var user : users()) {
                create(admin, user);
            }
        }
    }

    public KafkaSettings administrator() {
        return KafkaSettings.of(broker.bootstrapServers());
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + securePort;
    }

    /** What Strimzi writes into the Secret of the cluster's certificate authority. */
    public Path caFile() {
        return folder.resolve("ca/ca.crt");
    }

    /** What Strimzi writes into the Secret of each user. */
    public Path passwordFile() throws IOException {
        return Files.writeString(folder.resolve("password"), PASSWORD);
    }

    /** The shipped client properties, with this folder in the place of the pod's. */
    Path clientProperties(String user) throws IOException {
        var secrets = Files.createDirectories(folder.resolve("user-" + user));
        Files.writeString(
                secrets.resolve("sasl.jaas.config"),
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, PASSWORD));
        return Files.writeString(
                folder.resolve(user + ".properties"),
                Files.readString(STRIMZI.resolve("client.properties"))
                        .replace("/etc/movein/kafka-user", secrets.toString())
                        .replace("/etc/movein/kafka-ca", folder.resolve("ca").toString()));
    }

    Map<String, Object> client(String user) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(clientProperties(user))) {
            properties.load(reader);
        }
        var client = new HashMap<String, Object>(Map.of("bootstrap.servers", bootstrapServers()));
        properties.forEach((name, value) -> client.put(name.toString(), value));
        return client;
    }

    private Map<String, String> properties(int port, int controllerPort, X509Bundle certificate) {
        var plain = "PLAINTEXT://127.0.0.1:" + port;
        var secured = "SASL_SSL://127.0.0.1:" + securePort;
        var properties = new HashMap<>(Map.of(
                "listeners",
                plain + "," + secured + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners",
                plain + "," + secured,
                "controller.quorum.voters",
                "1@127.0.0.1:" + controllerPort,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
                "sasl.enabled.mechanisms",
                "SCRAM-SHA-512",
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users",
                "User:ANONYMOUS",
                "ssl.keystore.type",
                "PEM",
                "ssl.keystore.key",
                certificate.getPrivateKeyPEM(),
                "ssl.keystore.certificate.chain",
                certificate.getCertificatePathPEM()));
        properties.put(
                "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        return properties;
    }

    private static X509Bundle certificate() throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=kafka")
                .addSanIpAddress("127.0.0.1")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static List<JsonNode> users() throws IOException {
        var users = new ArrayList<>(documents(STRIMZI.resolve("users.yaml")));
        documents(SCALING).stream()
                .filter(it -> it.path("kind").asText().equals("KafkaUser"))
                .forEach(users::add);
        return users;
    }

    /** {@code topic group} by which somebody is scaled. */
    static List<String> scaledBy() throws IOException {
        return documents(SCALING).stream()
                .filter(it -> it.path("kind").asText().equals("ScaledObject"))
                .map(it -> it.at("/spec/triggers/0/metadata"))
                .map(it -> it.path("topic").asText() + " "
                        + it.path("consumerGroup").asText())
                .toList();
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return documents.readAll();
        }
    }

    private static void create(Admin admin, JsonNode user) throws InterruptedException, ExecutionException {
        var name = user.path("metadata").path("name").asText();
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                .all()
                .get();
        var bindings = new ArrayList<AclBinding>();
        for (var acl : user.path("spec").path("authorization").path("acls")) {
            var resource = pattern(acl.path("resource"));
            for (var operation : acl.path("operations")) {
                bindings.add(new AclBinding(
                        resource,
                        new AccessControlEntry(
                                "User:" + name,
                                "*",
                                AclOperation.fromString(constant(operation)),
                                AclPermissionType.ALLOW)));
            }
        }
        admin.createAcls(bindings).all().get();
    }

    private static ResourcePattern pattern(JsonNode resource) {
        return new ResourcePattern(
                ResourceType.fromString(constant(resource.path("type"))),
                resource.path("name").asText(),
                resource.path("patternType").asText().equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL);
    }

    /** {@code DescribeConfigs} is {@code DESCRIBE_CONFIGS}. */
    private static String constant(JsonNode text) {
        return text.asText().replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    @Override
    public void close() {
        broker.close();
    }
}
