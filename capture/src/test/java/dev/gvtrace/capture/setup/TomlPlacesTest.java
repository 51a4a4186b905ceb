// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TomlPlacesTest {
    private static final String EXAMPLE = """
            # a comment = "no"
            title = "a \\"quoted\\" \\u00e9 [x]" # and a comment
            'literal key' . "b.c" = 'C:\\\\no escapes'
            when = 1979-05-27 07:32:00.5Z
            day = 1979-05-27
            hours = [ 07:32:00, # morning
              09:00:00, ]
            numbers = [ +1, -2.5e+3, 0xdead_beef, 0o7, 0b1_0, inf, -nan, [ [], {} ] ]
            long = \"""
            [not.a.table]
            x = "1" \\
               joined \\"\"" end\"""
            raw = '''it''s'''
            empty = ""

            [table."sub.table"]
            point = { x = "1", y.z = "2", list = [ { a = "n" } ] }
              [table."sub.table".deeper]
              k-1_ = "v"

            [[array]]
            name = "one"
            [array.inner]
            name = "of one"
            [[array]]
            name = "two"
            [array.inner]
            name = "of two"
            [last]
            end = "x\"""";

    @TempDir
    private Path dir;

    @Test
    void findsKeysAndTables() throws SetupException {
        TomlPlaces places = TomlPlaces.parse(EXAMPLE);
        assertThat(places.string(List.of("title"))).isEqualTo("a \"quoted\" é [x]");
        assertThat(places.string(List.of("literal key", "b.c"))).isEqualTo("C:\\\\no escapes");
        assertThat(places.string(List.of("table", "sub.table", "point", "y", "z")))
                .isEqualTo("2");
        assertThat(places.string(List.of("table", "sub.table", "deeper", "k-1_")))
                .isEqualTo("v");
        assertThat(places.string(List.of("last", "end"))).isEqualTo("x");
        assertThat(places.string(List.of("not", "a", "table", "x"))).isNull();
        assertThat(places.namesBelow(List.of("table", "sub.table"))).containsExactly("deeper", "point");
        places.entries().forEach((path, entry) -> {
            assertThat(EXAMPLE.substring(entry.from())).matches("(?s)[A-Za-z\"'].*");
            assertThat(EXAMPLE.substring(entry.valueTo())).matches("(?s)([\\s,}#].*)?");
        });
    }

    /** Python's parser is the second opinion. */
    @Test
    void stringsAreThoseOfAnotherParser() throws Exception {
        Path file = Files.writeString(dir.resolve("x.toml"), EXAMPLE);
        String script = """
                import sys, tomllib
                def walk(path, value):
                    if isinstance(value, dict):
                        for key, one in value.items(): walk(path + [key], one)
                    elif isinstance(value, str): print(ascii("/".join(path)), ascii(value))
                walk([], tomllib.load(open(sys.argv[1], "rb")))
                """;
        Process python = start("python3", "-c", script, file.toString());
        String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assumptions.assumeTrue(
                python.waitFor(60, TimeUnit.SECONDS) && python.exitValue() == 0, "no python3 with tomllib");
        Map<String, String> ours = new TreeMap<>();
        TomlPlaces.parse(EXAMPLE).entries().forEach((path, entry) -> {
            if (entry.string() != null && !path.toString().contains("#")) {
                ours.put(String.join("/", path), entry.string());
            }
        });
        assertThat(printed.lines()).hasSize(ours.size());
        ours.forEach((path, value) -> {
            if (value.matches("[ -~&&[^'\"\\\\]]*")) {
                assertThat(printed).contains("'" + path + "' '" + value + "'");
            }
        });
    }

    private static Process start(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            Assumptions.abort("no " + command[0]);
            throw e;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=",
                "a",
                "a =",
                "a = b",
                "a = 1 2",
                "a = \"x",
                "a = \"x\ny\"",
                "a = 'x\n'",
                "a = \"\\q\"",
                "a = \"\\uD83\"",
                "a = '''x",
                "a = [1",
                "a = [1 2]",
                "a = {x = 1",
                "[a",
                "[a] b = 1",
                "[[a]",
                "a. = 1",
                "\"\"\"a\"\"\" = 1",
                "a = truex",
            })
    void refusesOtherTexts(String text) {
        try {
            TomlPlaces.parse(text);
            fail("accepted: " + text);
        } catch (SetupException e) {
            assertThat(e.getMessage()).startsWith("not TOML: line ");
        }
    }

    @Test
    void bracketsAreBounded() {
        try {
            TomlPlaces.parse("a = " + "[".repeat(1_000_000));
            fail("accepted");
        } catch (SetupException e) {
            assertThat(e).hasMessageContaining("nested deeper");
        }
    }

    /** No text makes it fail otherwise, or never end. */
    @Test
    void damagedTextsAreReadOrRefused() {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder(EXAMPLE);
            for (int n = random.nextInt(3); n >= 0; n--) {
                int at = random.nextInt(text.length());
                text.replace(
                        at,
                        Math.min(text.length(), at + random.nextInt(4)),
                        String.valueOf("\"'[]{}=.,#\n\\ a".charAt(random.nextInt(14))));
            }
            try {
                TomlPlaces.parse(text.toString());
            } catch (SetupException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1000, 4900);
    }
}
