package io.movein.process.lease;

import io.movein.process.JsonTrees;
import java.time.Instant;

/**
 * What stands at the target.
 *
 * @param holder a name of this process's own, new with each start
 * @param epoch  one more with each change of the holder
 * @param renewed by the holder's clock, for people; nobody compares it with another's
 */
public record LeaseRecord(String holder, long epoch, Instant renewed) {

    public static LeaseRecord read(byte[] json) {
        var node = JsonTrees.MAPPER.readTree(json);
        return new LeaseRecord(
                node.get("holder").asString(),
                node.get("epoch").asLong(),
                Instant.parse(node.get("renewed").asString()));
    }

    public byte[] json() {
        return JsonTrees.MAPPER.writeValueAsBytes(JsonTrees.MAPPER
                .createObjectNode()
                .put("holder", holder)
                .put("epoch", epoch)
                .put("renewed", renewed.toString()));
    }

    LeaseRecord takenBy(String other, Instant now) {
        return new LeaseRecord(other, epoch + 1, now);
    }

    LeaseRecord renewed(Instant now) {
        return new LeaseRecord(holder, epoch, now);
    }
}
