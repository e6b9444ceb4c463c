package io.movein.review.plan.check;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which casts can lose data: a narrower number, a shorter text, a coarser time. A pair of types that is not known can. */
final class LossyCasts {
    private static final Pattern TYPE =
            Pattern.compile("([a-z][a-z0-9 ]*?)\\s*(?:\\(\\s*(\\d{1,9})\\s*(?:,\\s*(\\d{1,9})\\s*)?\\))?");
    /** Each holds all values of those before it. */
    private static final List<List<String>> WIDENING = List.of(
            List.of("boolean", "tinyint", "smallint", "int", "bigint"),
            List.of("smallint", "int", "double"),
            List.of("real", "double"),
            List.of("date", "timestamp", "timestamptz"),
            List.of("char", "varchar", "text"));

    private record Type(String name, long length, long scale) {}

    private LossyCasts() {}

    static boolean loses(String from, String to) {
        var source = type(from);
        var target = type(to);
        if (target.name.equals("text")) {
            return false;
        }
        if (source.name.equals(target.name)) {
            return source.length - source.scale > target.length - target.scale || source.scale > target.scale;
        }
        return WIDENING.stream()
                .noneMatch(row -> row.contains(source.name)
                        && row.indexOf(source.name) < row.indexOf(target.name)
                        && source.length <= target.length);
    }

    /** Without a length it holds as much as there is, but for a char. */
    private static Type type(String text) {
        var match = TYPE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            return new Type(text, 0, 0);
        }
        var length = match.group(2) == null ? unlimited(match.group(1)) : Long.parseLong(match.group(2));
        return new Type(name(match.group(1)), length, match.group(3) == null ? 0 : Long.parseLong(match.group(3)));
    }

    private static long unlimited(String name) {
        return name.equals("varchar") ? Long.MAX_VALUE : 0;
    }

    private static String name(String name) {
        return switch (name) {
            case "integer", "int4" -> "int";
            case "int8", "long" -> "bigint";
            case "int2" -> "smallint";
            case "float8", "double precision" -> "double";
            case "float4", "float" -> "real";
            case "numeric" -> "decimal";
            case "string", "clob" -> "text";
            case "bool" -> "boolean";
            case "character varying" -> "varchar";
            default -> name;
        };
    }
}
