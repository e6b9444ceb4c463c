package io.movein.standin.node.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;

/** One OCI image layout, read: a blob leaves it only when its bytes have the digest that named it. */
record Layout(Path folder) {

    static final String NAME = "org.opencontainers.image.ref.name";
    static final ObjectMapper JSON = new ObjectMapper();

    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve("oci-layout")) && Files.isRegularFile(folder.resolve("index.json"));
    }

    Path blob(String digest) {
        return folder.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    /** A layout that tells its image's name answers to that name only, as a registry would. */
    boolean offers(ImageReference image) throws IOException {
        var index = JSON.readTree(folder.resolve("index.json").toFile());
        return StreamSupport.stream(index.path("manifests").spliterator(), false)
                .anyMatch(entry -> image.digest().equals(entry.path("digest").asText()) && isNamed(entry, image));
    }

    private static boolean isNamed(JsonNode entry, ImageReference image) {
        var name = entry.path("annotations").path(NAME).asText("");
        return name.isEmpty() || name.equals(image.repository());
    }

    Path verified(String digest) throws IOException, WrongDigest {
        var blob = blob(digest);
        if (!digest.matches("sha256:[0-9a-f]{64}") || !Files.isRegularFile(blob)) {
            throw new WrongDigest("content at " + digest + " not found: not found");
        }
        var found = Digest.of(blob);
        if (!found.equals(digest)) {
            throw new WrongDigest(
                    "unexpected commit digest %s, expected %s: failed precondition".formatted(found, digest));
        }
        return blob;
    }

    JsonNode document(String digest) throws IOException, WrongDigest {
        return JSON.readTree(verified(digest).toFile());
    }

    static final class WrongDigest extends Exception {
        WrongDigest(String message) {
            super(message);
        }
    }
}
