package io.movein.gateway;

import io.netty.pkitesting.CertificateBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import redis.clients.jedis.SslOptions;

/** A certificate that nobody has signed, in a folder of secrets. */
record Certificate(Path store) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    static Certificate into(Path secret) throws Exception {
        var made = new CertificateBuilder()
                .ecp256()
                .subject("CN=localhost")
                .addSanIpAddress("127.0.0.1")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.createDirectories(secret);
        Files.writeString(secret.resolve("tls.crt"), made.getCertificatePEM());
        Files.writeString(secret.resolve("tls.key"), made.getPrivateKeyPEM());
        var store = secret.resolve("store.p12");
        try (var out = Files.newOutputStream(store)) {
            made.toKeyStore(PASSWORD).store(out, PASSWORD);
        }
        return new Certificate(store);
    }

    /** Of a client that trusts it. */
    SslOptions trusting() {
        return SslOptions.builder().truststore(store.toFile(), PASSWORD).build();
    }
}
