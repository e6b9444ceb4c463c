package io.movein.store.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XmlTest {

    private static Map<String, String> read(String document) throws IOException {
        var found = new HashMap<String, String>();
        Xml.read(document.getBytes(StandardCharsets.UTF_8), found::put);
        return found;
    }

    @Test
    void readsWhatBeginsWithSpacesAndLooksOverNamespaces() throws IOException {
        assertThat(read(" \n <?xml version=\"1.0\"?><R xmlns=\"urn:x\"><a><b>1 &amp; 2</b></a></R>"))
                .contains(entry("a/b", "1 & 2"));
    }

    @Test
    void findsTheCodeOfAnErrorAndNoneElsewhere() {
        assertThat(Xml.errorCode("<Error><Code>SlowDown</Code></Error>".getBytes(StandardCharsets.UTF_8)))
                .contains("SlowDown");
        assertThat(Xml.errorCode("<Result><Code>1</Code></Result>".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(Xml.errorCode("<html>".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void readsNothingFromOutside() {
        assertThatThrownBy(() -> read("<!DOCTYPE R [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><R><a>&e;</a></R>"))
                .isInstanceOf(IOException.class);
    }
}
