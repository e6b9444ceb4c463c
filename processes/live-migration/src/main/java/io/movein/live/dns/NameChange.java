package io.movein.live.dns;

import io.movein.live.dns.DnsFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Update;

/**
 * Changes where a name points, by an update whose condition is what was found: so it is made once however often it is sent, and never over
 * what somebody else has written meanwhile.
 */
public final class NameChange {

    /** Of an update whose answer is lost; in between it is looked whether it was made. */
    private static final int TRIES = 3;

    private final NameServer server;
    private final String text;
    private final Name name;
    private final Name zone;
    private final Exchange exchange;

    /** @throws IllegalArgumentException if it is no name of the server's zone */
    public NameChange(NameServer server, String name) {
        this.server = server;
        this.text = name;
        this.name = AddressRecords.absolute(name);
        this.zone = AddressRecords.absolute(server.zone());
        this.exchange = new Exchange(server);
        if (!this.name.subdomain(zone)) {
            throw new IllegalArgumentException("'%s' is not a name in zone '%s'".formatted(name, server.zone()));
        }
    }

    /** What the server has, not what others remember of it. */
    public AddressRecords read() {
        return read(server.timeout());
    }

    /**
     * Where it points now, if it could point to the other as well.
     *
     * @throws DnsFailure of kind UNFIT if it could not
     */
    public AddressRecords readFitFor(AddressRecords to) {
        var found = read();
        if (found.isEmpty()) {
            throw new DnsFailure(
                    Kind.UNFIT,
                    "'%s' has no A, AAAA or CNAME record at %s (expected one, by which clients find the source)"
                            .formatted(text, server));
        }
        if (found.ttl().compareTo(server.longestTtl()) > 0) {
            throw new DnsFailure(
                    Kind.UNFIT,
                    "'%s' has a time to live of %s, for which clients would keep using the source (expected at most %s); lower it, wait that long, and try again"
                            .formatted(text, found.ttl(), server.longestTtl()));
        }
        if (to.isAlias() && !found.isAlias()) {
            throw new DnsFailure(
                    Kind.UNFIT,
                    "'%s' has addresses (%s) and cannot become an alias of the same kind: %s (expected a target that is given by its address, or a name that is an alias)"
                            .formatted(text, found, to));
        }
        return found;
    }

    private AddressRecords read(Duration longest) {
        var deadline = System.nanoTime() + longest.toNanos();
        var found = new ArrayList<Record>();
        for (var type : AddressRecords.TYPES) {
            var answer = send(Message.newQuery(Record.newRecord(name, type, DClass.IN)), left(deadline));
            if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
                throw refused("does not say where '%s' points".formatted(text), answer);
            }
            if (!answer.getHeader().getFlag(Flags.AA)) {
                throw new DnsFailure(
                        Kind.UNFIT,
                        "%s is not authoritative for '%s' (expected the primary server of zone '%s')"
                                .formatted(server, text, server.zone()));
            }
            answer.getSection(Section.ANSWER).stream()
                    .filter(record ->
                            record.getType() == type && record.getName().equals(name))
                    .forEach(found::add);
        }
        return AddressRecords.of(found);
    }

    /** An update that would be taken if another were, and changes nothing. */
    public void tryOut(AddressRecords now) {
        var update = conditional(now);
        AddressRecords.TYPES.forEach(type -> now.of(type).forEach(update::add));
        var answer = send(update, server.timeout());
        if (answer.getRcode() != Rcode.NOERROR) {
            throw refused("refuses changes of '%s'".formatted(text), answer);
        }
    }

    /**
     * Returns when the server has made it.
     *
     * @throws DnsFailure of kind LOST if it may be made, or be made yet; of another if it is not
     */
    public void make(AddressRecords from, AddressRecords to, Duration longest) {
        var deadline = System.nanoTime() + longest.toNanos();
        for (var tries = 1; ; tries++) {
            try {
                made(send(update(from, to), left(deadline)), to, deadline);
                return;
            } catch (DnsFailure failure) {
                if (failure.kind() != Kind.LOST) {
                    throw failure;
                }
                if (tries == TRIES || left(deadline).isZero()) {
                    throw failure;
                }
            }
        }
    }

    private void made(Message answer, AddressRecords to, long deadline) {
        switch (answer.getRcode()) {
            case Rcode.NOERROR -> {
                // made, and kept
            }
            case Rcode.NXRRSET, Rcode.YXRRSET -> {
                var found = read(left(deadline));
                if (!found.pointAs(to)) {
                    throw new DnsFailure(
                            Kind.REFUSED,
                            "'%s' now points to %s, which somebody else has written; check it and try again"
                                    .formatted(text, found));
                }
            }
            default -> throw refused("does not change '%s'".formatted(text), answer);
        }
    }

    private Update update(AddressRecords from, AddressRecords to) {
        var update = conditional(from);
        for (var type : AddressRecords.TYPES) {
            if (!from.of(type).isEmpty()) {
                update.delete(name, type);
            }
        }
        AddressRecords.TYPES.forEach(type -> to.of(type).forEach(update::add));
        return update;
    }

    /** Refused where the name does not point as found. */
    private Update conditional(AddressRecords found) {
        var update = new Update(zone);
        for (var type : AddressRecords.TYPES) {
            if (found.of(type).isEmpty()) {
                update.absent(name, type);
            } else {
                found.of(type).forEach(update::present);
            }
        }
        return update;
    }

    private Message send(Message message, Duration longest) {
        try {
            return exchange.send(message, longest.compareTo(server.timeout()) < 0 ? longest : server.timeout());
        } catch (IOException e) {
            throw new DnsFailure(
                    Kind.LOST,
                    "%s did not answer about '%s' within %s: %s".formatted(server, text, longest, e.getMessage()),
                    e);
        }
    }

    private DnsFailure refused(String what, Message answer) {
        var signature = answer.getTSIG();
        return new DnsFailure(
                Kind.REFUSED,
                "%s %s: %s%s (expected that key '%s' may change it in zone '%s')"
                        .formatted(
                                server,
                                what,
                                Rcode.string(answer.getRcode()),
                                signature == null || signature.getError() == 0
                                        ? ""
                                        : " " + Rcode.TSIGstring(signature.getError()),
                                server.key().name(),
                                server.zone()));
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }
}
