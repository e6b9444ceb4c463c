package io.movein.process.configuration;

/** Places in a document: as JSON pointers within, as {@code target.names[2]} for people. */
final class Pointers {

    private Pointers() {}

    static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    static String child(String pointer, int index) {
        return pointer + "/" + index;
    }

    static String parent(String pointer) {
        return pointer.substring(0, Math.max(pointer.lastIndexOf('/'), 0));
    }

    static String words(String pointer) {
        var words = new StringBuilder();
        for (var step : pointer.split("/")) {
            if (step.matches("\\d+")) {
                words.append('[').append(step).append(']');
            } else if (!step.isEmpty()) {
                words.append(words.isEmpty() ? "" : ".")
                        .append(step.replace("~1", "/").replace("~0", "~"));
            }
        }
        return words.toString();
    }
}
