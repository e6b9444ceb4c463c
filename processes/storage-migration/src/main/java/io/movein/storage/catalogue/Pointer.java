package io.movein.storage.catalogue;

import io.movein.process.JsonTrees;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A pointer file: takes the place of a row where there is no table. Its name is a digest, as a key may be as long as a name can be. */
record Pointer(
        String key, String fromBinding, String binding, String toKey, String organisation, long size, String sha256) {

    static Pointer of(Artifact from, ArtifactLocation to) {
        return new Pointer(
                from.key(), from.binding(), to.binding(), to.key(), to.organisation(), to.size(), to.sha256());
    }

    static Pointer read(byte[] json) {
        var node = JsonTrees.MAPPER.readTree(json);
        return new Pointer(
                node.get("key").asString(),
                node.get("fromBinding").asString(),
                node.get("binding").asString(),
                node.get("toKey").asString(),
                node.get("organisation").asString(),
                node.get("size").asLong(),
                node.get("sha256").asString());
    }

    byte[] json() {
        return JsonTrees.MAPPER.writeValueAsBytes(JsonTrees.MAPPER
                .createObjectNode()
                .put("key", key)
                .put("fromBinding", fromBinding)
                .put("binding", binding)
                .put("toKey", toKey)
                .put("organisation", organisation)
                .put("size", size)
                .put("sha256", sha256));
    }

    static String name(String prefix, String key) {
        return prefix + digest(key) + ".json";
    }

    private static String digest(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
