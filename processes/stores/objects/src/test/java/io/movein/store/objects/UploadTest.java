package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** Small objects, whose buffer is a thread's and used again. */
class UploadTest {

    private static final Place PLACE =
            new Place("target", URI.create("http://127.0.0.1:1"), "us-east-1", "bucket", "", true);

    private final List<String> sent = new ArrayList<>();

    @Test
    void keepsApartWhatAThreadWritesAtTheSameTime() throws IOException {
        try (var one = upload();
                var other = upload()) {
            one.write(bytes("one"));
            other.write(bytes("other"));
            one.finish();
            other.finish();
        }

        assertThat(sent).containsExactly("one", "other");
    }

    @Test
    void sendsNothingOfTheObjectBefore() throws IOException {
        for (var content : List.of("a long one", "short", "")) {
            try (var upload = upload()) {
                upload.write(bytes(content));
                upload.finish();
            }
        }

        assertThat(sent).containsExactly("a long one", "short", "");
    }

    @Test
    void beginsAnewAfterOneThatWasGivenUp() throws IOException {
        try (var givenUp = upload()) {
            givenUp.write(bytes("given up"));
        }
        try (var upload = upload()) {
            upload.write(bytes("next"));
            upload.finish();
        }

        assertThat(sent).containsExactly("next");
    }

    private Upload upload() {
        return new Upload(
                new Noted(sent),
                ForkJoinPool.commonPool(),
                5 * 1024 * 1024,
                1,
                5,
                new Sealing(PLACE, new Encryption.None()),
                "a/b");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes what goes into one request. */
    private record Noted(List<String> sent) implements Upload.Sink {

        @Override
        public String put(byte[] content, int length) {
            sent.add(new String(content, 0, length, StandardCharsets.UTF_8));
            return "etag";
        }

        @Override
        public String begin() {
            throw new IllegalStateException("no part was expected");
        }

        @Override
        public S3Protocol.Part part(String upload, int number, byte[] content, int length) {
            throw new IllegalStateException("no part was expected");
        }

        @Override
        public String complete(String upload, List<S3Protocol.Part> parts) {
            throw new IllegalStateException("no part was expected");
        }

        @Override
        public void abort(String upload) {
            throw new IllegalStateException("no part was expected");
        }
    }
}
