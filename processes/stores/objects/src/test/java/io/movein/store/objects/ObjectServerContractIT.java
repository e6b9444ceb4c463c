package io.movein.store.objects;

import io.movein.standin.objects.ObjectServer;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The stand-in that the tests of the processes run against. */
class ObjectServerContractIT extends ObjectStoreContract {

    private static ObjectServer server;

    @BeforeAll
    static void start() {
        server = ObjectServer.start("bucket");
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
    boolean checksSignatures() {
        return false;
    }
}
