package io.movein.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.SslOptions;

/** A certificate that nobody has signed, as the JDK's own tool makes it, in a folder of secrets. */
record Certificate(Path store) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    static Certificate into(Path secret) throws IOException, InterruptedException, GeneralSecurityException {
        Files.createDirectories(secret);
        var file = secret.resolve("store.p12");
        var made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "gateway",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(secret.resolve("keytool.log").toFile())
                .start();
        if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
            throw new IOException(Files.readString(secret.resolve("keytool.log")));
        }
        var store = KeyStore.getInstance(file.toFile(), PASSWORD);
        pem(
                secret.resolve("tls.crt"),
                "CERTIFICATE",
                store.getCertificate("gateway").getEncoded());
        pem(
                secret.resolve("tls.key"),
                "PRIVATE KEY",
                store.getKey("gateway", PASSWORD).getEncoded());
        return new Certificate(file);
    }

    private static void pem(Path file, String kind, byte[] bytes) throws IOException {
        var text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        Files.writeString(file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(kind, text, kind));
    }

    /** Of a client that trusts it. */
    SslOptions trusting() {
        return SslOptions.builder().truststore(store.toFile(), PASSWORD).build();
    }
}
