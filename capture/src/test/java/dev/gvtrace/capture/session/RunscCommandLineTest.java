// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.capture.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The facts in a command line about the sandbox that runsc is about to start. */
class RunscCommandLineTest {
    private static RunscCommandLine of(String words) {
        return RunscCommandLine.of(Arrays.asList(words.split(" ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            emptyValue = "",
            value = {
                "runsc run box                              | run          | box",
                "runsc create --bundle /b box               | create       | box",
                "runsc restore --image-path=/i box          | restore      | box",
                "runsc --root /r -debug create box          | create       | box",
                "runsc do ls                                | do           | -",
                "runsc trace create --config c box          | trace create | box",
                "runsc trace delete box                     | ''           | -",
                "runsc trace                                | ''           | -",
                "runsc run                                  | run          | -",
                "runsc run -detach                          | run          | -",
                "runsc start box                            | ''           | -",
                "runsc                                      | ''           | -"
            })
    void theVerbDecidesWhetherThereIsAnId(String words, String verb, String id) {
        RunscCommandLine line = of(words);
        assertThat(line.verb()).isEqualTo(verb);
        assertThat(line.id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "runsc --root /r run box,        root,   /r",
                "runsc -root /r run box,         root,   /r",
                "runsc --root=/r run box,        root,   /r",
                "runsc -root=/r run box,         root,   /r",
                "runsc --root=/a --root /b run,  root,   /b",
                "runsc --root=a=b run box,       root,   a=b",
                "runsc --root= run box,          root,   ''",
                "runsc --roots=/r run box,       root,   -",
                "runsc root /r run box,          root,   -",
                "runsc run --root,               root,   -",
                "runsc run box,                  bundle, -"
            })
    void flagsHaveThreeForms(String words, String name, String value) {
        assertThat(of(words).flag(name)).isEqualTo(value);
    }

    @Test
    void wordsOfTheKernelEndWithANul() {
        assertThat(RunscCommandLine.parse("runsc\0run\0--x=\0\0box\0".getBytes(StandardCharsets.UTF_8))
                        .words())
                .containsExactly("runsc", "run", "--x=", "", "box");
        assertThat(RunscCommandLine.parse("runsc\0cut".getBytes(StandardCharsets.UTF_8))
                        .words())
                .containsExactly("runsc", "cut");
        assertThat(RunscCommandLine.parse(new byte[0]).words()).isEmpty();
    }

    /** Bytes that are not UTF-8 are kept in words, so that the id is still the sandbox's. */
    @Test
    void wordsKeepTheirBytes() {
        byte[] line = {'r', 0, 'r', 'u', 'n', 0, 'b', (byte) 0xff, 0};
        assertThat(RunscCommandLine.parse(line).id()).isEqualTo("b\udcff");
        assertThat(RunscCommandLine.of(List.of("runsc", "run", "b\udcff")).id()).isEqualTo("b\udcff");
    }
}
