package io.movein.store.objects;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The few documents of the S3 protocol. Namespaces are looked over, as servers differ in them; nothing outside is read. */
final class Xml {

    private static final XMLInputFactory IN = XMLInputFactory.newDefaultFactory();
    private static final XMLOutputFactory OUT = XMLOutputFactory.newDefaultFactory();

    static {
        IN.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        IN.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        IN.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    interface Writing {
        void to(XMLStreamWriter out) throws XMLStreamException;
    }

    private Xml() {}

    /**
     * Gives each element that is ended: its path below the root, such as {@code Contents/Key}, and its own text.
     *
     * @return the root's name
     * @throws IOException if it is no XML
     */
    static String read(byte[] document, BiConsumer<String, String> ended) throws IOException {
        try {
            var reader = IN.createXMLStreamReader(afterSpaces(document));
            var path = new ArrayDeque<String>();
            var text = new StringBuilder();
            var root = "";
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        root = root.isEmpty() ? reader.getLocalName() : root;
                        path.addLast(path.isEmpty() ? "" : under(path.getLast(), reader.getLocalName()));
                        text.setLength(0);
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                    case XMLStreamConstants.END_ELEMENT -> {
                        ended.accept(path.removeLast(), text.toString());
                        text.setLength(0);
                    }
                    default -> {}
                }
            }
            return root;
        } catch (XMLStreamException e) {
            throw new IOException("the answer is not XML: " + e.getMessage(), e);
        }
    }

    /** A server that takes its time sends spaces, so that nobody takes it for dead. */
    private static ByteArrayInputStream afterSpaces(byte[] document) {
        var start = 0;
        while (start < document.length && document[start] >= 0 && document[start] <= ' ') {
            start++;
        }
        return new ByteArrayInputStream(document, start, document.length - start);
    }

    private static String under(String parent, String name) {
        return parent.isEmpty() ? name : parent + "/" + name;
    }

    /**
     * A document with rows: elements of one name, each with elements of its own.
     *
     * @param fields by path, those that are in no row
     * @param rows   each by path
     */
    record Rows(Map<String, String> fields, List<Map<String, String>> rows) {}

    static Rows rows(byte[] document, String row) throws IOException {
        var fields = new HashMap<String, String>();
        var rows = new ArrayList<Map<String, String>>();
        var current = new HashMap<String, String>();
        read(document, (path, text) -> {
            if (path.equals(row)) {
                rows.add(Map.copyOf(current));
                current.clear();
            } else {
                (path.startsWith(row + "/") ? current : fields).put(path, text);
            }
        });
        return new Rows(fields, rows);
    }

    /** The text of the element, of the last if there are several. */
    static Optional<String> text(byte[] document, String element) throws IOException {
        var found = new HashMap<String, String>();
        read(document, found::put);
        return Optional.ofNullable(found.get(element));
    }

    /** The code, if it is a document that says what was wrong. */
    static Optional<String> errorCode(byte[] document) {
        var found = new HashMap<String, String>();
        try {
            var root = read(document, found::put);
            return root.equals("Error") ? Optional.of(found.getOrDefault("Code", "")) : Optional.empty();
        } catch (IOException other) {
            return Optional.empty();
        }
    }

    static byte[] write(String root, Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try {
            var out = OUT.createXMLStreamWriter(bytes, "UTF-8");
            out.writeStartElement(root);
            writing.to(out);
            out.writeEndElement();
            out.close();
            return bytes.toByteArray();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    static void element(XMLStreamWriter out, String name, String text) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeCharacters(text);
        out.writeEndElement();
    }
}
