package io.movein.live.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Base64;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;

/** A message and its answer, both signed, over a connection of its own: what is lost with it does not arrive later by another. */
final class Exchange {

    private static final int LONGEST_MESSAGE = 65_535;

    private final NameServer server;

    Exchange(NameServer server) {
        this.server = server;
    }

    /**
     * @return an answer that the holder of the key has given to this message, or one that refuses the key
     * @throws IOException if there is none within the time
     */
    Message send(Message message, Duration longest) throws IOException {
        var deadline = System.nanoTime() + longest.toNanos();
        var key = key();
        key.apply(message, null);
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), left(deadline));
            socket.setTcpNoDelay(true);
            var bytes = message.toWire(LONGEST_MESSAGE);
            var out = new DataOutputStream(socket.getOutputStream());
            var framed = new byte[bytes.length + 2];
            framed[0] = (byte) (bytes.length >> 8);
            framed[1] = (byte) bytes.length;
            System.arraycopy(bytes, 0, framed, 2, bytes.length);
            out.write(framed);
            return verified(answer(socket, deadline), message, key);
        }
    }

    private static byte[] answer(Socket socket, long deadline) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        socket.setSoTimeout(left(deadline));
        var answer = new byte[in.readUnsignedShort()];
        for (var read = 0; read < answer.length; ) {
            socket.setSoTimeout(left(deadline));
            var count = in.read(answer, read, answer.length - read);
            if (count < 0) {
                throw new IOException("the connection was closed within an answer");
            }
            read += count;
        }
        return answer;
    }

    private static Message verified(byte[] bytes, Message question, TSIG key) throws IOException {
        var answer = new Message(bytes);
        if (answer.getHeader().getID() != question.getHeader().getID()) {
            throw new IOException("an answer to another question");
        }
        var refused = answer.getRcode() == Rcode.NOTAUTH || answer.getRcode() == Rcode.REFUSED;
        if (!refused && (answer.getTSIG() == null || key.verify(answer, bytes, question.getTSIG()) != 0)) {
            throw new IOException(
                    "an answer that is not signed by the key (%s)".formatted(Rcode.string(answer.getRcode())));
        }
        return answer;
    }

    private TSIG key() {
        var key = server.key();
        try {
            return new TSIG(
                    TSIG.algorithmToName(key.algorithm()),
                    AddressRecords.absolute(key.name()),
                    Base64.getMimeDecoder().decode(key.secret().get().strip()));
        } catch (IllegalArgumentException e) {
            throw new DnsFailure(
                    DnsFailure.Kind.REFUSED,
                    "the key '%s' of %s cannot be used (expected hmac-sha256 or a like algorithm, and a secret in Base64)"
                            .formatted(key.name(), server),
                    e);
        }
    }

    private static int left(long deadline) throws SocketTimeoutException {
        var left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
