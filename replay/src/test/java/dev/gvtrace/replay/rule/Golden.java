// SPDX-License-Identifier: Apache-2.0
// Copyright the gvtrace authors

package dev.gvtrace.replay.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with files of expected output; {@code -Dgolden.update=true} rewrites them. */
final class Golden {
    private static final Path ROOT = Path.of("src/test/resources/golden");

    private Golden() {}

    /** The directory of a test class. */
    static Path directory(Class<?> test) {
        return ROOT.resolve(test.getSimpleName());
    }

    static void compare(Path expected, String actual) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).as("%s", expected).isEqualTo(Files.readString(expected));
    }
}
