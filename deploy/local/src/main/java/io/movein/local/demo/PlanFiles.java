package io.movein.local.demo;

import java.util.List;

/** What the migration lead fills into the artifacts of the demo's plan. */
public final class PlanFiles {
    public static final String INVENTORY = """
            items:
              - name: media-files
                kind: store
                size: 1200 files with 240 MB
                owner: capability-owner
                depends-on: []
                entities:
                  - name: file
                    fields:
                      - {name: path, type: string, unique: true}
                      - {name: contents, type: bytes}
              - name: media-service
                kind: service
                size: one process
                owner: capability-owner
                depends-on: [media-files]
            none:
              schema: the files have none
              integration: nobody else reads them
              job: nothing runs on its own
              configuration: a token, which is a registered secret
            """;

    public static final String RISKS = """
            risks:
              - name: a file is cut off on the way
                kind: loss-vector
                about: [media-files]
                severity: high
                likelihood: low
                mitigation: every SHA-256 is compared with the old host's manifest
              - name: nobody sees new files while they move
                kind: downtime-window
                about: [media-service]
                severity: low
                likelihood: high
                mitigation: the old host is read-only from the evening on
              - name: the new storage wants another token
                kind: compatibility-gap
                about: [media-service]
                severity: medium
                likelihood: medium
                mitigation: the token is a registered secret of the tenant
              - name: the tenant's other data
                kind: blast-radius
                about: [media-files]
                severity: high
                likelihood: low
                mitigation: the tenant is empty until the live run has ended
            order: [media-files, media-service]
            """;

    public static final String MAPPING = """
            entities:
              - source: media-files/file
                target: media-storage/file
                fields:
                  - {source: path, target: path, rule: rename, reason: links keep working}
                  - {source: contents, target: contents, rule: rename, reason: byte for byte}
            concepts: []
            acknowledged: []
            """;

    public static final String RUNBOOK = """
            window: {from: "2026-12-01T22:00Z", to: "2026-12-01T23:30Z"}
            steps:
              - {name: freeze writes, owner: capability-owner, duration: 10m, go-no-go: the last dry-run succeeded}
              - {name: run media-migration live, owner: capability-owner, duration: 30m}
              - {name: point the service to the tenant, owner: capability-owner, duration: 10m}
            communication:
              - {when: before freeze writes, to: everybody who uploads, message: no uploads until 23:30}
            verification:
              - {what: a picture of each year, owner: capability-owner, expected: it opens}
            """;

    public static final String ROLLBACK = """
            steps:
              - {name: point the service back, owner: capability-owner, duration: 5m}
              - {name: allow writes on the old host, owner: capability-owner, duration: 5m}
            point-of-no-return: {step: point the service to the tenant, why: from then on there are uploads that the old host lacks}
            rehearsed: {on: "2026-11-20", by: capability-owner, took: 8m, evidence: minutes of the rehearsal}
            """;

    private PlanFiles() {}

    public static String artifacts(String image, int dryRun, String revision) {
        return """
                artifacts:
                  - name: media-migration
                    image: %s
                    moves: [media-files]
                    idempotent: a file that is there with its SHA-256 is passed over
                    logs: one line for each file on stdout
                    dry-run: reads and hashes every file, writes none
                    rehearsals:
                      - {migration: %d, run: 1, revision: "%s"}
                    edge-cases: []
                """.formatted(image, dryRun, revision);
    }

    /** With what Movein filled in of the rehearsals. */
    public static String validation(String template) {
        return template.replace("regression: []", """
                regression:
                  - {name: unit tests of the service, kind: suite, result: passed, evidence: 412 of 412}
                  - {name: searches of a week, kind: queries, result: passed, evidence: the same files}
                  - {name: thumbnails, kind: outputs, result: passed, evidence: the same bytes}
                """.stripTrailing());
    }

    /** The form {@code plan a migration}. */
    public static String form(int tenant, String reviewer) {
        return String.join(
                "\n\n",
                List.of(
                        "### What moves",
                        "The media library",
                        "### From",
                        "the old host",
                        "### To",
                        "the tenant's storage",
                        "### Tenants",
                        "#" + tenant,
                        "### Gates",
                        "_No response_",
                        "### Reviewers",
                        reviewer,
                        "### Recovery time objective",
                        "30m"));
    }
}
