package io.movein.standin.objects;

/** As much XML as S3's answers are made of. */
final class Xml {

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    Xml open(String name) {
        text.append('<').append(name).append('>');
        return this;
    }

    Xml close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    Xml with(String name, Object value) {
        open(name);
        value.toString().codePoints().forEach(this::character);
        return close(name);
    }

    /** What XML 1.0 cannot have is written as a reference all the same, as servers do. */
    private void character(int point) {
        switch (point) {
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '&' -> text.append("&amp;");
            default -> {
                if (point < ' ') {
                    text.append("&#").append(point).append(';');
                } else {
                    text.appendCodePoint(point);
                }
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
