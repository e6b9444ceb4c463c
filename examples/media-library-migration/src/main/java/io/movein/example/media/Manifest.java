package io.movein.example.media;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of a library with their SHA-256, in the form of {@code sha256sum}: {@code <64 hexadecimal digits>  <path>}. */
public record Manifest(List<Entry> entries) {

    private static final Pattern LINE = Pattern.compile("(?<sha256>[0-9a-f]{64})  (?<path>[^/\\s].*)");

    public record Entry(String sha256, String path) {

        /** The file's address below a host's; a blank or an umlaut in the path is encoded. */
        public URI on(URI host) {
            var encoded = Stream.of(path.split("/"))
                    .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                    .collect(Collectors.joining("/"));
            return host.resolve("/files/" + encoded);
        }

        public String line() {
            return sha256 + "  " + path;
        }
    }

    /** Throws {@link IllegalArgumentException} that tells the line which is none. */
    public static Manifest parse(String text) {
        return new Manifest(text.lines().map(Manifest::entry).toList());
    }

    private static Entry entry(String line) {
        var match = LINE.matcher(line);
        if (!match.matches()) {
            throw new IllegalArgumentException("'%s' is not a line '<sha256>  <path>' of a manifest".formatted(line));
        }
        return new Entry(match.group("sha256"), match.group("path"));
    }

    public String text() {
        return entries.stream().map(entry -> entry.line() + "\n").collect(Collectors.joining());
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
