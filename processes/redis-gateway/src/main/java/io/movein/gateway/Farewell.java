package io.movein.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.CompletableFuture;

/**
 * Ends a client's connection from the gateway's side: the client reads what it was answered, and then the end. What it still sends is
 * read and dropped, as a connection that is closed before is reset, and answers that the client has not read yet are lost.
 */
final class Farewell {

    private Farewell() {}

    /** @param done when the client has closed its side too */
    static void to(Channel client, CompletableFuture<Void> done) {
        var _ = client.closeFuture().addListener(_ -> done.complete(null));
        client.config().setAutoRead(true);
        var _ = client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            var tls = client.pipeline().get(SslHandler.class);
            if (tls != null) {
                var _ = tls.closeOutbound();
            }
            var _ = ((SocketChannel) client).shutdownOutput();
        });
    }
}
