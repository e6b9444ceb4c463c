package io.movein.live;

import io.movein.store.redis.Fence;
import io.movein.store.redis.RedisFailure;
import io.movein.store.redis.RedisSide;
import io.movein.store.redis.Server;
import io.movein.store.redis.Targets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fences of both sides, and who owns the tenant's writes as the notes have it. */
final class Sides implements AutoCloseable {

    private static final String OWNER = "owner";
    private static final String TARGET = "target";
    private static final String CUTOVER = "cutover";
    private static final String BEGUN = "begun";
    private static final String RULES = "rules/";
    private static final String FOUND = "found at target/";

    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);

    private final MigrationConfig config;
    private final Notes notes;
    private final RedisSide sourceSide;
    private final RedisSide targetSide;
    private final Fence target;
    private Fence source;
    private long nextCheck = System.nanoTime();
    private List<Server> sourceNodes;

    private Sides(
            MigrationConfig config,
            Notes notes,
            RedisSide sourceSide,
            RedisSide targetSide,
            Fence source,
            Fence target) {
        this.config = config;
        this.notes = notes;
        this.sourceSide = sourceSide;
        this.targetSide = targetSide;
        this.source = source;
        this.target = target;
        this.sourceNodes = sourceSide.nodes();
    }

    static Sides open(MigrationConfig config, Notes notes) {
        var from = config.sourceSide();
        var to = config.targetSide();
        var source = fence(config, from.nodes());
        try {
            return new Sides(config, notes, from, to, source, fence(config, to.nodes()));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** A migration there and its way back have charge of the same fences, each in its turn. */
    private static Fence fence(MigrationConfig config, List<Server> nodes) {
        var target = config.target();
        return Fence.alone("to:%s:%d".formatted(target.host(), target.port()), nodes, config.users(), config.tenant());
    }

    RedisSide source() {
        return sourceSide;
    }

    RedisSide target() {
        return targetSide;
    }

    /**
     * From time to time, while the tenant is copied and followed. A node that does not answer is no reason to end: the links are made anew
     * a bounded number of times, and before the cutover it has to answer.
     *
     * @throws RedisFailure if a cluster's slots or nodes are not as they were found: what comes is not whole any more
     */
    void check() {
        if (System.nanoTime() - nextCheck >= 0) {
            check(sourceSide);
            check(targetSide);
            nextCheck = System.nanoTime() + BETWEEN_CHECKS.toNanos();
        }
    }

    private static void check(RedisSide side) {
        try {
            side.mustBeUnchanged();
        } catch (RedisFailure failure) {
            if (!failure.is(RedisFailure.Kind.UNREACHABLE)) {
                throw failure;
            }
        }
    }

    /** Becomes the one that writes the tenant's keys at the target. */
    Targets openTargets() {
        return Targets.open(sourceSide, targetSide, config.tenant(), config.targetDatabase());
    }

    /**
     * The fences are on every node only if there are no others now; what comes from the source is whole only if the same masters have it.
     *
     * @throws RedisFailure if a cluster's slots or nodes are not as they were found
     */
    void mustStandAsFound() {
        sourceSide.mustBeUnchanged();
        targetSide.mustBeUnchanged();
    }

    /** Nobody writes at the target until the cutover. What the users may do is noted first, once. */
    void prepare() {
        if (notes.get(RULES + config.users().getFirst()).isEmpty()) {
            source.rules().forEach((user, rules) -> notes.put(RULES + user, rules));
            target.rules().forEach((user, rules) -> notes.put(FOUND + user, rules));
        }
        if (!targetOwns()) {
            target.shut();
            target.save();
        }
    }

    boolean targetOwns() {
        return targetOwns(notes);
    }

    /** Whether the process died, or failed, while it held the tenant's writes. */
    boolean cutoverWasBegun() {
        return cutoverWasBegun(notes);
    }

    static boolean cutoverWasBegun(Notes notes) {
        return notes.get(CUTOVER).filter(BEGUN::equals).isPresent();
    }

    static boolean targetOwns(Notes notes) {
        return notes.get(OWNER).filter(TARGET::equals).isPresent();
    }

    /** Connections that broke meanwhile are made anew. */
    void refresh() {
        source.refresh();
        target.refresh();
    }

    /** From here on writes may be held, and a run that finds that this process died gives them back. */
    void willHoldWrites() {
        notes.put(CUTOVER, BEGUN);
    }

    /**
     * No write of the tenant is begun at the source when this returns, and none that waits there will be; after {@link #willHoldWrites}.
     *
     * @return clients that were closed, as they waited
     */
    int holdWrites() {
        return source.shutAndCloseWaiting();
    }

    void saveSource() {
        source.save();
    }

    /** From here on the target owns the tenant, whatever happens to this process. */
    void moveWrites() {
        notes.put(OWNER, TARGET);
        target.open(rules(RULES));
    }

    /** What need not be done within the pause. */
    int afterMove() {
        target.save();
        notes.put(CUTOVER, "done");
        return source.closeAll();
    }

    /**
     * Refuses the tenant's writes at the source once more, should it take them again: after a restart without its rules, or as another
     * node became the master.
     *
     * @return whether it had taken them
     */
    boolean keepSourceShut() {
        fenceNewNodes();
        source.refresh();
        if (source.isShut()) {
            return false;
        }
        source.shut();
        source.save();
        source.closeAll();
        return true;
    }

    /** Closes connections that came to the source after the move, whose clients are told. */
    List<Fence.Client> closeLateClients() {
        var late = source.clients();
        if (!late.isEmpty()) {
            source.closeAll();
        }
        return late;
    }

    /** Of a cluster, whose nodes may be others by now. */
    private void fenceNewNodes() {
        if (sourceSide.cluster()) {
            var now = config.sourceSide().nodes();
            if (!now.equals(sourceNodes)) {
                source.close();
                source = fence(config, now);
                sourceNodes = now;
            }
        }
    }

    /** The source goes on as if nothing had been. */
    void giveBack() {
        source.refresh();
        source.open(rules(RULES));
        source.save();
        notes.put(CUTOVER, "not moved");
    }

    /** The target is as it was found. */
    void restoreTarget() {
        target.open(rules(FOUND));
        target.save();
    }

    /** Whether the source still refuses the tenant's writes on every node. */
    boolean sourceIsShut() {
        return source.isShut();
    }

    private Map<String, String> rules(String kind) {
        var rules = new HashMap<String, String>();
        for (var user : config.users()) {
            rules.put(
                    user,
                    notes.get(kind + user)
                            .orElseThrow(() -> new IllegalStateException(
                                    "the rules of user '%s' were not noted".formatted(user))));
        }
        return rules;
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
