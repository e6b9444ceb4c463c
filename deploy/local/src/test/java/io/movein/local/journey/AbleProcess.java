package io.movein.local.journey;

/** A process that does all that the contract has room for, and writes to declared hosts only. */
final class AbleProcess {

    /** Rehearsed, it ends well; live, it waits for /pause and ends with errors. */
    static final String SCRIPT = """
            tell() {
              printf '{"movein":{"phase":"copy","done":%s,"total":4,"unit":"albums","rate":0.5,"etaSeconds":60,"lag":{"keys":3,"bytes":null},"accepts":["pause"],"did":[%s]}}\\n' "$1" "$2"
            }
            [ "$MOVEIN_MODE" = live ] || exit 0
            echo '{"movein":{"alarm":{"name":"albumsAreLocked","detail":"nobody may read album 4"}}}'
            while :; do
              id=$(sed -n 's/.*"id":"\\([^"]*\\)".*"command":"pause".*/\\1/p' "$MOVEIN_CONTROL")
              [ -z "$id" ] || break
              tell 1
              sleep 0.5
            done
            tell 3 '{"id":"'"$id"'","command":"pause","result":"paused at album 3"}'
            sleep 3
            printf '{"movein":{"summary":"%s","checks":[{"check":"row count","of":"albums","source":"4","target":"3","match":false}],"failedItems":1,"evidence":{"location":"s3://proof/17","sha256":"9f86"}}}' "$(cat "$MOVEIN_CONFIG")" > "$MOVEIN_TERMINATION_LOG"
            exit 10
            """;

    private AbleProcess() {}

    /** As GitHub makes it of the form: what is left empty says so, and the configuration is a block of YAML. */
    static String request(int onboarding, String image, String mode) {
        return MigrationIssue.body(onboarding, image, mode).replace("\nstorage:9000\n", "\n_No response_\n")
                + "\n### Configuration\n\n```yaml\nalbums: all of them\n```\n";
    }
}
