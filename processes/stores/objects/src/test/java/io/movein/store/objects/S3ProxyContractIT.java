package io.movein.store.objects;

import io.movein.standin.objects.S3Server;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** S3Proxy in this process. */
class S3ProxyContractIT extends ObjectStoreContract {

    private static S3Server server;

    @BeforeAll
    static void start() {
        server = S3Server.inMemory("bucket");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    URI endpoint() {
        return server.endpoint();
    }

    @Override
    String bucket() {
        return "bucket";
    }

    @Override
    boolean knowsTags() {
        return false;
    }

    /** Its objects lie in a file system. */
    @Override
    List<String> mayRefuse() {
        return List.of("a//b", "dir/", "fp", "fp/x");
    }
}
