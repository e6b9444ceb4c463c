package io.movein.intake.text;

import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Characters that nobody sees or that look like others: a text processor turns a hyphen into one that does not break, a chat
 * brings a space of no width along. A value with one of them is never what its author believes, so it is named.
 */
public final class OddCharacters {

    private OddCharacters() {}

    /** The first one in a text that may be in any language: {@code a non-breaking hyphen, U+2011}. */
    public static Optional<String> in(String text) {
        return first(text, OddCharacters::isOdd);
    }

    /** The first character in a text of which only plain ASCII can be meant. */
    public static Optional<String> beyondAscii(String text) {
        return first(text, character -> character > 126 || character < 32);
    }

    /** Without those that nobody sees, and with a plain space for every kind of space. */
    public static String plain(String text) {
        return text.codePoints()
                .filter(character -> !isInvisible(character))
                .mapToObj(character -> isSpace(character) ? " " : Character.toString(character))
                .collect(Collectors.joining());
    }

    public static boolean hasInvisible(String text) {
        return text.codePoints().anyMatch(OddCharacters::isInvisible);
    }

    private static Optional<String> first(String text, IntPredicate odd) {
        return text.codePoints()
                .filter(character -> character != '\t' && odd.test(character))
                .mapToObj(OddCharacters::name)
                .findFirst();
    }

    private static boolean isOdd(int character) {
        return isInvisible(character) || character > 126 && (isSpace(character) || isPunctuation(character));
    }

    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.FORMAT,
                    Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> character != '\t' && character != '\n' && character != '\r';
            default -> false;
        };
    }

    private static boolean isSpace(int character) {
        return Character.isSpaceChar(character);
    }

    private static boolean isPunctuation(int character) {
        return switch (Character.getType(character)) {
            case Character.DASH_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION,
                    Character.MATH_SYMBOL -> true;
            default -> false;
        };
    }

    private static String name(int character) {
        var name = Character.getName(character);
        var spoken = name == null ? "character" : name.toLowerCase(Locale.ROOT);
        var article = "aeiou".indexOf(spoken.charAt(0)) >= 0 ? "an " : "a ";
        return article + spoken + ", U+%04X".formatted(character);
    }
}
