package io.movein.storage;

/** The configuration that {@code --help} shows. */
final class Example {

    static final String TEXT = """
            reason: our own bucket is active since Monday
            target: new
            bindings:
              old:
                endpoint: https://s3.old.example
                region: eu-central-1
                bucket: shared-files
                accessKey: {secret: old-bucket/access-key}
                secretKey: {secret: old-bucket/secret-key}
                status: disabled
              new:
                endpoint: https://s3.new.example
                region: eu-central-1
                bucket: our-files
                accessKey: {secret: new-bucket/access-key}
                secretKey: {secret: new-bucket/secret-key}
                status: active
            catalogue:
              postgresql:
                url: jdbc:postgresql://files-db:5432/files
                user: {secret: files-db/user}
                password: {secret: files-db/password}
                table: artifacts
                columns: {sha256: sha256, deleted: deleted_at}
            scope: {purposes: [upload]}
            pace: {workers: 16, rate: 50MiB/s}
            evidence: {binding: new}""";

    private Example() {}
}
