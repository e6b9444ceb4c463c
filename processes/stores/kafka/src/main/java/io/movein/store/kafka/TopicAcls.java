package io.movein.store.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Whether records may be written to topics that are yet to be made, as far as the cluster's ACLs tell. Of who needs none, and from which
 * of our hosts we come, they say nothing.
 */
final class TopicAcls {

    enum Verdict {
        ALLOWED,
        DENIED,
        NOT_TOLD
    }

    private final Admin admin;
    private final Optional<String> principal;
    private final List<String> denied = new ArrayList<>();
    private final List<String> notTold = new ArrayList<>();

    private TopicAcls(Admin admin, Optional<String> principal) {
        this.admin = admin;
        this.principal = principal;
    }

    /** @param principal as which the cluster knows us; none where nobody tells */
    static TopicAcls of(Admin admin, Optional<String> principal, Collection<String> topics)
            throws InterruptedException {
        var acls = new TopicAcls(admin, principal);
        for (var topic : topics) {
            acls.check(topic);
        }
        return acls;
    }

    /** Each in words. */
    List<String> denied() {
        return denied;
    }

    /** Topics of which nobody knows beforehand. */
    List<String> notTold() {
        return notTold;
    }

    private void check(String topic) throws InterruptedException {
        var filter = new AclBindingFilter(
                new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.MATCH), AccessControlEntryFilter.ANY);
        try {
            var entries = admin.describeAcls(filter).values().get().stream()
                    .map(AclBinding::entry)
                    .toList();
            switch (principal.map(who -> toWrite(entries, who)).orElse(Verdict.NOT_TOLD)) {
                case ALLOWED -> {
                    // as it has to be
                }
                case DENIED ->
                    denied.add("may not write to topic %s: an ACL denies it to %s"
                            .formatted(topic, principal.orElseThrow()));
                case NOT_TOLD -> notTold.add(topic);
            }
        } catch (ExecutionException e) {
            // without an authorizer everybody may; whatever else it is, nobody tells
            if (!(e.getCause() instanceof SecurityDisabledException)) {
                notTold.add(topic);
            }
        }
    }

    /** @param entries of whatever pattern, literal or prefixed, that matches the topic */
    static Verdict toWrite(Collection<AccessControlEntry> entries, String principal) {
        var ours = entries.stream()
                .filter(entry -> entry.operation() == AclOperation.WRITE || entry.operation() == AclOperation.ALL)
                .filter(entry ->
                        entry.principal().equals(principal) || entry.principal().equals("User:*"))
                .toList();
        var against = ours.stream()
                .filter(entry -> entry.permissionType() == AclPermissionType.DENY)
                .toList();
        // what is denied to everybody is not denied to super users
        if (against.stream()
                .anyMatch(entry -> isAnywhere(entry) && entry.principal().equals(principal))) {
            return Verdict.DENIED;
        }
        return against.isEmpty()
                        && ours.stream()
                                .anyMatch(
                                        entry -> isAnywhere(entry) && entry.permissionType() == AclPermissionType.ALLOW)
                ? Verdict.ALLOWED
                : Verdict.NOT_TOLD;
    }

    private static boolean isAnywhere(AccessControlEntry entry) {
        return entry.host().equals("*");
    }
}
