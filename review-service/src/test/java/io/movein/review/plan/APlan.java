package io.movein.review.plan;

import io.movein.contract.Digest;
import io.movein.contract.MigrationId;
import io.movein.contract.plan.PlanPaths;
import io.movein.contract.plan.StageArtifact;
import io.movein.model.ArtifactFile;
import io.movein.model.CheckResult;
import io.movein.model.FileChange;
import io.movein.model.Mode;
import io.movein.model.Person;
import io.movein.model.PlanRequest;
import io.movein.model.PlanRun;
import io.movein.model.RunOutcome;
import io.movein.model.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan whose artifacts are right, for tests that change one point of it. */
public final class APlan {
    public static final MigrationId ID = MigrationId.parse("acme/infra#40");
    public static final int TENANT = 9;
    public static final String IMAGE = "registry.example.org/acme/orders@sha256:" + "ab".repeat(32);
    public static final String CONFIGURATION = "batch: 500";
    static final String REVISION = "0123456789abcdef0123456789abcdef";
    static final Instant NOON = Instant.parse("2026-11-02T12:00:00Z");

    private static final String INVENTORY = """
            items:
              - {name: accounts-db, kind: store, size: 1GiB, owner: octocat, depends-on: [], entities: [
                  {name: accounts, fields: [{name: id, type: bigint, nullable: false, unique: true}]}]}
              - name: orders-db
                kind: store
                size: 120GiB
                owner: octocat
                depends-on: [accounts-db]
                entities:
                  - name: orders
                    fields:
                      - {name: id, type: bigint, nullable: false, unique: true}
                      - {name: total, type: "decimal(12,2)", nullable: false}
              - {name: shop, kind: service, size: 3 pods, owner: hubot, depends-on: [orders-db]}
            none: {schema: a store each, integration: the shop is all, job: none, configuration: the same}
            """;
    private static final String RISKS = """
            risks:
              - {name: late writes, kind: loss-vector, about: [orders-db], severity: high, likelihood: medium, mitigation: read-only}
              - {name: an hour, kind: downtime-window, about: [shop], severity: low, likelihood: high, mitigation: at night}
              - {name: the shop, kind: blast-radius, about: [shop], severity: high, likelihood: low, mitigation: a way back}
            none: {compatibility-gap: the same version}
            order: [accounts-db, orders-db, shop]
            """;
    private static final String MAPPING = """
            entities:
              - source: accounts-db/accounts
                target: accounts
                fields:
                  - {source: id, target: id, rule: rename, reason: the same}
              - source: orders-db/orders
                target: orders
                fields:
                  - {source: id, target: id, rule: rename, reason: the same}
                  - {source: total, target: cents, rule: cast, to-type: int, reason: cents}
            concepts: []
            acknowledged:
              - {finding: lossy-cast, entity: orders-db/orders, field: total, by: octocat, because: no order is that large}
              - {finding: consumer, entity: orders-db/orders, field: total, consumer: shop, by: hubot, because: it reads cents}
            """;
    private static final String ARTIFACTS = """
            artifacts:
              - name: orders
                image: %s
                configuration: "%s"
                moves: [accounts-db, orders-db]
                idempotent: rows are upserted
                logs: on stdout
                dry-run: writes nothing
                rehearsals:
                  - {migration: 17, run: 1, revision: %s}
                edge-cases:
                  - {entity: orders-db/orders, field: cents, case: a negative total, covered-by: run 1}
            """.formatted(IMAGE, CONFIGURATION, REVISION);
    private static final String VALIDATION = """
            runs:
              - migration: 17
                run: 1
                checks:
                  - {check: row count, of: orders, source: "10", target: "10", match: true}
                  - {check: checksum, of: orders, source: "a", target: "b", match: false, explained: rounding}
            regression:
              - {name: checkout, kind: suite, result: passed, evidence: 12 of 12}
              - {name: top 10, kind: queries, result: passed, evidence: the same rows}
              - {name: invoices, kind: outputs, result: failed, evidence: 1 of 90, explained: rounding}
            """;
    private static final String RUNBOOK = """
            window: {from: 2026-12-01T22:00Z, to: 2026-12-01T23:00Z}
            steps:
              - {name: freeze, owner: octocat, duration: 10m, go-no-go: the backup is fresh}
              - {name: run, owner: octocat, duration: 40m}
            communication:
              - {when: before freeze, to: all users, message: read-only}
            verification:
              - {what: a test order, owner: hubot, expected: it is shipped}
            """;
    private static final String ROLLBACK = """
            steps:
              - {name: point back, owner: octocat, duration: 20m}
            point-of-no-return: {step: run, why: new orders are only there}
            rehearsed: {on: 2026-11-20, by: octocat, took: 25m, evidence: a protocol}
            """;

    private final Map<StageArtifact, String> texts = new EnumMap<>(Map.of(
            StageArtifact.INVENTORY, INVENTORY,
            StageArtifact.RISKS, RISKS,
            StageArtifact.MAPPING, MAPPING,
            StageArtifact.ARTIFACTS, ARTIFACTS,
            StageArtifact.VALIDATION, VALIDATION,
            StageArtifact.RUNBOOK, RUNBOOK,
            StageArtifact.ROLLBACK, ROLLBACK));

    /** Changes one point. */
    APlan with(StageArtifact artifact, String from, String to) {
        var before = text(artifact);
        if (!before.contains(from)) {
            throw new IllegalArgumentException(artifact + " has no '" + from + "'");
        }
        return with(artifact, before.replace(from, to));
    }

    APlan with(StageArtifact artifact, String text) {
        texts.put(artifact, text);
        return this;
    }

    String text(StageArtifact artifact) {
        return texts.getOrDefault(artifact, "");
    }

    /** Of this stage and those before it. */
    List<ArtifactFile> files(Stage stage) {
        var files = new ArrayList<ArtifactFile>();
        for (var artifact : StageArtifact.values()) {
            if (artifact.stage().compareTo(stage) <= 0) {
                files.add(file(PlanPaths.path(ID, artifact), text(artifact)));
            }
        }
        return files;
    }

    static ArtifactFile file(String path, String text) {
        return ArtifactFile.newBuilder()
                .setPath(path)
                .setSize(text.length())
                .setMode("100644")
                .setChange(FileChange.ADDED)
                .setText(text)
                .build();
    }

    /** SHA-256 of what has passed before this stage. */
    Map<String, String> passed(Stage stage) {
        return Stream.of(StageArtifact.values())
                .filter(artifact -> artifact.stage().compareTo(stage) < 0)
                .collect(Collectors.toMap(
                        artifact -> PlanPaths.path(ID, artifact), artifact -> Digest.sha256(text(artifact))));
    }

    public static PlanRequest request() {
        return PlanRequest.newBuilder()
                .setWhat("the shop")
                .setFrom("Postgres 12")
                .setTo("Postgres 17")
                .setTenants(List.of(TENANT))
                .setReviewers(List.of(new Person(700L, "rita"), new Person(701L, "wim")))
                .setRecoveryTimeObjectiveSeconds(1_800L)
                .build();
    }

    static PlanRun.Builder rehearsal() {
        return PlanRun.newBuilder()
                .setOf("acme/infra#17")
                .setRun(1)
                .setTenant(TENANT)
                .setMode(Mode.DRY_RUN)
                .setImage(IMAGE)
                .setConfigurationSha256(Digest.sha256(CONFIGURATION))
                .setRevision(REVISION)
                .setOutcome(RunOutcome.SUCCEEDED)
                .setAt(NOON);
    }

    static List<CheckResult> proof() {
        return List.of(
                new CheckResult("row count", "orders", "10", "10", true),
                new CheckResult("checksum", "orders", "a", "b", false));
    }
}
