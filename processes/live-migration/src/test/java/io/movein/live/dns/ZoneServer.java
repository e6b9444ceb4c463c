package io.movein.live.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * The primary name server of a zone, on the loopback interface: it answers questions, and takes updates (RFC 2136, 3.2 and 3.4) that are
 * signed by its key (RFC 8945).
 */
public final class ZoneServer implements AutoCloseable {

    public static final String ZONE = "example.org";
    public static final String KEY = "movein";
    public static final String SECRET = "bW92ZWluIG1vdmVpbiBtb3ZlaW4gbW92ZWlu";

    /** What happens to an update that would change something. */
    public enum Fault {
        NONE,
        REFUSED,
        /** It is made, and whoever sent it does not learn of it, once. */
        ANSWER_LOST_ONCE,
        /** The same, always. */
        ANSWER_LOST,
        /** Nobody knows by whom it is answered. */
        NOT_SIGNED
    }

    public volatile Fault fault = Fault.NONE;
    public volatile Runnable onChange = () -> {};
    private int serial;
    private final Name zone = AddressRecords.absolute(ZONE);
    private final TSIG key = new TSIG(TSIG.HMAC_SHA256, KEY, SECRET);
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;

    /** @param records each as {@link AddressRecords#text} has it */
    public ZoneServer(String... records) {
        for (var record : records) {
            for (var type : AddressRecords.TYPES) {
                this.records.addAll(AddressRecords.parse(record).of(type));
            }
        }
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::letIn);
    }

    public int port() {
        return socket.getLocalPort();
    }

    public NameServer server() {
        return new NameServer(
                "127.0.0.1",
                port(),
                ZONE,
                new NameServer.Key(KEY, "hmac-sha256", () -> SECRET),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofMillis(300));
    }

    /** How often something was changed. */
    public synchronized int serial() {
        return serial;
    }

    /** What it has of a name. */
    public String of(String name) {
        return AddressRecords.of(records.stream()
                        .filter(record -> record.getName().equals(AddressRecords.absolute(name)))
                        .toList())
                .text();
    }

    /** As if somebody else had. */
    public void write(String text) {
        var written = AddressRecords.parse(text);
        for (var type : AddressRecords.TYPES) {
            written.of(type).forEach(this::add);
        }
    }

    private void letIn() {
        try {
            while (true) {
                var client = socket.accept();
                Thread.startVirtualThread(() -> answer(client));
            }
        } catch (IOException closed) {
            // nobody is answered any more
        }
    }

    private void answer(Socket client) {
        try (client) {
            var in = new DataInputStream(client.getInputStream());
            var bytes = in.readNBytes(in.readUnsignedShort());
            var reply = reply(bytes);
            if (reply.length > 0) {
                var out = new DataOutputStream(client.getOutputStream());
                out.writeShort(reply.length);
                out.write(reply);
            }
        } catch (IOException gone) {
            // does not want it any more
        }
    }

    private synchronized byte[] reply(byte[] bytes) throws IOException {
        var message = new Message(bytes);
        var answer = new Message(message.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(message.getHeader().getOpcode());
        if (message.getTSIG() == null) {
            answer.getHeader().setRcode(Rcode.REFUSED);
            return answer.toWire();
        }
        var error = key.verify(message, bytes, null);
        if (error != Rcode.NOERROR) {
            answer.getHeader().setRcode(Rcode.NOTAUTH);
            answer.setTSIG(key, error, message.getTSIG());
            return answer.toWire(65_535);
        }
        var before = serial;
        var lost = fault;
        if (message.getHeader().getOpcode() == Opcode.UPDATE) {
            answer.getHeader().setRcode(update(message));
        } else {
            question(message, answer);
        }
        if (serial != before) {
            onChange.run();
            if (lost == Fault.ANSWER_LOST_ONCE) {
                fault = Fault.NONE;
            }
            if (lost == Fault.ANSWER_LOST_ONCE || lost == Fault.ANSWER_LOST) {
                return new byte[0];
            }
        }
        if (lost != Fault.NOT_SIGNED) {
            answer.setTSIG(key, Rcode.NOERROR, message.getTSIG());
        }
        return answer.toWire(65_535);
    }

    private void question(Message message, Message answer) {
        var question = message.getQuestion();
        answer.addRecord(question, Section.QUESTION);
        answer.getHeader().setFlag(Flags.AA);
        records.stream()
                .filter(record -> record.getName().equals(question.getName()))
                .filter(record -> record.getType() == question.getType() || record.getType() == Type.CNAME)
                .forEach(record -> answer.addRecord(record, Section.ANSWER));
    }

    private int update(Message message) {
        if (!message.getSection(Section.QUESTION).getFirst().getName().equals(zone)) {
            return Rcode.NOTAUTH;
        }
        var unmet = unmet(message.getSection(Section.PREREQ));
        if (unmet != Rcode.NOERROR) {
            return unmet;
        }
        var before = List.copyOf(records);
        message.getSection(Section.UPDATE).forEach(this::change);
        if (!new HashSet<>(texts(before)).equals(new HashSet<>(texts(records)))) {
            if (fault == Fault.REFUSED) {
                records.clear();
                records.addAll(before);
                return Rcode.REFUSED;
            }
            serial++;
        }
        return Rcode.NOERROR;
    }

    /** Of the first condition that is not met (3.2.5). */
    private int unmet(List<Record> conditions) {
        var sets = new ArrayList<Record>();
        for (var condition : conditions) {
            var there = !of(condition.getName(), condition.getType()).isEmpty();
            if (condition.getDClass() == DClass.ANY && !there) {
                return Rcode.NXRRSET;
            } else if (condition.getDClass() == DClass.NONE && there) {
                return Rcode.YXRRSET;
            } else if (condition.getDClass() == DClass.IN) {
                sets.add(condition);
            }
        }
        for (var condition : sets) {
            var expected = sets.stream()
                    .filter(other -> other.getType() == condition.getType()
                            && other.getName().equals(condition.getName()))
                    .map(Record::rdataToString)
                    .toList();
            var found = of(condition.getName(), condition.getType()).stream()
                    .map(Record::rdataToString)
                    .toList();
            if (!new HashSet<>(expected).equals(new HashSet<>(found))) {
                return Rcode.NXRRSET;
            }
        }
        return Rcode.NOERROR;
    }

    /** As 3.4.2.7 has it. */
    private void change(Record change) {
        if (change.getDClass() == DClass.IN) {
            add(change);
        } else if (change.getDClass() == DClass.ANY) {
            records.removeAll(of(change.getName(), change.getType()));
        } else {
            records.removeIf(record -> record.getName().equals(change.getName())
                    && record.getType() == change.getType()
                    && record.rdataToString().equals(change.rdataToString()));
        }
    }

    /** An alias is alone; of the same value there is one. */
    private void add(Record added) {
        var others = records.stream()
                .filter(record -> record.getName().equals(added.getName()))
                .toList();
        if (others.stream().anyMatch(record -> (record.getType() == Type.CNAME) != (added.getType() == Type.CNAME))) {
            return;
        }
        records.removeIf(record -> others.contains(record)
                && (added.getType() == Type.CNAME
                        || record.getType() == added.getType()
                                && record.rdataToString().equals(added.rdataToString())));
        records.add(added);
    }

    private List<Record> of(Name name, int type) {
        return records.stream()
                .filter(record -> record.getName().equals(name) && record.getType() == type)
                .toList();
    }

    private static List<String> texts(List<Record> all) {
        return all.stream().map(Record::toString).toList();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
