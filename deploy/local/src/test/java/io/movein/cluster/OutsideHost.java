package io.movein.cluster;

import io.movein.example.media.oldhost.MediaLibrary;
import io.movein.example.media.oldhost.OldHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The old host in the world outside the cluster: {@code FOLDER TOKEN ADDRESS PORT FILES BYTES}. */
final class OutsideHost {
    private OutsideHost() {}

    public static void main(String[] arguments) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var folder = Path.of(arguments[0]);
        MediaLibrary.generate(folder, Integer.parseInt(arguments[4]), Long.parseLong(arguments[5]), 1);
        var address = new InetSocketAddress(InetAddress.ofLiteral(arguments[2]), Integer.parseInt(arguments[3]));
        System.out.println(
                "ready " + OldHost.start(folder, arguments[1], address).address());
    }
}
