package io.movein.standin.github.pages;

import io.movein.standin.github.model.Label;
import java.util.List;
import java.util.stream.Collectors;

/** A stylesheet with each label's color: the pages' content policy allows no style in the page itself. */
final class LabelStyles {

    private LabelStyles() {}

    static String css(List<Label> labels) {
        return labels.stream()
                .filter(label -> label.color().matches("[0-9a-fA-F]{6}"))
                .map(label -> ".label-" + label.id() + "{background:#" + label.color() + ";color:" + text(label.color())
                        + "}")
                .collect(Collectors.joining("\n"));
    }

    /** Dark or white, whichever has more contrast to the color; at this relative luminance (W3C) they have the same. */
    private static String text(String color) {
        var luminance = 0.2126 * part(color, 0) + 0.7152 * part(color, 2) + 0.0722 * part(color, 4);
        return luminance > 0.214 ? "#1f2328" : "#fff";
    }

    private static double part(String color, int at) {
        var share = Integer.parseInt(color.substring(at, at + 2), 16) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
