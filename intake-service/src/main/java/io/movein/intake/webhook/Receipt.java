package io.movein.intake.webhook;

/** What becomes of a delivery: the status that GitHub gets, the name that is counted, a sentence for its delivery log. */
enum Receipt {
    ACCEPTED(202, "accepted", "noted; the issue will be read"),
    IGNORED(200, "ignored", "nothing here concerns a migration"),
    UNSIGNED(401, "unsigned", "X-Hub-Signature-256 is missing; set the webhook's secret"),
    BADLY_SIGNED(401, "badly_signed", "X-Hub-Signature-256 is not 'sha256=' and 64 hex digits"),
    WRONGLY_SIGNED(401, "wrongly_signed", "X-Hub-Signature-256 does not match the body; the secrets differ"),
    NOT_JSON(400, "not_json", "the body is no JSON object; set the webhook's content type to application/json"),
    TOO_LARGE(413, "too_large", "the body is larger than 25 MB"),
    NOT_SAFE(503, "not_safe", "it could not be written down; deliver it again later");

    private final int status;
    private final String result;
    private final String text;

    Receipt(int status, String result, String text) {
        this.status = status;
        this.result = result;
        this.text = text;
    }

    int status() {
        return status;
    }

    String result() {
        return result;
    }

    String text() {
        return text;
    }
}
