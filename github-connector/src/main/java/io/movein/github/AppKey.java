package io.movein.github;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** Reads an App's private key. GitHub hands out PKCS#1 ("BEGIN RSA PRIVATE KEY"), Java reads PKCS#8 only, so it is wrapped. */
final class AppKey {

    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private AppKey() {}

    static PrivateKey read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cannot read the GitHub App's private key '" + file + "' (" + e
                            + "), expected the PEM file that GitHub hands out; download a new one in the App's settings",
                    e);
        }
    }

    static PrivateKey parse(String pem) throws GeneralSecurityException {
        var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        var pkcs8 = pem.contains("BEGIN RSA PRIVATE KEY") ? wrap(der) : der;
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** RFC 5208: SEQUENCE { version 0, algorithm rsaEncryption, OCTET STRING { the PKCS#1 key } }. */
    private static byte[] wrap(byte[] pkcs1) {
        var content = new ByteArrayOutputStream();
        content.writeBytes(RSA_ALGORITHM);
        content.writeBytes(element(0x04, pkcs1));
        return element(0x30, content.toByteArray());
    }

    /** A DER element whose length is written in two bytes; an RSA key of 2048 bits or more has such a length. */
    private static byte[] element(int tag, byte[] content) {
        if (content.length < 256 || content.length > 65_535) {
            throw new IllegalArgumentException("a key of " + content.length + " bytes is no RSA key");
        }
        var element = new ByteArrayOutputStream();
        element.writeBytes(new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length});
        element.writeBytes(content);
        return element.toByteArray();
    }
}
