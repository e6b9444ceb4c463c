package io.movein.local.journey;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that ends well when it is told to, with a word on how far it is, and not before: whatever tells it, it was not done. */
final class ObedientProcess {
    private static final String OWNER = "capability-owner";
    private static final String SCRIPT = """
            trap 'echo stopped at album 3 > "$MOVEIN_TERMINATION_LOG"; exit 0' TERM
            echo '{"movein":{"phase":"copy","done":3,"total":10,"unit":"albums"}}'
            while :; do sleep 0.1; done
            """;

    private ObedientProcess() {}

    /** In a tenant of its own; it is ready to be told. */
    static MigrationIssue running(Town town, String tenant) throws Exception {
        var body = MigrationIssue.body(town.tenant(tenant, OWNER), town.image(SCRIPT), "live");
        var issue = MigrationIssue.filed(town.github(), OWNER, body);
        issue.isApproved(1);
        issue.awaitComment("<!-- movein:status ", "3 of 10 albums");
        return issue;
    }

    /**
     * Its owner reads how it ended, and takes what is there.
     *
     * @return the report
     */
    static String isReported(MigrationIssue issue, String outcome) throws InterruptedException {
        var report = issue.awaitComment("<!-- movein:report run=1 ", outcome);
        issue.says("/plan accept-partial");
        issue.awaitClosed();
        assertThat(issue.closedAs()).isEqualTo("completed");
        return report;
    }
}
