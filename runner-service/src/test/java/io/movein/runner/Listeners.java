package io.movein.runner;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;

/**
 * Takes connections, and answers questions about names with "there is none": {@code tcp:ADDRESS:PORT} and {@code udp:ADDRESS:PORT}
 * each. In a process of its own, wherever in the network that is.
 */
final class Listeners {
    private Listeners() {}

    public static void main(String[] ends) throws Exception {
        for (var end : ends) {
            var parts = end.split(":");
            var address = InetAddress.ofLiteral(parts[1]);
            var port = Integer.parseInt(parts[2]);
            if (parts[0].equals("tcp")) {
                var server = new ServerSocket(port, 50, address);
                Thread.ofVirtual().start(() -> take(server));
            } else {
                var socket = new DatagramSocket(port, address);
                Thread.ofVirtual().start(() -> answer(socket));
            }
        }
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    private static void take(ServerSocket server) {
        while (true) {
            try {
                server.accept().close();
            } catch (IOException e) {
                System.err.println(e); // somebody was quicker
            }
        }
    }

    /** NXDOMAIN, as a DNS server says it. */
    private static void answer(DatagramSocket socket) {
        while (true) {
            try {
                var question = new DatagramPacket(new byte[512], 512);
                socket.receive(question);
                question.getData()[2] |= (byte) 0x80;
                question.getData()[3] |= 3;
                socket.send(question);
            } catch (IOException e) {
                System.err.println(e);
            }
        }
    }
}
