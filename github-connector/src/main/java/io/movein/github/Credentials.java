package io.movein.github;

import java.nio.file.Path;

/** How we prove to GitHub who we are. */
public sealed interface Credentials {

    record Token(String token) implements Credentials {
        @Override
        public String toString() {
            return "Token[***]";
        }
    }

    /** A GitHub App; the key file is the PEM file that GitHub hands out, or the same in PKCS#8. */
    record App(String appId, Path privateKeyFile) implements Credentials {}
}
