package io.movein.live;

/** The configuration that {@code --help} shows. */
final class Example {

    static final String TEXT = """
            reason: the shared server is full
            tenant:
              name: acme-corp
              prefix: "acme-corp:"
              users: [acme]
            source:
              host: redis-shared
              user: {secret: redis-shared/user}
              password: {secret: redis-shared/password}
            target:
              host: redis-acme
              user: {secret: redis-acme/user}
              password: {secret: redis-acme/password}
            mode: live
            cutover: {when: command, limit: 2s}""";

    private Example() {}
}
