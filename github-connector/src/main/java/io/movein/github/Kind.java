package io.movein.github;

/** What a request does, in the terms of GitHub's limits. */
enum Kind {
    READ,
    /** Makes something that people see: an issue, a comment, an edit of one, closing. */
    CONTENT,
    /** Any other change, such as a label. */
    CHANGE;

    static Kind of(String method, String path) {
        if (method.equals("GET") || path.endsWith("/access_tokens")) {
            return READ;
        }
        var content = (method.equals("POST") || method.equals("PATCH")) && !path.endsWith("/labels");
        return content ? CONTENT : CHANGE;
    }

    boolean isWrite() {
        return this != READ;
    }

    int points() {
        return isWrite() ? 5 : 1;
    }
}
