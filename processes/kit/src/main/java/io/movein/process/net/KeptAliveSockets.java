package io.movein.process.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;

/**
 * Sockets on which a server that went without a word, as one behind a link that is cut, is missed after a minute, however long its answer
 * may take: those of {@code tcpKeepAlive}, for which the system by itself waits two hours.
 */
public final class KeptAliveSockets extends SocketFactory {
    private static final int ASKED_AFTER_SECONDS = 30;
    private static final int ASKED_AGAIN_AFTER_SECONDS = 10;
    private static final int MOST = 3;

    /** Called by the driver, which knows this class by its name. */
    public KeptAliveSockets() {}

    @Override
    public Socket createSocket() throws IOException {
        var socket = new Socket();
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, ASKED_AFTER_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, ASKED_AGAIN_AFTER_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, MOST);
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(0), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(0), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected(new InetSocketAddress(localAddress, localPort), new InetSocketAddress(address, port));
    }

    private Socket connected(SocketAddress from, SocketAddress to) throws IOException {
        var socket = createSocket();
        socket.bind(from);
        socket.connect(to);
        return socket;
    }
}
