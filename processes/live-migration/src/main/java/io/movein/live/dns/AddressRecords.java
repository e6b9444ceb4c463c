package io.movein.live.dns;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Where a name points: its A, AAAA and CNAME records. */
public final class AddressRecords {

    static final List<Integer> TYPES = List.of(Type.A, Type.AAAA, Type.CNAME);

    private final List<Record> records;

    private AddressRecords(List<Record> records) {
        this.records = records;
    }

    static AddressRecords of(Collection<Record> found) {
        return new AddressRecords(found.stream()
                .sorted(Comparator.comparingInt(Record::getType).thenComparing(Record::rdataToString))
                .toList());
    }

    /** A record of the address, or an alias where the host is a name. */
    public static AddressRecords of(String name, String host, Duration ttl) {
        var type = Address.isDottedQuad(host) ? Type.A : host.indexOf(':') >= 0 ? Type.AAAA : Type.CNAME;
        return of(List.of(record(name, type, ttl.toSeconds(), type == Type.CNAME ? host + "." : host)));
    }

    /** @param text as {@link #text} gives it */
    public static AddressRecords parse(String text) {
        return of(text.lines()
                .map(line -> line.split(" ", 4))
                .map(words -> record(words[0], Type.value(words[2]), Long.parseLong(words[1]), words[3]))
                .toList());
    }

    private static Record record(String name, int type, long ttl, String value) {
        try {
            return Record.fromString(absolute(name), type, DClass.IN, ttl, value, Name.root);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "'%s %s' is not a valid record: %s".formatted(Type.string(type), value, e.getMessage()), e);
        }
    }

    /** @throws IllegalArgumentException if it is no name */
    static Name absolute(String name) {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("'%s' is not a valid name: %s".formatted(name, e.getMessage()), e);
        }
    }

    List<Record> of(int type) {
        return records.stream().filter(record -> record.getType() == type).toList();
    }

    /** Each on a line of its own: name, time to live in seconds, type, value. */
    public String text() {
        return records.stream()
                .map(record -> "%s %d %s %s"
                        .formatted(
                                record.getName(),
                                record.getTTL(),
                                Type.string(record.getType()),
                                record.rdataToString()))
                .collect(Collectors.joining("\n"));
    }

    /** How long whoever asked a moment ago keeps it. */
    public Duration ttl() {
        return Duration.ofSeconds(
                records.stream().mapToLong(Record::getTTL).max().orElse(0));
    }

    public boolean isEmpty() {
        return records.isEmpty();
    }

    public boolean isAlias() {
        return !of(Type.CNAME).isEmpty();
    }

    /** Whether both point to the same, whatever their times to live. */
    public boolean pointAs(AddressRecords other) {
        return toString().equals(other.toString());
    }

    /** {@code A 10.0.0.1}, several with commas in between; {@code nowhere} where there is none. */
    @Override
    public String toString() {
        return records.isEmpty()
                ? "nowhere"
                : records.stream()
                        .map(record -> Type.string(record.getType()) + " " + record.rdataToString())
                        .collect(Collectors.joining(", "));
    }
}
